"""The officer's own pages: my units in order of need, and what I have written down."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coverage.attention import in_need
from coverage.entering import may_enter_units
from coverage.models import ContactRecord, Unit
from coverage.views.surroundings import rules_of, unit_tabs
from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability

# More than one person can look after; the rest is found in the ledger.
MOST = 300
RECENT = 30


@login_required
@require_safe
def unit_mine(request: ActorRequest) -> HttpResponse:
    """The units of the reader's own posts, whom to see first on top."""
    actor = request.actor
    rows = _mine(actor).search(request.GET.get("q", "")[:60]).by_name()
    needs = in_need(rows.select_related("town", "place")[:MOST], rules=rules_of(actor), on=actor.on)
    context = {
        "needs": needs,
        "urgent": sum(1 for need in needs if need.rank < 2),
        "stale": sum(1 for need in needs if need.is_stale),
        "q": request.GET.get("q", "")[:60],
        "is_cut": len(needs) == MOST,
        "may_enter": may_enter_units(actor),
        "tabs": unit_tabs(actor, current="mine"),
        "today": actor.on,
    }
    return render(request, "coverage/unit_mine.html", context)


@login_required
@require_safe
def contact_list(request: ActorRequest) -> HttpResponse:
    """记录: whom to write about next, and what the reader wrote down lately."""
    actor = request.actor
    written = (
        ContactRecord.objects.visible_to(actor)
        .filter(recorded_by=actor.user)
        .select_related("unit")
        .order_by("-contacted_on", "-id")[:RECENT]
    )
    rows = _mine(actor).search(request.GET.get("q", "")[:60]).by_name()
    needs = in_need(rows.select_related("town", "place")[:MOST], rules=rules_of(actor), on=actor.on)
    context = {
        "needs": needs[:RECENT],
        "written": written,
        "q": request.GET.get("q", "")[:60],
        "tabs": unit_tabs(actor, current="contacts"),
        "today": actor.on,
    }
    return render(request, "coverage/contact_list.html", context)


def _mine(actor: Actor) -> Any:
    """What lies directly in the reader's own hands: as officer, or at the body itself."""
    own = actor.organization_ids(Capability.HANDLE)
    return (
        Unit.objects.visible_to(actor)
        .operating()
        .filter(Q(officer_id__in=own) | Q(place_id__in=own))
    )
