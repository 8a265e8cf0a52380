"""复核: the whole scoring on one page, to be found in order or handed back, by a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.checking import check_inspection, return_inspection
from inspections.forms.sheets import CheckForm
from inspections.models import Inspection
from inspections.own_sheets import BY_KEY, waiting_for
from inspections.score_rules import has_scored
from inspections.sheet_parts import adjustments_of, limits_of, parts_of, scores_of
from inspections.terms import InspectionStatus
from inspections.views.inspections import sheet_or_404
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS

RETURN = "return"


@login_required
@require_http_methods(FORM_METHODS)
def inspection_check(request: ActorRequest, pk: int) -> HttpResponse:
    """复核通过 or 退回重评, with everything that was scored before one's eyes."""
    sheet, actor = sheet_or_404(request, pk), request.actor
    post = require(actor, Capability.REVIEW, at=sheet.organizer)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            said = _decide(request, sheet, form.cleaned_data)
        if not attempt.refused:
            messages.success(request, said)
            return _next(request, sheet)
    scores = scores_of(sheet)
    context = {
        "sheet": sheet,
        "form": form,
        "parts": parts_of(scores),
        "disputed": [one for one in scores if one.disputed],
        "adjustments": adjustments_of(sheet),
        "limit_hits": limits_of(sheet),
        "files": pictures(sheet.attachments.all()),
        "is_own": has_scored(sheet, actor.user),
        "may_check": sheet.status == InspectionStatus.SCORED,
        "may_return": sheet.status in (InspectionStatus.SCORED, InspectionStatus.CHECKED),
        "post": post,
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/inspection_check.html", context, status=status)


def _decide(request: ActorRequest, sheet: Inspection, given: dict[str, Any]) -> str:
    if given["decision"] == RETURN:
        return_inspection(inspection=sheet, reason=given["reason"], actor=request.actor)
        return "已退回重评，核验单位已收到消息。"
    check_inspection(inspection=sheet, actor=request.actor)
    return "已复核通过。"


def _next(request: ActorRequest, sheet: Inspection) -> HttpResponse:
    """On to the next one of the round that waits for the reader; else back to this one."""
    waiting = waiting_for(request.actor, BY_KEY["check"]).filter(round=sheet.round_id)
    following = waiting.order_by("pk").first()
    if following is not None:
        return redirect("inspections:inspection_check", pk=following.pk)
    return redirect("inspections:inspection_detail", pk=sheet.pk)
