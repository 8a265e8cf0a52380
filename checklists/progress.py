"""Roll-up (汇总) and the thread (穿透): how far a key point has come, and where it stopped.

Two figures, each with its counts:

* reach: how many of the target organisations (the fifth tier below) it has come to;
* fulfilment: accepted ÷ due, among the fifth tier's assignments that were not taken
  back. A body that has not decomposed is a break (断点) and counts as unknown, not as 0.

Numbers are summed from accepted assignments of the fifth tier. Nothing here is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from checklists.models import Assignment, ChecklistItem
from checklists.terms import (
    DONE_STATUSES,
    RECEIVER_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
)
from hierarchy.models import Organization
from hierarchy.scope import Viewer
from hierarchy.terms import ANCESTOR_COLUMN, Capability, Tier

# The tier shown below each tier when a thread is opened one step further.
NEXT_TIER: dict[str, str] = {
    Tier.CITY: Tier.COMMITTEE,
    Tier.COMMITTEE: Tier.STATION,
    Tier.COUNTY: Tier.STATION,
    Tier.STATION: Tier.OFFICER,
    Tier.OFFICER: Tier.BRANCH,
}

_LEAF = Q(tier=Tier.BRANCH)
_COUNTED = ~Q(status__in=VOID_STATUSES)


@dataclass(frozen=True, slots=True)
class Tally:
    """The two figures of one body for one key point, with what they are made of."""

    targets: int = 0
    reached: int = 0
    due: int = 0
    accepted: int = 0
    overdue: int = 0
    breaks: int = 0
    total: Decimal = Decimal(0)

    @property
    def is_broken(self) -> bool:
        """Nothing has come to the fifth tier here although there is one."""
        return self.targets > 0 and self.reached == 0


@dataclass(slots=True)
class ThreadRow:
    """One body on the thread: what it owes for the key point and how its part stands."""

    organization: Organization
    assignments: list[Assignment] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    @property
    def is_break(self) -> bool:
        """It signed, or should have, and passed nothing on (断点)."""
        return any(
            assignment.is_open and not assignment.is_decomposed
            for assignment in self.assignments
            if assignment.tier != Tier.BRANCH
        )


def tallies(
    *, key_points: Iterable[int], below: Organization, actor: Viewer, on: dt.date, by: str = ""
) -> dict[Any, Tally]:
    """Tallies of key points within one body's subtree, as far as the actor may look.

    ``by`` is empty for one tally a key point (keyed by its id), or a place column
    (``station``) for one tally a body (keyed by its id). Two queries.
    """
    inside = _inside(below)
    group = f"{by}_id" if by else "key_point_id"
    rows = (
        Assignment.objects.visible_to(actor)
        .filter(inside, key_point_id__in=list(key_points))
        .values(group)
        .annotate(
            reached=Count("receiver_id", filter=_LEAF & _COUNTED, distinct=True),
            due=Count("id", filter=_LEAF & _COUNTED),
            accepted=Count("id", filter=_LEAF & Q(status__in=DONE_STATUSES)),
            overdue=Count("id", filter=Q(status__in=RECEIVER_STATUSES, due_date__lt=on)),
            breaks=Count(
                "id",
                filter=~_LEAF
                & Q(is_decomposed=False)
                & Q(
                    status__in=(
                        AssignmentStatus.TO_SIGN,
                        AssignmentStatus.IN_PROGRESS,
                        AssignmentStatus.RETURNED,
                    )
                ),
            ),
            total=Sum("actual_value", filter=_LEAF & Q(status__in=DONE_STATUSES)),
        )
        .order_by()
    )
    targets = _targets(below=below, actor=actor, on=on, by=by)
    found = {
        row[group]: Tally(
            targets=targets.get(row[group], 0) if by else targets[None],
            reached=row["reached"],
            due=row["due"],
            accepted=row["accepted"],
            overdue=row["overdue"],
            breaks=row["breaks"],
            total=row["total"] or Decimal(0),
        )
        for row in rows
        if row[group] is not None
    }
    if by:
        for key, count in targets.items():
            found.setdefault(key, Tally(targets=count))
    return found


def thread_rows(
    *, key_point: ChecklistItem, below: Organization, actor: Viewer, on: dt.date
) -> list[ThreadRow]:
    """The bodies directly below one body, with what they owe for a key point.

    Bodies that nothing came to are listed too, as breaks. Four queries, whatever the size.
    """
    if below.tier == Tier.BRANCH:
        return []
    children = (
        Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        .children_of(below)
        .open(on)
        .select_related("region")
        .by_name()
    )
    rows = {child.pk: ThreadRow(child) for child in children}
    owed = (
        Assignment.objects.visible_to(actor)
        .filter(receiver_id__in=list(rows), key_point_id=key_point.pk)
        .select_related("item")
        .order_by("due_date", "id")
    )
    for assignment in owed:
        rows[assignment.receiver_id].assignments.append(assignment)
    column = _column_below(rows.values())
    if column:
        found = tallies(key_points=[key_point.pk], below=below, actor=actor, on=on, by=column)
        for pk, row in rows.items():
            row.tally = found.get(pk, row.tally)
    else:
        for row in rows.values():
            row.tally = _leaf_tally(row, on=on)
    return list(rows.values())


def ancestry(assignment: Assignment) -> list[Assignment]:
    """From the city's assignment down to this one: the way the thread came. One query a link."""
    chain = [assignment]
    while chain[0].parent_id is not None:
        parent = Assignment.objects.select_related("item", "receiver", "issuer").get(
            pk=chain[0].parent_id
        )
        chain.insert(0, parent)
    return chain


def _column_below(rows: Iterable[ThreadRow]) -> str:
    tiers = {row.organization.tier for row in rows}
    columns = [ANCESTOR_COLUMN[tier] for tier in tiers if tier in ANCESTOR_COLUMN]
    return columns[0] if columns else ""


def _leaf_tally(row: ThreadRow, *, on: dt.date) -> Tally:
    counted = [owed for owed in row.assignments if owed.status not in VOID_STATUSES]
    done = [owed for owed in counted if owed.status in DONE_STATUSES]
    late = [owed for owed in counted if owed.status in RECEIVER_STATUSES and owed.due_date < on]
    return Tally(
        targets=1,
        reached=1 if counted else 0,
        due=len(counted),
        accepted=len(done),
        overdue=len(late),
        total=sum((owed.actual_value or Decimal(0) for owed in done), Decimal(0)),
    )


def _inside(body: Organization) -> Q:
    """Assignments of a body's subtree, by the repeated ancestor ids."""
    if body.tier == Tier.CITY:
        return Q(tenant_id=body.tenant_id)
    if body.tier == Tier.BRANCH:
        return Q(receiver_id=body.pk)
    return Q(**{f"{ANCESTOR_COLUMN[body.tier]}_id": body.pk})


def _targets(*, below: Organization, actor: Viewer, on: dt.date, by: str) -> dict[Any, int]:
    """How many fifth-tier bodies stand there, in all (key ``None``) or by column."""
    leaves = Organization.objects.within(actor, capability=Capability.VIEW_WORK).of_tier(
        Tier.BRANCH
    )
    leaves = leaves.filter(_org_inside(below)).open(on)
    if not by:
        return {None: leaves.count()}
    counts = leaves.values(f"{by}_id").annotate(count=Count("id")).order_by()
    return {row[f"{by}_id"]: row["count"] for row in counts}


def _org_inside(body: Organization) -> Q:
    if body.tier == Tier.CITY:
        return Q(tenant_id=body.tenant_id)
    if body.tier == Tier.BRANCH:
        return Q(pk=body.pk)
    return Q(**{f"{ANCESTOR_COLUMN[body.tier]}_id": body.pk})
