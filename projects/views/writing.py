"""Writing an application (申报), saved by parts until it is handed up."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Tier
from projects import dossier
from projects.actions.applying import (
    draft_project,
    edit_project,
    set_budget_lines,
    set_milestones,
)
from projects.forms.writing import (
    BasicsForm,
    TextsForm,
    applying_bodies,
    line_rows,
    lines_total,
    milestone_rows,
)
from projects.models import Project

FORM_METHODS: Final = ["GET", "HEAD", "POST"]
COMMITTEES: Final = (Tier.COMMITTEE,)


def may_apply(actor: Actor) -> bool:
    """Whether the person writes applications of any committee. No query."""
    return any(grant.tier in COMMITTEES for grant in actor.scope(Capability.HANDLE).nodes)


def bodies_or_denied(actor: Actor) -> list[Organization]:
    """The committees in whose name the person applies; ``PermissionDenied`` without any."""
    bodies = applying_bodies(actor)
    if not bodies:
        raise PermissionDenied(
            "项目由行业党建专委会（党委）规划申报，您现在没有这样的岗位。"
            "请切换岗位，或联系专委会经办人。"
        )
    return bodies


@login_required
@require_http_methods(FORM_METHODS)
def project_new(request: ActorRequest) -> HttpResponse:
    """Begin an application: what it is called, who answers for it, from when to when."""
    actor = request.actor
    bodies = bodies_or_denied(actor)
    form = BasicsForm(
        request.POST or None,
        bodies=bodies,
        actor=actor,
        initial={"applicant": request.GET.get("body"), "year": actor.on.year},
    )
    if request.method == "POST" and form.is_valid():
        project: Project | None = None
        with refusals(request, form=form):
            project = draft_project(
                applicant=form.body,
                content=form.content,
                once=form.cleaned_data["once"],
                actor=actor,
            )
        if project is not None:
            messages.success(request, "已建立申报草稿。请接着填写申报内容。")
            return redirect(f"{reverse('projects:project_edit', args=[project.pk])}?part=texts")
    context = {"form": form, "project": None, "bodies": bodies, "today": actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/project_basics.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def project_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change what an application says: its basics, or its texts."""
    project = draft_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=project.applicant)
    if not project.is_editable:
        return _closed(request, project)
    if request.GET.get("part") == "texts":
        return _texts(request, project)
    actor = request.actor
    form = BasicsForm(
        request.POST or None,
        bodies=[project.applicant],
        actor=actor,
        project=project,
        initial=_basics(project) if request.method != "POST" else None,
    )
    if request.method == "POST" and form.is_valid() and _save(request, project, form):
        return _next(request, project, "已保存基本情况。", "texts")
    context = {"form": form, **around(project, "basics", actor)}
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/project_basics.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def project_budget(request: ActorRequest, pk: int) -> HttpResponse:
    """The budget in rows: what each source is to pay for."""
    project = draft_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=project.applicant)
    if not project.is_editable:
        return _closed(request, project)
    sent = request.POST if request.method == "POST" else None
    rows = line_rows(project, sent, on=request.actor.on)
    if sent is not None and rows.is_valid():
        wishes = rows.wishes()
        with refusals(request) as attempt:
            set_budget_lines(project=project, lines=wishes, actor=request.actor)
        if not attempt.refused:
            told = f"已保存预算 {len(wishes)} 行，合计 {lines_total(wishes):,.2f} 元。"
            return _next(request, project, told, "milestones", here="budget")
    context = {"rows": rows, **around(project, "budget", request.actor)}
    context["total"] = dossier.planned_total(project)
    status = 422 if sent is not None else 200
    return render(request, "projects/project_budget.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def project_milestones(request: ActorRequest, pk: int) -> HttpResponse:
    """The milestones in rows: by which day what is to stand."""
    project = draft_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=project.applicant)
    if not project.is_editable:
        return _closed(request, project)
    sent = request.POST if request.method == "POST" else None
    rows = milestone_rows(project, sent)
    if sent is not None and rows.is_valid():
        values = rows.values()
        with refusals(request) as attempt:
            set_milestones(project=project, milestones=values, actor=request.actor)
        if not attempt.refused:
            told = f"已保存节点 {len(values)} 个。"
            return _next(request, project, told, "papers", here="milestones")
    context = {"rows": rows, **around(project, "milestones", request.actor)}
    status = 422 if sent is not None else 200
    return render(request, "projects/project_milestones.html", context, status=status)


def _texts(request: ActorRequest, project: Project) -> HttpResponse:
    form = TextsForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            edit_project(project=project, content=form.cleaned_data, actor=request.actor)
        if not attempt.refused:
            return _next(request, project, "已保存申报内容。", "budget", here="texts")
    context = {"form": form, **around(project, "texts", request.actor)}
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/project_texts.html", context, status=status)


def draft_or_404(request: ActorRequest, pk: int) -> Any:
    """The project with what of its application is filled."""
    rows = Project.objects.visible_to(request.actor).select_related(
        "tenant", "applicant__parent", "lead"
    )
    return get_object_or_404(dossier.with_filled(rows), pk=pk)


def around(project: Any, current: str, actor: Actor) -> dict[str, Any]:
    """The parts of the application, which are filled, and what is common to their pages."""
    filled = {
        "basics": True,
        "texts": all((project.goals, project.measures, project.outcomes)),
        "budget": project.has_budget,
        "milestones": project.has_milestones,
        "papers": project.has_papers,
    }
    labels = {
        "basics": "基本情况",
        "texts": "申报内容",
        "budget": "经费预算",
        "milestones": "项目节点",
        "papers": "申报材料",
    }
    return {
        "project": project,
        "parts": [
            {
                "label": label,
                "url": _address(project, key),
                "is_filled": filled[key],
                "is_current": key == current,
            }
            for key, label in labels.items()
        ],
        "may_submit": can(actor, Capability.HANDLE, at=project.applicant),
        "today": actor.on,
    }


def _address(project: Project, part: str) -> str:
    if part in ("basics", "texts"):
        address = reverse("projects:project_edit", args=[project.pk])
        return f"{address}?part=texts" if part == "texts" else address
    return reverse(f"projects:project_{part}", args=[project.pk])


def _next(
    request: ActorRequest, project: Project, told: str, part: str, *, here: str = ""
) -> HttpResponse:
    """On to the next part, or more rows of this one when these were asked for."""
    messages.success(request, told)
    return redirect(_address(project, here if "more" in request.POST and here else part))


def _closed(request: ActorRequest, project: Project) -> HttpResponse:
    state = project.get_status_display()
    messages.error(
        request,
        f"项目现为“{state}”，申报内容不能直接修改。实施中需要调整的，请在“实施进展”中申请变更。",
    )
    return redirect("projects:project_detail", pk=project.pk)


def _basics(project: Project) -> dict[str, Any]:
    names = ("year", "name", "category", "starts_on", "ends_on", "more_reason")
    return {
        **{name: getattr(project, name) for name in names},
        "lead": project.lead_id,
        "members": [person.pk for person in project.members.all()],
        "participants": [body.pk for body in project.participants.all()],
    }


def _save(request: ActorRequest, project: Project, form: BasicsForm) -> bool:
    with refusals(request, form=form) as attempt:
        edit_project(project=project, content=form.content, actor=request.actor)
    return not attempt.refused
