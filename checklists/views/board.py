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
from checklists.carrying import carried_items
from checklists.checks import DraftState, Problem, UpperState, inspect_draft
from checklists.forms.items import (
    ARTICLES,
    AllocationForm,
    BaseMilestones,
    ItemForm,
    milestone_forms,
    uppers_of,
)
from checklists.forms.lists import CarryOverForm, ReasonForm
from checklists.models import Assignment, Checklist, ChecklistItem, LibraryItem
from checklists.overview import Fan
from checklists.rules import LIST_MOVES
from checklists.terms import Reach
from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier

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


@dataclass(frozen=True, slots=True)
class Sent:
    """The form that was sent and comes back because something in it was refused."""

    form: ItemForm | None = None
    milestones: BaseMilestones | None = None
    allocation: AllocationForm | None = None
    reason: ReasonForm | None = None
    carry: CarryOverForm | None = None

    @property
    def is_refused(self) -> bool:
        """Some part of it has errors."""
        forms = (self.form, self.allocation, self.reason, self.carry)
        wrong = any(form is not None and form.errors for form in forms)
        return wrong or bool(self.milestones and self.milestones.total_error_count())


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
    sent: Sent | None = None,
) -> HttpResponse:
    """The board with something chosen; a refused form stands in its place with its errors."""
    actor, sent = request.actor, sent or Sent()
    receivers = loads(issuer=checklist.issuer, on=actor.on)
    known = [load.organization.pk for load in receivers]
    state = inspect_draft(checklist, on=actor.on, receivers=known)
    chosen = _select(state, item=item, upper=upper, adding=adding)
    chosen.adding = chosen.adding or (sent.form is not None and chosen.item is None)
    draft = new_item(checklist, upper, source=library) if chosen.adding else None
    _lay_out(chosen, sent, state=state, receivers=receivers, draft=draft)
    context = {
        "checklist": checklist,
        "state": state,
        "chosen": chosen,
        "receivers": receivers,
        "is_city_list": checklist.issuer.tier == Tier.CITY,
        "keeps_library": _keeps_library(checklist, actor),
        "problems_of": problems_by_place(state),
        "carry": sent.carry or _carry(checklist, state),
        "moves": [m for m in LIST_MOVES.available(checklist, actor) if m.verb != "archive"],
        "fan": _fan(state, receivers),
        "articles": ARTICLES,
        "today": actor.on,
    }
    status = 422 if sent.is_refused else 200
    response = render(request, "checklists/decompose_board.html", context, status=status)
    return _with_toasts(request, response)


def _keeps_library(checklist: Checklist, actor: Actor) -> bool:
    """Whether the city's library is this person's to write: who may, manages the root."""
    return any(
        node.tier == Tier.CITY and node.tenant_id == checklist.tenant_id
        for node in actor.scope(Capability.MANAGE_ORGANIZATIONS).nodes
    )


def _lay_out(
    chosen: Selection,
    sent: Sent,
    *,
    state: DraftState,
    receivers: list[Load],
    draft: ChecklistItem | None,
) -> None:
    """The forms of the right-hand panel: as they were sent, else filled in anew."""
    shown = chosen.item or draft
    if shown is not None:
        chosen.form = sent.form or ItemForm(instance=shown)
        chosen.milestones = sent.milestones or milestone_forms(shown)
    if chosen.item is not None:
        shares = state.shares.get(chosen.item.pk, [])
        chosen.allocation = sent.allocation or AllocationForm(
            item=chosen.item, shares=shares, loads=receivers
        )
    elif draft is not None:
        chosen.library = _library(state.checklist)
    chosen.reason = sent.reason or ReasonForm()


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


def _carry(checklist: Checklist, state: DraftState) -> CarryOverForm | None:
    """What last year's lists left for this draft, when the check found something."""
    if all(problem.code != "carried_left" for problem in state.problems):
        return None
    return carry_over_form(checklist)


def carry_over_form(checklist: Checklist, data: Any = None) -> CarryOverForm:
    """The form by which carried-over items are taken up in a draft."""
    offered = carried_items(issuer=checklist.issuer, year=checklist.year)
    return CarryOverForm(data, offered=offered, uppers=uppers_of(checklist))


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
        # Said once the new board stands there, so that what is pressed next is pressed on it.
        trigger_client_event(response, "toast", {"text": text, "level": level}, after="settle")
    return response
