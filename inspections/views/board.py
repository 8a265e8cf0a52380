"""The board of rounds (体检总览): what runs and how far it is, what waits, what was before."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from inspections.forms.rounds import organizers
from inspections.models import Finding, Inspection, Round
from inspections.own_sheets import DUTIES, waiting_counts
from inspections.round_standing import Standing, finding_counts, standings_of
from inspections.terms import RoundStatus
from inspections.views.surroundings import inspection_tabs

MOST_RUNNING, MOST_ENDED = 24, 40


@login_required
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """Rounds under way first, then what waits for the reader, then those that ended, by year."""
    actor = request.actor
    seen = Round.objects.visible_to(actor).select_related("organizer", "scheme")
    running = list(seen.running().order_by("scoring_until", "-pk")[:MOST_RUNNING])
    drafts = list(seen.filter(status=RoundStatus.DRAFT).order_by("-pk")[:MOST_RUNNING])
    ended = list(seen.filter(status=RoundStatus.PUBLISHED).order_by("-year", "-pk")[:MOST_ENDED])
    ids = [one.pk for one in (*running, *ended)]
    sheets = Inspection.objects.visible_to(actor).filter(round_id__in=ids)
    standings = standings_of(sheets)
    found = finding_counts(ids, Finding.objects.visible_to(actor))
    context = {
        "running": [(one, standings.get(one.pk, Standing())) for one in running],
        "drafts": drafts,
        "years": [
            (year, [_ended(one, standings, found) for one in rounds])
            for year, rounds in groupby(ended, key=lambda one: one.year)
        ],
        "tiles": _tiles(waiting_counts(actor)),
        "may_draft": bool(organizers(actor)),
        "tabs": inspection_tabs(actor, current="board"),
        "today": actor.on,
    }
    return render(request, "inspections/board.html", context)


def _ended(
    one: Round, standings: dict[int, Standing], found: dict[int, tuple[int, int]]
) -> dict[str, Any]:
    red, yellow = found.get(one.pk, (0, 0))
    return {
        "round": one,
        "standing": standings.get(one.pk, Standing()),
        "red": red,
        "yellow": yellow,
    }


def _tiles(counts: dict[str, int]) -> list[dict[str, Any]]:
    """What waits for the reader; nothing that is zero."""
    return [
        {
            "label": duty.label,
            "value": counts[duty.key],
            "unit": "份",
            "url": f"{reverse('inspections:my_sheets')}?duty={duty.key}",
        }
        for duty in DUTIES
        if counts[duty.key]
    ]
