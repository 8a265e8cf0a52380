"""Public notice (公示): what is on it, what is said against it, and the answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.deciding import answer_objection, raise_objection
from projects.forms.reviews import AnswerForm, ObjectionForm
from projects.models import Objection, Project
from projects.terms import ProjectStatus
from projects.views.projects import project_or_404
from projects.views.surroundings import project_tabs, project_ways

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def notice_list(request: ActorRequest) -> HttpResponse:
    """The projects on public notice now, whose last day comes first."""
    seen = Project.objects.visible_to(request.actor).filter(status=ProjectStatus.ON_NOTICE)
    rows = seen.select_related("applicant__parent", "category", "lead")
    context = {
        "page": keyset_page(rows, keys=("notice_to", "id"), query=request.GET, size=20),
        "tabs": project_tabs(request.actor, current="projects"),
        "ways": project_ways(current="notices"),
        "today": request.actor.on,
    }
    return render(request, "projects/notice_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def objection_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what speaks against a project on notice."""
    project, actor = project_or_404(request, pk), request.actor
    back = f"{reverse('projects:project_detail', args=[pk])}?part=review"
    page = FormPage(
        title=f"登记公示异议：{project.name}",
        lead=f"由{project.city.label}核查答复，异议成立的不能立项。",
        submit="登记异议",
        back_url=back,
        back_label="评审公示",
        draft_key=f"objection-{pk}",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        raise_objection(project=project, actor=actor, **cleaned)
        return Done("已登记异议，核查后在项目页上答复。", back)

    form = ObjectionForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def objection_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer an objection, once."""
    actor = request.actor
    rows = Objection.objects.visible_to(actor).select_related("project__applicant__parent")
    objection = get_object_or_404(rows, pk=pk)
    require(actor, Capability.HANDLE, at=objection.project.city)
    back = f"{reverse('projects:project_detail', args=[objection.project_id])}?part=review"
    page = FormPage(
        title=f"答复公示异议：{objection.project.name}",
        lead=objection.words,
        submit="答复",
        back_url=back,
        back_label="评审公示",
        confirm="答复后不能再改，异议成立的项目不能立项。",
        draft_key=f"objection-answer-{pk}",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        answer_objection(objection=objection, actor=actor, **cleaned)
        return Done("已答复异议。", back)

    form = AnswerForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)
