"""How lists stand: signed and settled, by list, by receiver and by item (签收、销号进度).

Counts are over the assignments that the actor may see, so a receiver reads its own part and a
superior the whole. What was cancelled or carried over is owed by nobody and not counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Min, Q

from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.terms import (
    DONE_STATUSES,
    OPEN_STATUSES,
    RECEIVER_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
    Light,
    Reach,
)
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Capability

COUNTED = ~Q(status__in=VOID_STATUSES)
SIGNED = COUNTED & Q(signed_at__isnull=False)
DONE = COUNTED & Q(status__in=DONE_STATUSES)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of ``due`` assignments, how many were signed for and how many settled."""

    due: int = 0
    signed: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class ReceiverStanding:
    """One receiver of one list: its figures, and what still waits for its signature."""

    organization_id: int
    name: str
    due: int
    signed: int
    done: int
    objected: int
    unconfirmed: int
    sign_by: dt.date | None


@dataclass(slots=True)
class ItemLine:
    """One item on its list's page: figures, light, how many still owe it, the actor's part."""

    item: ChecklistItem
    standing: Standing = field(default_factory=Standing)
    light: str = ""
    owed: int = 0
    own: list[Assignment] = field(default_factory=list)

    @property
    def milestones(self) -> list[tuple[dt.date, str]]:
        """The item's nodes on the way, as days and words."""
        nodes = [node for node in self.item.milestones or [] if node.get("due")]
        return [(dt.date.fromisoformat(node["due"]), node.get("text", "")) for node in nodes]


@dataclass(frozen=True, slots=True)
class Fan:
    """What an issue will write: items, receivers, and assignments in all (项)."""

    items: int
    receivers: int
    total: int


def standings(*, checklists: Iterable[int], actor: Actor) -> dict[int, Standing]:
    """The standing of each list, by its id. One query."""
    rows: Any = (
        Assignment.objects.visible_to(actor)
        .filter(item__checklist_id__in=list(checklists))
        .values(checklist=F("item__checklist_id"))
        .annotate(
            due=Count("receiver_id", filter=COUNTED),
            signed=Count("receiver_id", filter=SIGNED),
            done=Count("receiver_id", filter=DONE),
        )
        .order_by()
    )
    return {row.pop("checklist"): Standing(**row) for row in rows}


def receiver_standings(*, checklist: Checklist, actor: Actor) -> list[ReceiverStanding]:
    """Every receiver of a list, those that still have to sign first. One query at most."""
    if checklist.issued_at is None:
        return []
    rows = (
        Assignment.objects.visible_to(actor)
        .filter(item__checklist=checklist)
        .values("receiver_id", name=F("receiver__name"), name_key=F("receiver__name_key"))
        .annotate(
            due=Count("receiver_id", filter=COUNTED),
            signed=Count("receiver_id", filter=SIGNED),
            done=Count("receiver_id", filter=DONE),
            objected=Count("receiver_id", filter=Q(status=AssignmentStatus.OBJECTED)),
            unconfirmed=Count("receiver_id", filter=_unconfirmed()),
            sign_by=Min("sign_due_date", filter=Q(status=AssignmentStatus.TO_SIGN)),
        )
        .order_by()
    )
    found = sorted(rows, key=lambda row: (row["signed"] >= row["due"], row["name_key"]))
    return [
        ReceiverStanding(
            organization_id=row["receiver_id"],
            **{
                name: row[name]
                for name in ("name", "due", "signed", "done", "objected", "unconfirmed", "sign_by")
            },
        )
        for row in found
    ]


def item_lines(*, checklist: Checklist, actor: Actor) -> list[ItemLine]:
    """The items of a list with figures, light and the actor's own assignments. Three queries.

    Of a draft there is nothing to count: one query.
    """
    items = checklist.items.select_related("answers__item").order_by("serial")
    lines = {item.pk: ItemLine(item) for item in items}
    if checklist.issued_at is None:
        return list(lines.values())
    for row in _counts_by_item(checklist, actor):
        line = lines[row["item_id"]]
        line.standing = Standing(row["due"], row["signed"], row["done"])
        line.light = _light(row)
        line.owed = row["owed"]
    own_ids = actor.organization_ids(Capability.VIEW_WORK)
    own = (
        Assignment.objects.visible_to(actor)
        .filter(item__checklist=checklist, receiver_id__in=own_ids)
        .select_related("receiver", "item")
        .order_by("receiver_id")
    )
    for assignment in own:
        lines[assignment.item_id].own.append(assignment)
    return list(lines.values())


def fan_of(*, checklist: Checklist, on: dt.date) -> Fan:
    """How far an issue on that day will reach: 18 条 × 12 个下级 = 216 项. Two queries."""
    receivers = set(
        Organization.objects.children_of(checklist.issuer).open(on).values_list("pk", flat=True)
    )
    chosen: dict[int, set[int]] = defaultdict(set)
    reach: dict[int, str] = {}
    rows = checklist.items.values_list("pk", "reach", "allocations__receiver_id")
    for pk, how, receiver in rows:
        reach[pk] = how
        if receiver in receivers:
            chosen[pk].add(receiver)
    each = [receivers if how == Reach.ALL else chosen[pk] for pk, how in reach.items()]
    return Fan(
        items=len(each),
        receivers=len(set().union(*each)),
        total=sum(len(bodies) for bodies in each),
    )


def _unconfirmed() -> Q:
    """A new version changed what was signed for, and nobody confirmed it (确认调整)."""
    never = Q(confirmed_at__isnull=True) & Q(signed_at__lt=F("amended_at"))
    before = Q(confirmed_at__lt=F("amended_at"))
    return Q(status__in=OPEN_STATUSES, amended_at__isnull=False) & (never | before)


def _counts_by_item(checklist: Checklist, actor: Actor) -> Any:
    tenant: Tenant = checklist.tenant
    near = actor.on + dt.timedelta(days=tenant.warn_days)
    waiting = Q(status__in=RECEIVER_STATUSES)
    return (
        Assignment.objects.visible_to(actor)
        .filter(item__checklist=checklist)
        .values("item_id")
        .annotate(
            due=Count("receiver_id", filter=COUNTED),
            signed=Count("receiver_id", filter=SIGNED),
            done=Count("receiver_id", filter=DONE),
            open=Count("receiver_id", filter=Q(status__in=OPEN_STATUSES)),
            paused=Count("receiver_id", filter=Q(status=AssignmentStatus.PAUSED)),
            owed=Count("receiver_id", filter=waiting),
            late=Count("receiver_id", filter=waiting & Q(due_date__lt=actor.on)),
            near=Count(
                "id",
                filter=waiting
                & Q(due_date__range=(actor.on, near), progress__lt=tenant.warn_progress),
            ),
        )
        .order_by()
    )


def _light(row: dict[str, Any]) -> str:
    """The worst light of an item's assignments; see ``rules.light_of`` for one of them."""
    if row["late"]:
        return Light.RED
    if row["near"]:
        return Light.YELLOW
    if row["open"] > row["paused"]:
        return Light.GREEN
    if row["paused"] or not row["due"]:
        return Light.GREY
    return Light.BLUE
