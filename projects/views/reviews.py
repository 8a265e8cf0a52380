"""Reviewing (评审): the sheet of one reviewer, more reviewers, standing aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.actors import Actor
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects import dossier
from projects.actions.reviewing import name_reviewers, recuse, score_project
from projects.forms.moves import ReviewersForm
from projects.forms.reviews import RecuseForm, ScoreForm
from projects.models import Appraisal
from projects.review_rules import criteria_of
from projects.terms import AppraisalStatus, ProjectStatus
from projects.views.projects import project_or_404

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM_METHODS)
def appraisal_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The review sheet: for its reviewer to fill in, for the city to read."""
    appraisal, actor = _appraisal_or_404(request, pk), request.actor
    project = appraisal.project
    is_own = _is_own(appraisal, actor)
    is_open = project.status == ProjectStatus.IN_REVIEW and appraisal.status in (
        AppraisalStatus.ASKED,
        AppraisalStatus.SCORED,
    )
    if request.method == "POST" and not is_own:
        raise PermissionDenied("评分由评审人本人填写，请用评审人的账号登录后办理。")
    criteria = criteria_of(project, on=actor.on)
    sent = request.POST if request.method == "POST" else None
    form = ScoreForm(sent, appraisal=appraisal, criteria=criteria)
    if sent is not None and form.is_valid():
        with refusals(request, form=form) as attempt:
            done = score_project(
                appraisal=appraisal,
                points=form.points,
                opinion=form.cleaned_data["opinion"],
                actor=actor,
            )
        if not attempt.refused:
            messages.success(request, f"已评分，总分 {done.score} 分。评审结束前可以打开本页修改。")
            return redirect("projects:appraisal_detail", pk=pk)
    context = {
        "appraisal": appraisal,
        "project": project,
        "form": form if is_own and is_open else None,
        "given": [(entry, appraisal.points.get(entry.code)) for entry in criteria],
        "may_recuse": is_open and (is_own or can(actor, Capability.HANDLE, at=project.city)),
        "is_own": is_own,
        "texts": dossier.texts_of(project),
        "budget": None if _stands_aside(appraisal, actor) else dossier.budget_of(project),
        "milestones": project.milestones.order_by("due_on", "pk"),
        "groups": dossier.papers_by_kind(project, actor),
        "today": actor.on,
    }
    status = 422 if sent is not None else 200
    return render(request, "projects/appraisal_detail.html", context, status=status)


def _stands_aside(appraisal: Appraisal, actor: Actor) -> bool:
    """Whether who reads the sheet stood aside, and has no part in the project's line."""
    is_inside = actor.post_for(Capability.VIEW_WORK, at=appraisal.project.applicant) is not None
    return appraisal.status == AppraisalStatus.RECUSED and not is_inside


@login_required
@require_http_methods(FORM_METHODS)
def appraisal_recuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Stand aside (回避), or let a reviewer stand aside."""
    appraisal, actor = _appraisal_or_404(request, pk), request.actor
    project = appraisal.project
    if not _is_own(appraisal, actor):
        require(actor, Capability.HANDLE, at=project.city)
    back = reverse("projects:project_detail", args=[project.pk])
    page = FormPage(
        title=f"评审回避：{project.name}",
        lead=f"评审人：{appraisal.reviewer.name}",
        submit="申请回避" if _is_own(appraisal, actor) else "予以回避",
        back_url=reverse("projects:appraisal_detail", args=[pk]),
        back_label="评审表",
        confirm="回避后不再评审这个项目，已评的分数不计入平均分，不能恢复。",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        recuse(appraisal=appraisal, reason=cleaned["reason"], actor=actor)
        return Done("已回避，已通知上级另请评审人。", f"{back}?part=review")

    form = RecuseForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def reviewer_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask more people for a score while the review runs."""
    project, actor = project_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=project.city)
    back = f"{reverse('projects:project_detail', args=[pk])}?part=review"
    page = FormPage(
        title=f"增聘评审人：{project.name}",
        lead="评审人不足或有人回避时增聘，对方会收到待办。",
        submit="增聘",
        back_url=back,
        back_label="评审公示",
    )
    form = ReviewersForm(
        request.POST if request.method == "POST" else None, project=project, actor=actor
    )

    def act(cleaned: dict[str, Any]) -> Done:
        name_reviewers(project=project, actor=actor, **cleaned)
        return Done(f"已增聘评审人 {len(cleaned['reviewers'])} 人。", back)

    return answer(request, page=page, form=form, act=act)


def _appraisal_or_404(request: ActorRequest, pk: int) -> Appraisal:
    """One's own sheet, or any where the reader works at the body that asked for it."""
    rows = Appraisal.objects.visible_to(request.actor).select_related(
        "reviewer", "project__tenant", "project__applicant__parent", "project__category"
    )
    own = request.actor.organization_ids(Capability.VIEW_WORK)
    readable = rows.filter(reviewer=request.actor.user) | rows.filter(
        project__applicant__parent__in=own
    )
    appraisal: Appraisal = get_object_or_404(readable.select_related("project__lead"), pk=pk)
    return appraisal


def _is_own(appraisal: Appraisal, actor: Actor) -> bool:
    return actor.user is not None and appraisal.reviewer_id == actor.user.pk
