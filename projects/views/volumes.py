"""A project on paper: each paper as Word, and the whole volume as one PDF (项目文书、项目全卷)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from documents.filetypes import FileType
from documents.word.names import filename
from documents.word.project_papers import project_paper_document
from hierarchy.downloads import download
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from projects.actions.binding import hand_out_volume, is_being_bound, order_volume
from projects.insight import Insight, insight_of
from projects.models import BoundVolume, Project
from projects.papers.listing import papers_of, slug_of
from projects.papers.volume import files_of
from projects.tasks import bind_ordered_volume
from projects.views.projects import project_or_404

PAGE = "projects:project_volume"


@login_required
@require_GET
def project_paper(
    request: ActorRequest, pk: int, kind: str, row: int | None = None
) -> HttpResponse:
    """One paper as Word in the official layout; 404 where the reader has none."""
    project = project_or_404(request, pk)
    listed = papers_of(project, request.actor)
    found = next((one for one in listed if (slug_of(one.kind), one.row) == (kind, row)), None)
    if found is None:
        raise Http404
    paper = found.build()
    number = paper.document_number or paper.number
    name = filename(number=number, title=f"{project.name}{found.label}")
    return download(project_paper_document(paper), name, kind=FileType.DOCX)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_volume(request: ActorRequest, pk: int) -> HttpResponse:
    """What the volume holds, the one bound last, and having it bound anew."""
    project, seen = _inside_or_404(request, pk)
    if request.method == "POST":
        return _order(request, project)
    volume = _bound(request, project, seen)
    files = files_of(project, request.actor)
    context = {
        "project": project,
        "listed": papers_of(project, request.actor, seen=seen),
        "files": files,
        "files_size": sum(file.size for file, _ in files),
        "volume": volume,
        "is_being_bound": is_being_bound(volume, at=request.actor.at),
        "back": f"{reverse('projects:project_detail', args=[pk])}?part=papers",
        "today": request.actor.on,
    }
    return render(request, "projects/project_volume.html", context)


@login_required
@require_safe
def project_volume_state(request: ActorRequest, pk: int) -> HttpResponse:
    """Whether it is still being bound, asked again and again; away to the page when it is not."""
    project, seen = _inside_or_404(request, pk)
    if not is_being_bound(_bound(request, project, seen), at=request.actor.at):
        return HttpResponseClientRedirect(reverse(PAGE, args=[pk]))
    return render(request, "projects/_volume_waits.html", {"project": project})


@login_required
@require_GET
def project_volume_pdf(request: ActorRequest, pk: int) -> HttpResponse | FileResponse:
    """The volume bound last, to save; that it was taken away stands on the trail."""
    project, seen = _inside_or_404(request, pk)
    volume = _bound(request, project, seen)
    if volume is None or not volume.is_ready:
        messages.info(request, "全卷还没有生成。请点“生成全卷”。")
        return redirect(PAGE, pk=pk)
    try:
        stream = volume.file.open("rb")
    except FileNotFoundError:
        messages.error(request, "系统中找不到已生成的全卷文件。请重新生成。")
        return redirect(PAGE, pk=pk)
    hand_out_volume(volume=volume, actor=request.actor)
    name = filename(number=project.number, title=f"{project.name}全卷").removesuffix(".docx")
    answer = FileResponse(
        stream,
        as_attachment=True,
        filename=f"{name}.pdf",
        content_type=FileType.PDF.content_type,
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _order(request: ActorRequest, project: Project) -> HttpResponse:
    with refusals(request) as attempt:
        volume = order_volume(project=project, actor=request.actor)
    if not attempt.refused:
        if volume is not None:
            bind_ordered_volume.delay(volume.pk, volume.ticket)
        messages.success(request, "正在生成全卷。可以离开本页，生成后在这里下载。")
    return redirect(PAGE, pk=project.pk)


def _inside_or_404(request: ActorRequest, pk: int) -> tuple[Project, Insight]:
    """Only the applicant's line reads a volume: it holds money and opinions."""
    project = project_or_404(request, pk)
    seen = insight_of(project, request.actor)
    if not seen.is_inside:
        raise Http404
    return project, seen


def _bound(request: ActorRequest, project: Project, seen: Insight) -> BoundVolume | None:
    rows = BoundVolume.objects.visible_to(request.actor).filter(project=project)
    found: BoundVolume | None = rows.filter(for_city=seen.is_city).first()
    return found
