"""What the clock does for routines: keep the expected rows in step with rules and facts."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hierarchy.actors import system_actor
from hierarchy.models import Tenant
from routines.actions.generating import refresh_obligations
from routines.models import ObligationRule


@shared_task
def refresh_all() -> int:
    """Wake a refresh for every city that has rules; how many. One city's fault stops no other."""
    rules = ObligationRule.objects.filter(tenant=OuterRef("pk"))
    cities = Tenant.objects.filter(Exists(rules)).order_by("pk").values_list("pk", flat=True)
    for tenant_id in cities:
        refresh_city.delay(tenant_id)
    return len(cities)


@shared_task
def refresh_city(tenant_id: int) -> int:
    """Refresh the expected rows of one city; how many were written. Twice does no harm."""
    tenant = Tenant.objects.get(pk=tenant_id)
    return refresh_obligations(tenant=tenant, actor=system_actor(at=timezone.now())).written
