"""现场核验评分: the page for a thumb, readings with their rows, disputes, 加减分 and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.numbers import row_id
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.adjusting import (
    add_adjustment,
    drop_adjustment,
    drop_limit_hit,
    set_limit_hit,
)
from inspections.actions.scoring import (
    confirm_all,
    confirm_reading,
    dispute_reading,
    set_scores,
    submit_scores,
)
from inspections.forms.rounds import SureForm
from inspections.forms.scoring import ScoringForm
from inspections.forms.sheets import AdjustmentForm, DisputeForm, LimitForm
from inspections.models import Adjustment, Inspection, LimitHit, Score
from inspections.round_history import history_of
from inspections.score_rules import (
    OWN_BODY,
    is_own,
    may_adjust,
    may_appeal,
    plain,
    require_shown,
)
from inspections.sheet_parts import progress_of_scoring, scores_of
from inspections.terms import InspectionStatus, RoundStatus
from inspections.views.inspections import sheet_or_404
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, sent, written


@login_required
@require_http_methods(FORM_METHODS)
def inspection_score(request: ActorRequest, pk: int) -> HttpResponse:
    """评分: every press of a button keeps what was given so far, then does what it says."""
    sheet, actor = sheet_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=sheet.examiner)
    if why := _why_closed(sheet, actor):
        messages.warning(request, why)
        return redirect("inspections:inspection_detail", pk=pk)
    scores = scores_of(sheet)
    form = ScoringForm(*sent(request), inspection=sheet, scores=scores)

    def act(files: list[Any]) -> Inspection:
        return set_scores(
            inspection=sheet,
            answers=form.answers,
            visited_on=form.cleaned_data["visited_on"],
            words=form.cleaned_data["words"],
            seen=form.cleaned_data["seen"],
            files=files,
            actor=actor,
        )

    saved = written(request, form, body=lambda: sheet.examiner, act=act)
    if saved is not None:
        went_on = _go_on(request, sheet, form)
        if went_on is not None:
            return went_on
        scores = scores_of(sheet)
    if form.is_bound:
        form.see_again(saved or sheet, scores, is_saved=saved is not None)
    done, whole = progress_of_scoring(scores)
    files = pictures(sheet.attachments.all())
    context = {"sheet": sheet, "form": form, "done": done, "whole": whole, "files": files}
    context |= {"post": post, "today": actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/inspection_score.html", context, status=status)


def _go_on(request: ActorRequest, sheet: Inspection, form: ScoringForm) -> HttpResponse | None:
    """After the draft is kept: what the pressed button asks for besides."""
    verb, _, which = request.POST.get("then", "save").partition(":")
    pk = row_id(which)
    here = reverse("inspections:inspection_score", args=[sheet.pk])
    if verb == "submit":
        return _submit(request, sheet, form)
    if verb == "dispute" and pk:
        return redirect("inspections:score_dispute", pk=pk)
    said = "已保存，评分可以随时接着做。"
    with refusals(request) as attempt:
        if verb == "confirm" and pk:
            score = get_object_or_404(sheet.scores.select_related("indicator"), pk=pk)
            confirm_reading(score=score, actor=request.actor)
            said = f"已确认“{score.indicator}”的取数。"
            here = f"{here}#s{pk}"
        elif verb == "confirm_all":
            count = confirm_all(inspection=sheet, actor=request.actor)
            said = f"已确认 {count} 项取数。" if count else "没有待确认的取数。"
    if not attempt.refused:
        messages.success(request, said)
    return redirect(here)


def _submit(request: ActorRequest, sheet: Inspection, form: ScoringForm) -> HttpResponse | None:
    """Hand it in; refused, the page is drawn again and everything given is kept already."""
    with refusals(request, form=form) as attempt:
        submit_scores(inspection=sheet, actor=request.actor)
    if attempt.refused:
        return None
    messages.success(request, "已提交评分，等组织单位的另一人复核。")
    return redirect("inspections:inspection_detail", pk=sheet.pk)


def _is_open(sheet: Inspection) -> bool:
    return sheet.status == InspectionStatus.ON_SITE and sheet.round.status == RoundStatus.SCORING


def _why_closed(sheet: Inspection, actor: Actor) -> str:
    """Why the person can't score the sheet now; empty where it is open to him."""
    if is_own(sheet, actor):
        return OWN_BODY
    if _is_open(sheet):
        return ""
    if sheet.round.status == RoundStatus.SELF_CHECK:
        return "本轮还在自查阶段，组织单位转入核验评分后才能评分。"
    return (
        f"这份体检单现为“{sheet.get_status_display()}”，不能再评分。"
        "需要重评的，请组织单位的负责人先退回。"
    )


@login_required
@require_safe
def score_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One score: what was read of what, and the rows behind it, as they were kept."""
    score, actor = score_or_404(request, pk), request.actor
    sheet = score.inspection
    require_shown(sheet, actor)
    appeals = list(score.appeals.order_by("-pk"))
    context = {
        "score": score,
        "sheet": sheet,
        "appeals": appeals,
        "may_answer": can(actor, Capability.REVIEW, at=sheet.round.organizer),
        "may_appeal": may_appeal(sheet, actor) and not appeals,
        "may_dispute": _is_open(sheet)
        and score.indicator.is_automatic
        and not is_own(sheet, actor)
        and can(actor, Capability.HANDLE, at=sheet.examiner),
        "entries": history_of(score),
        "today": actor.on,
    }
    return render(request, "inspections/score_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def score_dispute(request: ActorRequest, pk: int) -> HttpResponse:
    """有异议: what the examiner saw that the reading does not say."""
    score = score_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=score.inspection.examiner)
    back = reverse("inspections:inspection_score", args=[score.inspection_id])

    def act(given: dict[str, Any]) -> Done:
        dispute_reading(score=score, actor=request.actor, **given)
        return Done("已记下异议，复核人会看到。取数本身不改。", f"{back}#s{score.pk}")

    page = FormPage(
        title=f"对取数提出异议：{score.indicator}",
        lead=score.inspection.organization.name,
        submit="提出异议",
        back_url=f"{back}#s{score.pk}",
        back_label="评分",
        draft_key=f"dispute-{pk}",
    )
    data = request.POST if request.method == "POST" else None
    form = DisputeForm(data, initial={"words": score.disputed})
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def adjustment_new(request: ActorRequest, pk: int) -> HttpResponse:
    """登记加减分."""
    sheet = sheet_or_404(request, pk)
    _require_adjusting(request, sheet)

    def act(given: dict[str, Any]) -> str:
        add_adjustment(inspection=sheet, actor=request.actor, **given)
        return "已登记加减分，总分已重新计算。"

    most = plain(sheet.round.scheme.adjust_most)
    data = request.POST if request.method == "POST" else None
    return _act_on(
        request,
        sheet,
        title="登记加减分",
        lead=f"{sheet.organization.name}：合计按不超过 ±{most} 分计入。",
        submit="登记",
        form=AdjustmentForm(data),
        act=act,
    )


@login_required
@require_http_methods(FORM_METHODS)
def adjustment_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """取消加减分."""
    seen = Adjustment.objects.visible_to(request.actor).select_related("inspection")
    row = get_object_or_404(seen, pk=pk)
    sheet = sheet_or_404(request, row.inspection_id)
    _require_adjusting(request, sheet)

    def act(given: dict[str, Any]) -> str:
        drop_adjustment(adjustment=row, actor=request.actor, **given)
        return "已取消，总分已重新计算。"

    return _act_on(
        request,
        sheet,
        title="取消加减分",
        lead=f"{row}分：{row.reason}",
        submit="取消这条加减分",
        form=SureForm(request.POST if request.method == "POST" else None),
        act=act,
    )


@login_required
@require_http_methods(FORM_METHODS)
def limit_hit_new(request: ActorRequest, pk: int) -> HttpResponse:
    """认定限制项 that no room can read."""
    sheet = sheet_or_404(request, pk)
    _require_adjusting(request, sheet)

    def act(given: dict[str, Any]) -> str:
        set_limit_hit(inspection=sheet, actor=request.actor, **given)
        return "已认定限制项，等次已重新计算。"

    data = request.POST if request.method == "POST" else None
    return _act_on(
        request,
        sheet,
        title="认定限制项",
        lead=f"{sheet.organization.name}：认定后等次不高于限制项所定的最高等次。",
        submit="认定",
        form=LimitForm(data, inspection=sheet),
        act=act,
    )


@login_required
@require_http_methods(FORM_METHODS)
def limit_hit_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """取消限制项 that a person set."""
    seen = LimitHit.objects.visible_to(request.actor).select_related("inspection", "limit")
    row = get_object_or_404(seen, pk=pk)
    sheet = sheet_or_404(request, row.inspection_id)
    _require_adjusting(request, sheet)
    if row.limit.source:
        raise Http404

    def act(given: dict[str, Any]) -> str:
        drop_limit_hit(hit=row, actor=request.actor, **given)
        return "已取消，等次已重新计算。"

    return _act_on(
        request,
        sheet,
        title="取消限制项",
        lead=f"{row.limit.name}：{row.reason}",
        submit="取消这条限制项",
        form=SureForm(request.POST if request.method == "POST" else None),
        act=act,
    )


def score_or_404(request: ActorRequest, pk: int) -> Score:
    """The score, where the reader sees its sheet."""
    rows = Score.objects.visible_to(request.actor).select_related(
        "indicator__dimension",
        "scored_by",
        "inspection__organization__tenant",
        "inspection__examiner",
        "inspection__round__organizer",
        "inspection__round__scheme",
        "inspection__tenant",
    )
    score: Score = get_object_or_404(rows, pk=pk)
    return score


def _require_adjusting(request: ActorRequest, sheet: Inspection) -> None:
    """The right first, so that nobody fills in a form in vain; the state is the action's word."""
    if not may_adjust(sheet, request.actor):
        organizer = sheet.round.organizer
        if not can(request.actor, Capability.HANDLE, at=organizer):
            require(request.actor, Capability.HANDLE, at=sheet.examiner)


def _act_on(
    request: ActorRequest,
    sheet: Inspection,
    *,
    title: str,
    lead: str,
    submit: str,
    form: Any,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """A page with one form about a sheet, which leads back to it."""
    back = reverse("inspections:inspection_detail", args=[sheet.pk])
    page = FormPage(title=title, lead=lead, submit=submit, back_url=back, back_label="体检单")
    return answer(request, page=page, form=form, act=lambda given: Done(act(given), back))
