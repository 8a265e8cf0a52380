"""The files of a project's volume (材料): added by kind while the part is open, taken off again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from projects.actions.applying import add_paper, remove_paper
from projects.dossier import papers_by_kind
from projects.forms.writing import PapersForm
from projects.models import Project, ProjectPaper
from projects.paper_rules import open_kinds
from projects.terms import PaperKind
from projects.views.writing import around, draft_or_404
from workflow.views.uploads import store_uploads


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_papers(request: ActorRequest, pk: int) -> HttpResponse:
    """The files of a project's volume: upload new ones, take one off."""
    project, actor = draft_or_404(request, pk), request.actor
    body = _adding_body(project, actor)
    kinds = open_kinds(project)
    if not kinds:
        messages.info(request, f"项目现为“{project.get_status_display()}”，材料不再增减。")
        return redirect("projects:project_detail", pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PapersForm(*sent, kinds=kinds, initial={"kind": request.GET.get("kind")})
    if form.is_valid() and _add(request, project, body, form):
        return redirect("projects:project_papers", pk=pk)
    context = {
        "form": form,
        "groups": papers_by_kind(project, actor),
        "open_kinds": kinds,
        **around(project, "papers", actor),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/project_papers.html", context, status=status)


@login_required
@require_POST
def project_paper_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take one file out of the volume; the file itself is kept."""
    rows = ProjectPaper.objects.visible_to(request.actor)
    related = ("project__applicant__parent", "attachment")
    paper = get_object_or_404(rows.select_related(*related), pk=pk)
    _adding_body(paper.project, request.actor)
    project_id = paper.project_id
    with refusals(request) as attempt:
        remove_paper(paper=paper, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已移除“{paper.attachment.name}”，文件仍保存在本单位名下。")
    return redirect("projects:project_papers", pk=project_id)


def _adding_body(project: Project, actor: Actor) -> Organization:
    """In whose name the actor adds files: the applicant's, or the city's."""
    if can(actor, Capability.HANDLE, at=project.city):
        return project.city
    require(actor, Capability.HANDLE, at=project.applicant)
    return project.applicant


def _add(request: ActorRequest, project: Project, body: Organization, form: PapersForm) -> bool:
    """Store the uploads and put them into the volume; a bad file refuses only itself."""
    kind = form.cleaned_data["kind"]
    stored = store_uploads(form, organization=body, actor=request.actor)
    with refusals(request, form=form):
        for file in stored:
            add_paper(project=project, kind=kind, attachment=file, actor=request.actor)
        if stored:
            label = PaperKind(kind).label
            messages.success(request, f"已添加 {len(stored)} 个文件到“{label}”。")
    return not form.errors
