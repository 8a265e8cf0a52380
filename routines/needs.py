"""Which branches need attention first: what is late and what is near, one line a body."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Q

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Kind, Tier
from routines.models import Obligation
from workflow.terms import Force

MOST = 60
NEAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Need:
    """What one body still owes: late by duty, late otherwise, due within days, in all."""

    pk: int
    name: str
    must_late: int = 0
    late: int = 0
    near: int = 0
    owed: int = 0
    first_due: dt.date | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether something binding is late."""
        return bool(self.must_late)


def bodies_in_need(actor: Actor, *, only: list[int] | None = None, text: str = "") -> list[Need]:
    """Branches in scope that owe something now, the most urgent first. One query.

    ``only`` narrows to the branches under some officers.
    """
    on = actor.on
    rows: Any = Obligation.objects.visible_to(actor).in_window(on)
    rows = rows.filter(freezes_on__gte=on, organization__tier=Tier.BRANCH)
    if only is not None:
        rows = rows.filter(organization__officer_id__in=only)
    if text:
        rows = rows.filter(
            Q(organization__name__contains=text) | Q(organization__name_key__contains=text.lower())
        )
    near = on + dt.timedelta(days=NEAR_DAYS)
    late = Q(due_on__lt=on)
    found = (
        rows.order_by()
        .values("organization_id", name=F("organization__name"))
        .annotate(
            must_late=Count("pk", filter=late & Q(rule__force=Force.MUST)),
            late=Count("pk", filter=late & ~Q(rule__force=Force.MUST)),
            near=Count("pk", filter=Q(due_on__range=(on, near))),
            owed=Count("pk"),
            first_due=Min("due_on"),
        )
        .order_by("-must_late", "-late", "-near", "first_due", "organization_id")
    )
    return [Need(pk=row.pop("organization_id"), **row) for row in found[:MOST]]


def calm_bodies(actor: Actor, *, officers: list[int], but: list[int], text: str = "") -> list[Need]:
    """Branches under some officers that owe nothing now. One query."""
    rows = (
        Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        .filter(officer_id__in=officers, tier=Tier.BRANCH)
        .exclude(kind=Kind.UNIT)
        .exclude(pk__in=but)
        .open(actor.on)
        .search(text)
        .by_name()
    )
    return [Need(pk=pk, name=name) for pk, name in rows.values_list("pk", "name")[:MOST]]
