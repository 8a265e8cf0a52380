"""一轮体检的整改文书: proposed from the results, read through, ticked and issued at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hierarchy.numbers import row_id
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from inspections.actions.rectifications import draft_for_round, issue_rectifications
from inspections.models import Rectification, Round
from inspections.terms import (
    OPEN_RECTIFICATIONS,
    RectificationKind,
    RectificationStatus,
    RoundStatus,
)
from workflow.paging import keyset_page
from workflow.refusals import refusals
from workflow.views.enclosed import FORM_METHODS

DRAFT, ISSUE = "draft", "issue"


@login_required
@require_http_methods(FORM_METHODS)
def round_letters(request: ActorRequest, pk: int) -> HttpResponse:
    """What is proposed for the bodies of a round; a leader issues what was ticked."""
    actor = request.actor
    rows = Round.objects.visible_to(actor).select_related("organizer__tenant", "tenant")
    round_: Round = get_object_or_404(rows, pk=pk)
    require(actor, Capability.HANDLE, at=round_.organizer)
    if request.method == "POST":
        return _done(request, round_)
    letters = Rectification.objects.visible_to(actor).filter(inspection__round=round_)
    drafts = letters.filter(status=RectificationStatus.DRAFT).select_related("organization")
    counted = drafts.annotate(
        reds=Count("findings", filter=Q(findings__level="red")),
        yellows=Count("findings", filter=Q(findings__level="yellow")),
    )
    context = {
        "round": round_,
        "page": keyset_page(counted, keys=("id",), query=request.GET),
        "counts": _counts(letters),
        "may_draft": round_.status in (RoundStatus.REPLY, RoundStatus.PUBLISHED),
        "may_issue": round_.status == RoundStatus.PUBLISHED
        and can(actor, Capability.ISSUE, at=round_.organizer),
        "actions": [
            {
                "value": ISSUE,
                "label": "批量下发",
                "confirm": "下发后逐份编号并开始计算期限，对方随即收到消息。请确认已逐份核对。",
                "is_primary": True,
            }
        ],
        "today": actor.on,
    }
    return render(request, "inspections/round_letters.html", context)


def _done(request: ActorRequest, round_: Round) -> HttpResponse:
    """Propose, or issue what was ticked; whatever else was sent does nothing."""
    action = request.POST.get("action")
    with refusals(request):
        if action == DRAFT:
            count = draft_for_round(round=round_, actor=request.actor)
            told = (
                f"已按体检结果起草 {count} 份，请逐份核对后下发。"
                if count
                else "没有需要新起草的整改。"
            )
            messages.success(request, told)
        elif action == ISSUE:
            _issue(request, round_)
    return redirect(request.get_full_path())


def _issue(request: ActorRequest, round_: Round) -> None:
    require(request.actor, Capability.ISSUE, at=round_.organizer)
    ids = [pk for one in request.POST.getlist("ids") if (pk := row_id(one))]
    letters = Rectification.objects.visible_to(request.actor).select_related("issuer")
    chosen = letters.filter(pk__in=ids, inspection__round=round_)
    if not ids:
        messages.error(request, "请先勾选要下发的文书。")
        return
    count = issue_rectifications(rectifications=chosen, actor=request.actor)
    messages.success(request, f"已下发 {count} 份，均已编号，对方已收到消息。")


def _counts(letters: Any) -> dict[str, int]:
    """Of this round: proposals by kind, and what went out already."""
    states, kinds = RectificationStatus, RectificationKind
    draft = Q(status=states.DRAFT)
    counts: dict[str, int] = letters.aggregate(
        orders=Count("pk", filter=draft & Q(kind=kinds.ORDER)),
        reminders=Count("pk", filter=draft & Q(kind=kinds.REMINDER)),
        open=Count("pk", filter=Q(status__in=OPEN_RECTIFICATIONS)),
        closed=Count("pk", filter=Q(status=states.CLOSED)),
    )
    return counts
