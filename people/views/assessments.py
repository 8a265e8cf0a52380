"""年度考核: one assessment as its two sides see it, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documents.word.names import chinese_date
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.assessments import (
    draft_assessment,
    edit_assessment,
    reply_to_assessment,
    settle_assessment,
    tell_assessment,
)
from people.forms.reasons import ConfirmForm
from people.forms.workers import AssessmentForm, AssessmentNewForm, ReplyForm, SettleForm
from people.models import Assessment, Worker
from people.staff_deeds import ASSESSMENT_LIGHTS, assessment_deeds, history_of, may_reply
from people.terms import AssessmentStatus
from people.views.workers import worker_or_404
from workflow.views.enclosed import FORM_METHODS


@login_required
@require_http_methods(FORM_METHODS)
def assessment_new(request: ActorRequest, pk: int) -> HttpResponse:
    """起草 the assessment of a worker."""
    worker, actor = worker_or_404(request, pk), request.actor
    require(actor, Capability.REVIEW, at=worker.organization)
    form = AssessmentNewForm(request.POST or None, on=actor.on)

    def act(data: dict[str, Any]) -> Done:
        row = draft_assessment(worker=worker, actor=actor, **data)
        return Done("已起草，只有负责人能看到。核对后告知本人。", _page(row))

    page = FormPage(
        title=f"起草年度考核：{worker.name}",
        submit="保存",
        back_url=reverse("people:worker_detail", args=[pk]),
        back_label=worker.name,
        lead="告知本人前，只有本单位负责人能看到；告知后本人可以申述。",
        article="第十条",
        draft_key=f"assessment-new-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_safe
def assessment_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One assessment, for the leader of the body and for the worker."""
    row, actor = assessment_or_404(request, pk), request.actor
    step, others = assessment_deeds(row, actor)
    file = Worker.objects.visible_to(actor).filter(pk=row.worker_id)
    context = {
        "row": row,
        "light": ASSESSMENT_LIGHTS[row.status],
        "main": step,
        "others": others,
        "is_own": actor.user is not None and row.worker.user_id == actor.user.pk,
        "sees_file": file.exists(),
        "entries": history_of(row, with_changes=False),
        "today": actor.on,
    }
    return render(request, "people/assessment_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def assessment_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 before it is told."""
    row, actor = assessment_or_404(request, pk), request.actor
    require(actor, Capability.REVIEW, at=row.organization)
    initial = {"grade": row.grade, "comment": row.comment}
    form = AssessmentForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Done:
        edit_assessment(assessment=row, actor=actor, **data)
        return Done("已保存。核对后告知本人。", _page(row))

    return answer(
        request, page=_form(row, "修改年度考核", "保存", draft_key=f"a-{pk}"), form=form, act=act
    )


@login_required
@require_http_methods(FORM_METHODS)
def assessment_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """告知本人, 申述 or 定论."""
    moves = {"tell": _tell, "reply": _reply, "settle": _settle}
    if verb not in moves:
        raise Http404
    row = assessment_or_404(request, pk)
    if verb != "reply":
        require(request.actor, Capability.REVIEW, at=row.organization)
    return moves[verb](request, row)


def assessment_or_404(request: ActorRequest, pk: int) -> Assessment:
    """The assessment, to its two sides alone."""
    rows = Assessment.objects.visible_to(request.actor)
    row: Assessment = get_object_or_404(
        rows.select_related("worker__user", "organization__tenant", "tenant"), pk=pk
    )
    return row


def _tell(request: ActorRequest, row: Assessment) -> HttpResponse:
    def act(data: dict[str, Any]) -> Done:
        done = tell_assessment(assessment=row, actor=request.actor)
        told = "本人已收到消息" if done.worker.user_id else "请当面告知本人"
        return Done(f"已告知，{told}；申述期内没有意见的，期满后定论。", _page(row))

    words = "告知后等次和评语不能直接修改，申述期从明天起按工作日计算。"
    page = _form(row, "告知本人", "告知", lead=words)
    return answer(request, page=page, form=ConfirmForm(request.POST or None), act=act)


def _reply(request: ActorRequest, row: Assessment) -> HttpResponse:
    actor = request.actor
    is_running = row.status == AssessmentStatus.TOLD and actor.on <= (row.reply_until or actor.on)
    if is_running and not may_reply(row, actor):
        raise PermissionDenied("年度考核只能由本人申述。请由本人登录后办理。")
    form = ReplyForm(request.POST or None)

    def act(data: dict[str, Any]) -> Done:
        reply_to_assessment(assessment=row, actor=actor, **data)
        return Done("已提交申述，单位负责人会答复您。", _page(row))

    until = f"，{chinese_date(row.reply_until)}前（含当天）可以申述" if row.reply_until else ""
    page = _form(
        row,
        "申述",
        "提交",
        lead=f"{row.worker.name} {row.year}年度：{row.get_grade_display()}{until}。",
        confirm="只能申述一次，提交后不能修改。",
        draft_key=f"reply-{row.pk}",
    )
    return answer(request, page=page, form=form, act=act)


def _settle(request: ActorRequest, row: Assessment) -> HttpResponse:
    answers = row.status == AssessmentStatus.REPLIED
    form = SettleForm(request.POST or None, answers=answers, initial={"grade": row.grade})

    def act(data: dict[str, Any]) -> Done:
        settle_assessment(assessment=row, actor=request.actor, **{"answer": "", **data})
        return Done("已定论，本人可以看到结果。", _page(row))

    said = f"。本人申述：{row.reply}" if answers else ""
    page = _form(
        row,
        "定论",
        "定论",
        lead=f"{row.worker.name} {row.year}年度{said}",
        confirm="定论后不能更改。",
        draft_key=f"settle-{row.pk}",
    )
    return answer(request, page=page, form=form, act=act)


def _form(row: Assessment, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        submit=submit,
        back_url=_page(row),
        back_label="年度考核",
        article="第十条",
        **{"lead": f"{row.worker.name} {row.year}年度", **words},
    )


def _page(row: Assessment) -> str:
    return reverse("people:assessment_detail", args=[row.pk])
