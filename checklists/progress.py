"""Roll-up (汇总) and the thread (穿透): how far a key point has come, and where it stopped.

Two figures, each with its counts:

* reach: how many of the target organisations (the fifth tier below) it has come to;
* fulfilment: accepted ÷ due, among the fifth tier's assignments that were not taken
  back. A body that has not decomposed is a break (断点) and counts as unknown, not as 0.

Numbers are summed from accepted assignments of the fifth tier, in the key point's own unit.
Nothing here is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum

from checklists.models import Assignment, ChecklistItem
from checklists.reach import targets, waivers_of, within_body
from checklists.terms import (
    DONE_STATUSES,
    RECEIVER_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
    IndicatorKind,
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


@dataclass(slots=True)
class ThreadRow:
    """One body on the thread: what it owes for the key point and how its part stands."""

    organization: Organization
    assignments: list[Assignment] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    waived: str = ""
    """Why it passes the key point on to nobody (不涉及), if it said so."""

    @property
    def is_break(self) -> bool:
        """It signed, or should have, and passed nothing on (断点)."""
        return bool(self.stopped)

    @property
    def stopped(self) -> list[Assignment]:
        """The assignments on which the thread stopped here: ``Assignment.objects.breaks``."""
        return [
            assignment
            for assignment in self.assignments
            if assignment.tier != Tier.BRANCH
            and assignment.status in RECEIVER_STATUSES
            and not assignment.is_decomposed
        ]


@dataclass(slots=True)
class Thread:
    """One body on the thread of a key point, and the bodies directly below it."""

    own: ThreadRow
    rows: list[ThreadRow]

    @property
    def total(self) -> Tally:
        """The body's part as a whole: the sum of its rows, with its own break and delay."""
        parts = [row.tally for row in self.rows] or [self.own.tally]
        sums = {
            name: sum(getattr(part, name) for part in parts)
            for name in ("targets", "reached", "due", "accepted", "overdue", "breaks", "total")
        }
        sums["breaks"] += len(self.own.stopped)
        return Tally(**sums)


def tallies(
    *, key_point: int, below: Organization, actor: Viewer, on: dt.date, by: str = ""
) -> dict[Any, Tally]:
    """Tallies of a key point within one body's subtree, as far as the actor may look.

    ``by`` is empty for the tally of the whole (key ``None``), or a place column
    (``station``) for one tally a body (keyed by its id). Two queries; the first reads
    nothing but the index ``assignment_board``, which is why receivers are counted, not ids.
    """
    group = f"{by}_id" if by else "key_point_id"
    rows = (
        Assignment.objects.visible_to(actor)
        .filter(within_body(below), key_point_id=key_point)
        .values(group)
        .annotate(
            reached=Count("receiver_id", filter=_LEAF & _COUNTED, distinct=True),
            due=Count("receiver_id", filter=_LEAF & _COUNTED),
            accepted=Count("receiver_id", filter=_LEAF & Q(status__in=DONE_STATUSES)),
            overdue=Count("receiver_id", filter=Q(status__in=RECEIVER_STATUSES, due_date__lt=on)),
            breaks=Count(
                "receiver_id",
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
            total=Sum(
                "actual_value", filter=_LEAF & Q(status__in=DONE_STATUSES) & _adds_up(key_point)
            ),
        )
        .order_by()
    )
    meant = targets(key_point=key_point, below=below, actor=actor, on=on, by=by)
    found = {
        row[group] if by else None: Tally(
            targets=meant.get(row[group] if by else None, 0),
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
    for key, count in meant.items():
        found.setdefault(key, Tally(targets=count))
    return found


def thread_of(
    *, key_point: ChecklistItem, below: Organization, actor: Viewer, on: dt.date
) -> Thread:
    """One body and the bodies directly below it on the thread of a key point.

    Bodies that nothing came to are listed too, as breaks. Four queries, whatever the size.
    A reader of a territory meets on the way down bodies that lie outside it: they are
    named, and their figures count the readers' own part alone.
    """
    own = ThreadRow(below)
    rows: dict[int, ThreadRow] = {}
    if below.tier != Tier.BRANCH:
        children = on_the_way(actor).children_of(below).open(on)
        rows = {child.pk: ThreadRow(child) for child in children.by_name()}
    reasons = waivers_of(key_point.head_id).filter(answers__receiver_id=OuterRef("receiver_id"))
    owed = (
        Assignment.objects.visible_to(actor)
        .filter(receiver_id__in=[below.pk, *rows], key_point_id=key_point.head_id)
        .annotate(waived=Subquery(reasons.values("reason")[:1]))
        .select_related("item", "tenant", "key_point")
        .order_by("due_date", "id")
    )
    for assignment in owed:
        row = rows.get(assignment.receiver_id, own)
        row.assignments.append(assignment)
        row.waived = assignment.waived or ""
    columns = _columns_of(rows.values())
    for column in columns:
        found = tallies(key_point=key_point.head_id, below=below, actor=actor, on=on, by=column)
        for pk, row in rows.items():
            row.tally = found.get(pk, row.tally)
    for row in [own, *rows.values()]:
        if row.organization.tier == Tier.BRANCH:
            row.tally = _leaf_tally(row, on=on)
    return Thread(own=own, rows=list(rows.values()))


def on_the_way(actor: Viewer) -> Any:
    """The bodies whose work the actor may see, and those that stand between it and the city."""
    seen = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    scope = actor.scope(Capability.VIEW_WORK)
    if not scope.regions:
        return seen
    above = Q(parent__isnull=True, tenant_id__in=scope.tenant_ids)
    for column in ANCESTOR_COLUMN.values():
        above |= Q(Exists(seen.filter(**{column: OuterRef("pk")})))
    return Organization.objects.filter(Q(pk__in=seen.values("pk")) | above)


def ancestry(assignment: Assignment) -> list[Assignment]:
    """From the city's assignment down to this one: the way the thread came. One query.

    The links are read by their ids: one join a link and party takes the planner fifty
    times as long as the reading.
    """
    above = Assignment.objects.above(assignment).with_parties().in_bulk()
    chain = [assignment]
    while chain[0].parent_id in above:
        chain.insert(0, above[chain[0].parent_id])
    return chain


def _columns_of(rows: Iterable[ThreadRow]) -> list[str]:
    """The place columns to count by: two where a county committee stands beside stations."""
    tiers = {row.organization.tier for row in rows}
    return [column for tier, column in ANCESTOR_COLUMN.items() if tier in tiers]


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
        total=sum((_adding(owed) for owed in done), Decimal(0)),
    )


def _adding(owed: Assignment) -> Decimal:
    """What an accepted assignment adds to its key point's figure."""
    same = owed.item.indicator_unit == owed.key_point.indicator_unit
    ratio = owed.item.indicator_kind == IndicatorKind.RATIO
    return owed.actual_value or Decimal(0) if same and not ratio else Decimal(0)


def _adds_up(key_point: int) -> Q:
    """Figures in another unit, and ratios, don't add up to the key point's figure."""
    items = ChecklistItem.objects.filter(
        key_point_id=key_point, indicator_unit=F("key_point__indicator_unit")
    )
    return Q(item_id__in=items.exclude(indicator_kind=IndicatorKind.RATIO).values("pk"))
