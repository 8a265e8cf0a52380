"""Lists for tests: a draft, an issued list, and a list that has gone down all four hops.

Everything is done through the actions, by the people of ``tests.world``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from checklists.actions.decomposing import start_decomposition
from checklists.actions.drafting import add_item, draft_checklist
from checklists.actions.handling import report_completion, sign_checklist
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Checklist, ChecklistItem
from hierarchy.models import Organization
from tests.snapshots import laid_down
from tests.world import World

YEAR = 2026
TITLES = ("应建未建清零", "党建体检", "发展党员")
# Who issues each list on the way down, and who receives it: body and person.
HOPS = (("mall", "mall_leader"), ("station", "station_head"), ("officer", "officer"))
BRANCHES = (
    ("branch", "secretary"),
    ("second_branch", "second_secretary"),
    ("unit", "contact"),
)


def content(title: str = TITLES[0], **changes: Any) -> dict[str, Any]:
    """What one item says: due at the end of October, without a figure."""
    return {
        "category": "coverage",
        "title": title,
        "starts_on": dt.date(YEAR, 1, 5),
        "due_date": dt.date(YEAR, 10, 31),
        **changes,
    }


def figure(value: int | str, *, unit: str = "户", **changes: Any) -> dict[str, Any]:
    """The fields of a cumulative figure."""
    return {
        "indicator_name": "建成数",
        "indicator_unit": unit,
        "indicator_kind": "cumulative",
        "target_value": Decimal(value),
        **changes,
    }


def city_draft(world: World, *, titles: tuple[str, ...] = TITLES, **changes: Any) -> Checklist:
    """The city's draft with one item a title, by its clerk."""
    return _laid_down(world, "draft", _drafted, titles=titles, **changes)[0]


def _drafted(world: World, *, titles: tuple[str, ...], **changes: Any) -> list[int]:
    clerk = world.actor("city_clerk")
    checklist = draft_checklist(issuer=world.city, year=YEAR, actor=clerk)
    for title in titles:
        add_item(checklist=checklist, content=content(title, **changes), actor=clerk)
    return [checklist.pk]


def city_list(world: World, *, titles: tuple[str, ...] = TITLES, **changes: Any) -> Checklist:
    """The city's list, issued to both committees by its leader."""
    return _laid_down(world, "list", _issued, titles=titles, **changes)[0]


def _issued(world: World, **changes: Any) -> list[int]:
    draft = city_draft(world, **changes)
    issued, _ = issue_checklist(checklist=draft, actor=world.actor("city_leader"))
    return [issued.pk]


def signed_by(world: World, checklist: Checklist, body: str, person: str) -> list[Assignment]:
    """What a body owes on a list, signed for."""
    receiver: Organization = getattr(world, body)
    sign_checklist(checklist_id=checklist.pk, receiver=receiver, actor=world.actor(person))
    return owed(checklist, receiver)


def owed(checklist: Checklist, receiver: Organization) -> list[Assignment]:
    """What a body owes on a list, in the list's order."""
    return list(
        Assignment.objects.filter(item__checklist=checklist, receiver=receiver)
        .select_related("item", "issuer", "receiver", "parent")
        .order_by("item__serial")
    )


def passed_on(world: World, body: str, person: str) -> Checklist:
    """A body's whole decomposition of what it signed for, issued below."""
    receiver: Organization = getattr(world, body)
    draft = start_decomposition(
        receiver=receiver, year=YEAR, source="upper", actor=world.actor(person)
    )
    issued, _ = issue_checklist(checklist=draft, actor=world.actor(person))
    return issued


def cascade(world: World, **changes: Any) -> list[Checklist]:
    """A list down four hops to the three bodies of 平江1岗: the four lists, the last signed for."""
    return _laid_down(world, "cascade", _went_down, **changes)


def _laid_down(
    world: World, what: str, prepare: Callable[..., list[int]], **changes: Any
) -> list[Checklist]:
    key = (what, world.city.pk, repr(sorted(changes.items())))
    ids = laid_down(key, lambda: prepare(world, **changes))
    found = Checklist.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def _went_down(world: World, **changes: Any) -> list[int]:
    lists = [city_list(world, **changes)]
    for body, person in HOPS:
        signed_by(world, lists[-1], body, person)
        lists.append(passed_on(world, body, person))
    for body, person in BRANCHES:
        signed_by(world, lists[-1], body, person)
    return [checklist.pk for checklist in lists]


def given_to(world: World, body: str, item: ChecklistItem | None = None) -> Assignment:
    """The first assignment of a body, or that of one item."""
    rows = Assignment.objects.filter(receiver=getattr(world, body))
    if item is not None:
        rows = rows.filter(item=item)
    rows = rows.select_related("item", "issuer", "receiver", "parent")
    return rows.order_by("item__serial", "id")[0]


def completed(world: World, assignment: Assignment, person: str, **report: Any) -> Assignment:
    """An assignment reported as done by one person."""
    report_completion(assignment=assignment, text="已全部完成", actor=world.actor(person), **report)
    assignment.refresh_from_db()
    return assignment
