"""The roll behind a figure of a month's end: the units as they were then."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from coverage.filters import SIDES
from coverage.forms.overview import CoverageForm
from coverage.layouts import unit_word
from coverage.models import CoverageSnapshot, SnapshotUnit, Unit
from coverage.rates import MEASURES, rates, roll
from coverage.rulebook import RuleSet
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest


@login_required
@require_safe
def snapshot_roll(request: ActorRequest, pk: int) -> HttpResponse:
    """One side of one figure on that day, by the rules that held then."""
    snapshot = get_object_or_404(CoverageSnapshot.objects.visible_to(request.actor), pk=pk)
    form = CoverageForm(request.GET, actor=request.actor)
    rules = RuleSet.of_json(snapshot.rules)
    units = (
        SnapshotUnit.objects.visible_to(request.actor)
        .filter(snapshot=snapshot)
        .filter(form.condition())
    )
    measure = MEASURES[form.chosen["measure"]]
    side = request.GET.get("side", "")
    side = side if side in SIDES else "numerator"
    rows = roll(units, measure=measure.key, rules=rules, side=side)  # type: ignore[arg-type]
    rows = rows.select_related("industry", "district", "town", "place")
    page = keyset_page(rows, keys=("name", "id"), query=request.GET)
    context = {
        "snapshot": snapshot,
        "rate": rates(units, rules=rules, keys=(measure.key,))[0],
        "unit_word": unit_word(measure.key),
        "sides": _sides(request, side, is_rate=measure.kind == "rate"),
        "asked": [str(form.chosen[name]) for name in ("industry", "region") if form.chosen[name]],
        "page": page,
        "open_units": _still_seen(request, page.rows),
        "today": request.actor.on,
    }
    return render(request, "coverage/snapshot_roll.html", context)


def _still_seen(request: ActorRequest, rows: list[SnapshotUnit]) -> set[int]:
    """Units of the page that the reader sees today as well: only those have a page to open."""
    ids = [row.unit_id for row in rows]
    seen = Unit.objects.visible_to(request.actor).filter(pk__in=ids)
    return set(seen.values_list("pk", flat=True))


def _sides(request: ActorRequest, current: str, *, is_rate: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for side, label in SIDES.items():
        if side == "gap" and not is_rate:
            continue
        query = request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query["side"] = side
        found.append(
            {
                "label": label,
                "url": f"?{query.urlencode()}",
                "count": None,
                "is_current": side == current,
            }
        )
    return found
