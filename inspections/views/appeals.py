"""申诉: against a score, a limit or 加减分, raised in the days of reply; the organizer answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.appeal_words import Appealed, about_of
from inspections.forms.sheets import AnswerForm, AppealForm
from inspections.models import Adjustment, Appeal, LimitHit, Score
from inspections.score_rules import require_shown
from inspections.terms import AppealStatus
from inspections.views.scoring import score_or_404
from workflow.views.enclosed import FORM_METHODS


@login_required
@require_http_methods(FORM_METHODS)
def appeal_new(request: ActorRequest, pk: int) -> HttpResponse:
    """提出申诉 against one score of one's own sheet."""
    return _raise(request, score_or_404(request, pk))


@login_required
@require_http_methods(FORM_METHODS)
def limit_hit_appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """提出申诉 against a limit that bites one's own sheet."""
    rows = LimitHit.objects.visible_to(request.actor).select_related("limit", *_SHEET)
    return _raise(request, get_object_or_404(rows, pk=pk))


@login_required
@require_http_methods(FORM_METHODS)
def adjustment_appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """提出申诉 against 加减分 of one's own sheet."""
    rows = Adjustment.objects.visible_to(request.actor).select_related(*_SHEET)
    return _raise(request, get_object_or_404(rows, pk=pk))


@login_required
@require_http_methods(FORM_METHODS)
def appeal_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """答复申诉: upheld with its thing put right, or rejected, always with words."""
    appeal = _appeal_or_404(request, pk)
    sheet, thing = appeal.inspection, appeal.thing
    require(request.actor, Capability.REVIEW, at=sheet.organizer)
    back = reverse("inspections:inspection_detail", args=[sheet.pk])
    if thing is None or appeal.status != AppealStatus.RAISED:
        messages.warning(
            request, f"“{appeal.about}”的申诉{appeal.get_status_display()}，已经答复。"
        )
        return redirect(back)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, thing=thing)
    words = appeal.words.rstrip("。")

    def act(given: dict[str, Any]) -> Done:
        answered = answer_appeal(appeal=appeal, actor=request.actor, **form.content)
        return Done(f"已答复：{answered.get_status_display()}，对方已收到消息。", back)

    page = FormPage(
        title=f"答复申诉：{appeal.about}",
        lead=f"{sheet.organization.name}：{words}。{_ground(thing, appeal.about)}",
        submit="答复",
        back_url=back,
        back_label="体检单",
        confirm=f"{_upholding(thing)}答复后总分、等次和问题随之更正，前后都留痕。",
        article="第十二条",
        draft_key=f"answer-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


_SHEET = (
    *("inspection__organization__tenant", "inspection__examiner", "inspection__tenant"),
    *("inspection__round__organizer", "inspection__round__scheme"),
)


def _raise(request: ActorRequest, thing: Appealed) -> HttpResponse:
    """The page of an appeal, for whoever speaks for the body, once the result is told."""
    sheet, about = thing.inspection, about_of(thing)
    require(request.actor, Capability.HANDLE, at=sheet.organization)
    require_shown(sheet, request.actor)
    back = reverse("inspections:inspection_detail", args=[sheet.pk])

    def act(given: dict[str, Any]) -> Done:
        raise_appeal(thing=thing, actor=request.actor, **given)
        return Done("已提出申诉，请等组织单位答复，答复后会收到消息。", back)

    page = FormPage(
        title=f"提出申诉：{about}",
        lead=f"{sheet.organization.name}：每项只能申诉一次，请写清楚。{_ground(thing, about)}",
        submit="提出申诉",
        back_url=back,
        back_label="体检单",
        confirm="提出后由组织单位核实答复，同一项不能再次申诉。",
        article="第十二条",
        draft_key=f"appeal-{thing._meta.model_name}-{thing.pk}",
    )
    form = AppealForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


def _ground(thing: Appealed, about: str) -> str:
    """On what ground a person set the limit or added the points, where the title does not say."""
    reason = "" if isinstance(thing, Score) else thing.reason.strip()
    return "" if reason.rstrip("。") in about else f"原依据：{reason}"


def _upholding(thing: Appealed) -> str:
    """What upholding does, where no person gives the points."""
    if isinstance(thing, LimitHit):
        if thing.limit.source:
            return "采纳后系统按今天的台账重新判定，仍触发的不能采纳。"
        return "采纳后取消这一限制项。"
    if isinstance(thing, Score) and thing.indicator.is_automatic:
        return "采纳后系统按今天的台账重新取数计分。"
    return ""


def _appeal_or_404(request: ActorRequest, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(request.actor).select_related(
        *("score__indicator", "limit_hit__limit", "adjustment__inspection__round__scheme"),
        *_SHEET,
    )
    appeal: Appeal = get_object_or_404(rows, pk=pk)
    return appeal
