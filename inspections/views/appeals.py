"""申诉: raised against one score within the days of reply, and answered by the organizer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.forms.sheets import AnswerForm, AppealForm
from inspections.models import Appeal
from inspections.views.scoring import score_or_404
from workflow.views.enclosed import FORM_METHODS


@login_required
@require_http_methods(FORM_METHODS)
def appeal_new(request: ActorRequest, pk: int) -> HttpResponse:
    """提出申诉 against one score of one's own sheet."""
    score = score_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=score.inspection.organization)
    back = reverse("inspections:inspection_detail", args=[score.inspection_id])

    def act(given: dict[str, Any]) -> Done:
        raise_appeal(score=score, actor=request.actor, **given)
        return Done("已提出申诉，请等组织单位答复，答复后会收到消息。", back)

    page = FormPage(
        title=f"提出申诉：{score.indicator}",
        lead=f"{score.inspection.organization.name}：每项只能申诉一次，请写清楚。",
        submit="提出申诉",
        back_url=back,
        back_label="体检单",
        confirm="提出后由组织单位核实答复，同一项不能再次申诉。",
        article="第十二条",
        draft_key=f"appeal-{pk}",
    )
    form = AppealForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def appeal_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """答复申诉: upheld with the points put right, or rejected, always with words."""
    appeal = _appeal_or_404(request, pk)
    sheet, indicator = appeal.inspection, appeal.score.indicator
    require(request.actor, Capability.REVIEW, at=sheet.organizer)
    back = reverse("inspections:inspection_detail", args=[sheet.pk])
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, indicator=indicator)

    def act(given: dict[str, Any]) -> Done:
        answered = answer_appeal(appeal=appeal, actor=request.actor, **form.content)
        return Done(f"已答复：{answered.get_status_display()}，对方已收到消息。", back)

    reads = "采纳后系统按今天的台账重新取数计分。" if indicator.is_automatic else ""
    page = FormPage(
        title=f"答复申诉：{indicator}",
        lead=f"{sheet.organization.name}：{appeal.words}",
        submit="答复",
        back_url=back,
        back_label="体检单",
        confirm=f"{reads}答复后总分、等次和问题随之更正，前后都留痕。",
        article="第十二条",
        draft_key=f"answer-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


def _appeal_or_404(request: ActorRequest, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(request.actor).select_related(
        "score__indicator",
        "inspection__organization",
        "inspection__round__organizer",
        "inspection__tenant",
    )
    appeal: Appeal = get_object_or_404(rows, pk=pk)
    return appeal
