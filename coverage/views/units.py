"""The ledger of units (单位台账): what one may look for, shown as a list and as a sheet."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from coverage.attention import with_contacts
from coverage.columns import COLUMNS, cells_of, chosen_columns
from coverage.entering import may_enter_units
from coverage.filters import SIDES, UnitFilter
from coverage.layouts import unit_word
from coverage.rates import Rate
from coverage.views.surroundings import rules_of, unit_tabs
from hierarchy.paging import Page, keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from workflow.models import SavedFilter

PAGE = "coverage:unit_list"
_PLACE = ("after", "before")
# Beyond this the exact number helps nobody and costs a walk through the whole ledger.
COUNTED_MOST = 10_000


@login_required
@require_safe
def unit_list(request: ActorRequest) -> HttpResponse:
    """The units in scope by name; asked by a figure, also the figure and its rule."""
    actor = request.actor
    rules = rules_of(actor)
    search = UnitFilter(request.GET, actor=actor, rules=rules)
    columns = chosen_columns(request.GET.getlist("cols"))
    page = keyset_page(_ready(search), keys=("name_key", "id"), query=request.GET)
    chosen = search.chosen()
    context = {
        "form": search,
        "chosen": chosen,
        "columns": columns,
        "all_columns": [(column, column in columns) for column in COLUMNS],
        "rows": [(row, cells_of(row, columns)) for row in page.rows],
        "page": page,
        "figure": _figure(search, request.GET),
        "is_filtered": bool(chosen),
        "saves": bool(_kept(request.GET)),
        "filter_page": PAGE,
        "saved_filters": SavedFilter.objects.visible_to(actor).filter(page=PAGE),
        "query": _kept(request.GET).urlencode(),
        "kept": _pairs(request.GET),
        "found": _counted(search, page),
        "most_counted": COUNTED_MOST,
        "tabs": unit_tabs(actor, current="units"),
        "may_import": actor.may(Capability.KEEP_LEDGER),
        "may_enter": may_enter_units(actor),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "coverage/unit_list.html", context, status=status)


def _ready(search: UnitFilter) -> Any:
    rows = search.rows().select_related("industry", "district", "town", "place")
    return with_contacts(rows)


def _counted(search: UnitFilter, page: Page) -> int | None:
    """How many were found, for the head of the first page; a figure tells it by itself."""
    if page.previous_url or search.measure_asked:
        return None
    return int(search.rows().order_by()[: COUNTED_MOST + 1].count())


def _figure(search: UnitFilter, query: QueryDict) -> dict[str, Any] | None:
    """The figure that led here, its rule, and the way to its other sides."""
    rate = search.figure()
    if rate is None:
        return None
    sides = []
    for side, label in _sides(rate):
        kept = _kept(query)
        kept["side"] = side
        sides.append(
            {
                "label": label,
                "url": f"{reverse(PAGE)}?{kept.urlencode()}",
                "count": None,
                "is_current": side == search.side_asked,
            }
        )
    return {"rate": rate, "sides": sides, "unit_word": unit_word(rate.key)}


def _sides(rate: Rate) -> list[tuple[str, str]]:
    """A count has nothing missing: what it counts is the gap."""
    return [(side, label) for side, label in SIDES.items() if rate.kind == "rate" or side != "gap"]


def _kept(query: QueryDict) -> QueryDict:
    """The search alone: without the place in the list, and without empty fields."""
    kept = QueryDict(mutable=True)
    for name, value in _pairs(query):
        kept.appendlist(name, value)
    return kept


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in query.lists()
        for value in values
        if value and name not in _PLACE
    ]
