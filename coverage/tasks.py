"""What the clock does for coverage: month-ends kept, joint-group proposals made anew."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from coverage.actions.proposing import make_proposals
from coverage.actions.snapshots import take_snapshot
from coverage.models import CoverageSnapshot, Unit, UnitState
from hierarchy.actors import system_actor
from hierarchy.models import Organization, Tenant


@shared_task
def take_month_end(today: str | None = None) -> int:
    """Take the snapshot of the last month's end wherever it is missing; how many were taken.

    ``today`` is an ISO date, the current day otherwise. A city without any figures by that
    day is left out: nothing would ever fill its snapshot.
    """
    actor = system_actor(at=timezone.now())
    day = dt.date.fromisoformat(today) if today else actor.on
    month_end = day.replace(day=1) - dt.timedelta(days=1)
    known = UnitState.objects.filter(unit__tenant=OuterRef("pk"), effective_on__lte=month_end)
    taken = CoverageSnapshot.objects.filter(tenant=OuterRef("pk"), taken_for=month_end)
    cities = Tenant.objects.filter(Exists(known), ~Exists(taken)).order_by("pk")
    return len(
        [take_snapshot(tenant=tenant, taken_for=month_end, actor=actor) for tenant in cities]
    )


@shared_task
def refresh_proposals() -> int:
    """Have the proposals of every city with a ledger made anew; how many cities."""
    known = Unit.objects.filter(tenant=OuterRef("pk"))
    cities = Tenant.objects.filter(Exists(known)).order_by("pk").values_list("pk", flat=True)
    for tenant_id in cities:
        refresh_city_proposals.delay(tenant_id)
    return len(cities)


@shared_task
def refresh_city_proposals(tenant_id: int) -> dict[str, int]:
    """Plan one city's joint branches from the facts of today; what came of it."""
    root = Organization.objects.select_related("tenant").get(
        tenant_id=tenant_id, parent__isnull=True
    )
    return make_proposals(organization=root, actor=system_actor(at=timezone.now())).facts()
