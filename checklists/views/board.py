"""The board on which a draft is made: what is asked, who gets it, the chosen item, the check bar.

Several views answer with it, so that a refused form comes back in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from checklists.actions.decomposing import default_due
from checklists.actions.drafting import copy_content
from checklists.burden import Load, loads
from checklists.checks import DraftState, Problem, UpperState, inspect_draft
from checklists.forms.items import (
    ARTICLES,
    AllocationForm,
    BaseMilestones,
    ItemForm,
    milestone_forms,
)
from checklists.forms.lists import ReasonForm
from checklists.models import Assignment, Checklist, ChecklistItem, LibraryItem
from checklists.overview import Fan
from checklists.rules import LIST_MOVES
from checklists.terms import Reach
from hierarchy.requests import ActorRequest
from hierarchy.terms import Tier

LIBRARY_SHOWN = 30
_TOAST_LEVELS = ("error", "warning", "success", "info")


@dataclass(slots=True)
class Selection:
    """What stands in the right-hand panel: an item, an upper item to answer, or a new item."""

    item: ChecklistItem | None = None
    upper: UpperState | None = None
    adding: bool = False
    form: ItemForm | None = None
    milestones: BaseMilestones | None = None
    allocation: AllocationForm | None = None
    reason: ReasonForm | None = None
    library: list[LibraryItem] = field(default_factory=list)

    @property
    def is_made(self) -> bool:
        """Something is chosen."""
        return self.item is not None or self.upper is not None or self.adding


def board_url(
    pk: int,
    *,
    item: ChecklistItem | None = None,
    upper: Assignment | None = None,
    adding: bool = False,
) -> str:
    """The address of a draft's board with something chosen."""
    query: dict[str, Any] = {}
    if item is not None:
        query["item"] = item.pk
    if upper is not None:
        query["upper"] = upper.pk
    if adding:
        query["add"] = 1
    address = reverse("checklists:decompose_board", args=[pk])
    return f"{address}?{urlencode(query)}#chosen" if query else address


def new_item(
    checklist: Checklist, upper: Assignment | None, *, source: LibraryItem | None = None
) -> ChecklistItem:
    """An unsaved item to start from: the upper item's words, or a library item's."""
    model = source or (upper.item if upper else None)
    content = copy_content(model) if model else {}
    if upper is not None:
        start = min(upper.item.starts_on, upper.due_date)
        lead = checklist.tenant.lead_days
        content |= {
            "starts_on": start,
            "due_date": default_due(upper=upper, lead_days=lead, starts_on=start),
            "milestones": [],
            "reach": Reach.ALL,
        }
        if upper.target_value is not None:
            names = ("indicator_name", "indicator_unit", "indicator_kind", "direction")
            content |= {name: getattr(upper.item, name) for name in names}
            content["target_value"] = upper.target_value
    return ChecklistItem(checklist=checklist, tenant=checklist.tenant, **content)


def draw_board(
    request: ActorRequest,
    checklist: Checklist,
    *,
    item: ChecklistItem | None = None,
    upper: Assignment | None = None,
    adding: bool = False,
    library: LibraryItem | None = None,
    form: ItemForm | None = None,
    milestones: BaseMilestones | None = None,
    allocation: AllocationForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    """The board with something chosen; a bound form stands in its place with its errors."""
    actor = request.actor
    receivers = loads(issuer=checklist.issuer, on=actor.on)
    known = [load.organization.pk for load in receivers]
    state = inspect_draft(checklist, on=actor.on, receivers=known)
    chosen = _select(state, item=item, upper=upper, adding=adding)
    chosen.adding = chosen.adding or (form is not None and chosen.item is None)
    if chosen.item is not None:
        chosen.form = form or ItemForm(instance=chosen.item)
        chosen.milestones = milestones or milestone_forms(chosen.item)
        chosen.allocation = allocation or AllocationForm(
            item=chosen.item, shares=state.shares.get(chosen.item.pk, []), loads=receivers
        )
    elif chosen.adding:
        draft = new_item(checklist, upper, source=library)
        chosen.form = form or ItemForm(instance=draft)
        chosen.milestones = milestones or milestone_forms(draft)
        chosen.library = _library(checklist)
    chosen.reason = reason or ReasonForm()
    context = {
        "checklist": checklist,
        "state": state,
        "chosen": chosen,
        "receivers": receivers,
        "is_city_list": checklist.issuer.tier == Tier.CITY,
        "problems_of": problems_by_place(state),
        "moves": [m for m in LIST_MOVES.available(checklist, actor) if m.verb != "archive"],
        "fan": _fan(state, receivers),
        "articles": ARTICLES,
        "today": actor.on,
    }
    refused = any(given is not None and given.errors for given in (form, allocation, reason))
    refused = refused or bool(milestones and milestones.total_error_count())
    response = render(
        request, "checklists/decompose_board.html", context, status=422 if refused else 200
    )
    return _with_toasts(request, response)


def problems_by_place(state: DraftState) -> dict[str, list[Problem]]:
    """The problems by what they are about: ``item-7``, ``upper-3``, ``list``."""
    places: dict[str, list[Problem]] = {}
    for problem in state.problems:
        if problem.item is not None:
            key = f"item-{problem.item.pk}"
        elif problem.upper is not None:
            key = f"upper-{problem.upper.pk}"
        else:
            key = "list"
        places.setdefault(key, []).append(problem)
    return places


def _select(
    state: DraftState, *, item: ChecklistItem | None, upper: Assignment | None, adding: bool
) -> Selection:
    found = next((own for own in state.items if item is not None and own.pk == item.pk), None)
    above = next(
        (one for one in state.uppers if upper is not None and one.assignment.pk == upper.pk), None
    )
    if found is not None:
        above = next((one for one in state.uppers if one.assignment.pk == found.answers_id), None)
        return Selection(item=found, upper=above)
    return Selection(upper=above, adding=adding and (above is not None or not state.uppers))


def _fan(state: DraftState, receivers: list[Load]) -> Fan:
    """How far an issue will reach, from what the board knows already."""
    everyone = {load.organization.pk for load in receivers}
    each = [
        everyone
        if item.reach == Reach.ALL
        else {share.receiver_id for share in state.shares.get(item.pk, [])} & everyone
        for item in state.items
    ]
    return Fan(len(each), len(set().union(*each)), sum(map(len, each)))


def _library(checklist: Checklist) -> list[LibraryItem]:
    rows = LibraryItem.objects.filter(tenant=checklist.tenant, tier=checklist.issuer.tier)
    return list(rows.order_by("id")[:LIBRARY_SHOWN])


def _with_toasts(request: ActorRequest, response: HttpResponse) -> HttpResponse:
    """An htmx answer swaps the board alone, so what there is to say goes along as a toast."""
    if not request.htmx:
        return response
    said = [(message.level_tag, str(message)) for message in get_messages(request)]
    if said:
        level = min((tag for tag, _ in said), key=_TOAST_LEVELS.index)
        text = "".join(text for _, text in said)
        trigger_client_event(response, "toast", {"text": text, "level": level})
    return response
