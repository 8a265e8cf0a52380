"""健康档案: the health card of one body over the years."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Kind, Tier
from inspections import insight
from inspections.cards import card_of, settled_of
from inspections.results import round_title, total_text
from inspections.views.surroundings import inspection_tabs


@login_required
@require_safe
def card(request: ActorRequest, pk: int) -> HttpResponse:
    """Findings first, then the last result by dimension, then the totals over the years."""
    seen = Organization.objects.within(request.actor, capability=Capability.VIEW_WORK)
    rows = seen.filter(tier__in=(Tier.COMMITTEE, Tier.BRANCH)).exclude(kind=Kind.UNIT)
    body = get_object_or_404(rows.annotate(settled=settled_of(request.actor)), pk=pk)
    found = card_of(body, request.actor)
    context = {
        "body": body,
        "card": found,
        "radar": insight.radar(found.dimensions),
        "trend": insight.totals(list(reversed(found.inspections))),
        "rows": [(one, round_title(one.round), total_text(one)) for one in found.inspections],
        "latest_title": round_title(found.latest.round) if found.latest else "",
        "latest_total": total_text(found.latest) if found.latest else "",
        "tabs": inspection_tabs(request.actor, current=""),
        "today": request.actor.on,
    }
    return render(request, "inspections/card.html", context)
