"""减负提示: what receivers already carry, and what they are being asked twice.

Read-only, shown before issue; it stops nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Q

from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.terms import OPEN_STATUSES
from hierarchy.models import Organization

# Titles that share this much of their character pairs ask for nearly the same (丁, tried on
# the demo city's lists: real repetitions lie above 0.7, different tasks below 0.5).
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Load:
    """What one receiver has on its hands before anything is added."""

    organization: Organization
    open: int
    due_this_month: int


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A draft item that resembles work some of the receivers already have."""

    item: ChecklistItem
    other: ChecklistItem
    receivers: int
    likeness: float


def loads(*, issuer: Organization, on: dt.date) -> list[Load]:
    """The open work of every direct subordinate, the heaviest first. One query."""
    month_end = (on.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    bodies = (
        Organization.objects.children_of(issuer)
        .open(on)
        .annotate(
            open_count=Count("assignments", filter=Q(assignments__status__in=OPEN_STATUSES)),
            month_count=Count(
                "assignments",
                filter=Q(
                    assignments__status__in=OPEN_STATUSES, assignments__due_date__lt=month_end
                ),
            ),
        )
        .order_by("-open_count", "name_key")
    )
    return [Load(body, body.open_count, body.month_count) for body in bodies]


def near_duplicates(*, checklist: Checklist) -> list[NearDuplicate]:
    """Draft items alike to open items that the same receivers got from anyone. Three queries."""
    drafts = list(checklist.items.order_by("serial"))
    running = (
        Assignment.objects.filter(receiver__parent_id=checklist.issuer_id, status__in=OPEN_STATUSES)
        .exclude(item__checklist=checklist.supersedes)
        .values("item_id")
        .annotate(receivers=Count("receiver_id", distinct=True))
        .order_by()
    )
    receivers = {row["item_id"]: row["receivers"] for row in running}
    others = list(ChecklistItem.objects.filter(pk__in=receivers))
    found = [
        NearDuplicate(draft, other, receivers[other.pk], likeness(draft.title, other.title))
        for draft in drafts
        for other in others
    ]
    return sorted(
        (near for near in found if near.likeness >= ALIKE),
        key=lambda near: (near.item.serial, -near.likeness),
    )


def likeness(left: str, right: str) -> float:
    """How much two titles share, 0 to 1: the Dice measure over pairs of characters."""
    mine, theirs = _pairs(left), _pairs(right)
    if not mine or not theirs:
        return 1.0 if left == right else 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _pairs(text: str) -> set[str]:
    letters = [letter for letter in text if letter.isalnum()]
    return {left + right for left, right in pairwise(letters)}
