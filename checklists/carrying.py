"""What was carried over (结转) from one year's lists and waits for the next year's: read-only.

Carrying over ends an assignment; the promise lives on as an item of the issuer's next
list, which ``carried_from`` ties to it, so that it is offered until it is taken up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from checklists.models import Allocation, Assignment, ChecklistItem
from checklists.terms import (
    DONE_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
    IndicatorKind,
    Reach,
)
from hierarchy.models import Organization


@dataclass(slots=True)
class CarriedItem:
    """One item with what is still owed on it: by receiver, the rest of its target."""

    item: ChecklistItem
    rests: dict[Organization, Decimal | None] = field(default_factory=dict)

    @property
    def target_value(self) -> Decimal | None:
        """What the next year's item asks for in all; a ratio is asked again in full."""
        if self.item.target_value is None or self.item.indicator_kind == IndicatorKind.RATIO:
            return self.item.target_value
        return sum((rest for rest in self.rests.values() if rest is not None), Decimal(0))


def carried_items(*, issuer: Organization, year: int) -> list[CarriedItem]:
    """What the issuer may take up in a list of ``year``: carried over the year before.

    Each item with its receivers and their rests, in the order of the old list; none that
    a list of ``year`` has taken up already. One query.
    """
    found: dict[int, CarriedItem] = {}
    for assignment in (
        _carried(issuer=issuer, year=year)
        .select_related("item__answers", "item__checklist", "receiver")
        .order_by("item__checklist_id", "item__serial", "receiver__name_key", "id")
    ):
        carried = found.setdefault(assignment.item_id, CarriedItem(assignment.item))
        carried.rests[assignment.receiver] = _rest(assignment)
    return list(found.values())


def count_carried(*, issuer: Organization, year: int) -> int:
    """How many items wait to be taken up. One query."""
    return _carried(issuer=issuer, year=year).values("item_id").distinct().count()


def _carried(*, issuer: Organization, year: int) -> Any:
    items = ChecklistItem.objects.filter(
        carried_from=OuterRef("item_id"), checklist__issuer=issuer, checklist__year=year
    )
    shares = Allocation.objects.filter(
        item__carried_from=OuterRef("item_id"),
        item__checklist__issuer=issuer,
        item__checklist__year=year,
        receiver=OuterRef("receiver_id"),
    )
    return (
        Assignment.objects.filter(
            issuer=issuer,
            item__checklist__year=year - 1,
            status=AssignmentStatus.CARRIED_OVER,
        )
        # What goes to everyone takes everyone's rest along; else each receiver by name.
        .exclude(Exists(items.filter(reach=Reach.ALL)))
        .exclude(Exists(shares))
        .annotate(accepted_below=_accepted_below())
    )


def _accepted_below() -> Subquery:
    """What the tier below had accepted in the item's own unit, where it counts at all."""
    below = Assignment.objects.filter(
        parent=OuterRef("pk"),
        item__indicator_unit=OuterRef("item__indicator_unit"),
        target_value__isnull=False,
    ).exclude(status__in=VOID_STATUSES)
    done = Sum("actual_value", filter=Q(status__in=DONE_STATUSES), default=Decimal(0))
    return Subquery(below.order_by().values("parent").annotate(done=done).values("done"))


def _rest(assignment: Any) -> Decimal | None:
    """What is still owed: the target less what was accepted below, or reported by itself."""
    asked = assignment.target_value
    if asked is None or assignment.item.indicator_kind == IndicatorKind.RATIO:
        return asked
    done = assignment.accepted_below
    if done is None:
        done = assignment.actual_value or Decimal(0)
    return max(asked - done, Decimal(0))
