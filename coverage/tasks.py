"""What the clock does for coverage: keep the ledger as it was at the end of each month."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from coverage.actions.snapshots import take_snapshot
from coverage.models import CoverageSnapshot, UnitState
from hierarchy.actors import system_actor
from hierarchy.models import Tenant


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
