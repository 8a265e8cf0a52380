"""What the clock does for people: what is kept no longer, the month's dues, private warnings."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from hierarchy.actors import system_actor
from hierarchy.models import Tenant
from people.actions.care_erasing import erase_care
from people.actions.dues import make_dues
from people.actions.retention import keep_city
from people.actions.warnings import refresh_warnings


@shared_task
def keep_register() -> int:
    """Wake what each city clears; how many cities. One city's fault stops no other."""
    cities = list(Tenant.objects.order_by("pk").values_list("pk", flat=True))
    for tenant_id in cities:
        keep_city_register.delay(tenant_id)
    return len(cities)


@shared_task
def keep_city_register(tenant_id: int) -> dict[str, int]:
    """Clear what one city keeps no longer; how many of each. Twice does no harm."""
    tenant = Tenant.objects.get(pk=tenant_id)
    return keep_city(tenant=tenant, actor=system_actor(at=timezone.now()))


@shared_task
def make_all_dues() -> int:
    """Wake each city's dues of the month; how many cities. One city's fault stops no other."""
    cities = list(Tenant.objects.order_by("pk").values_list("pk", flat=True))
    for tenant_id in cities:
        make_city_dues.delay(tenant_id)
    return len(cities)


@shared_task
def make_city_dues(tenant_id: int) -> int:
    """Set down what one city's members owe this month; how many rows. Twice does no harm."""
    tenant = Tenant.objects.get(pk=tenant_id)
    return make_dues(tenant=tenant, actor=system_actor(at=timezone.now()))


@shared_task
def warn_of_members() -> int:
    """Wake each city's private warnings; how many cities. One city's fault stops no other."""
    cities = list(Tenant.objects.order_by("pk").values_list("pk", flat=True))
    for tenant_id in cities:
        warn_city_of_members.delay(tenant_id)
    return len(cities)


@shared_task
def warn_city_of_members(tenant_id: int) -> dict[str, int]:
    """Bring one city's private warnings in step with today; what changed. Twice does no harm.

    What was written of members whose data are erased goes first.
    """
    tenant, actor = Tenant.objects.get(pk=tenant_id), system_actor(at=timezone.now())
    erase_care(tenant=tenant, actor=actor)
    return refresh_warnings(tenant=tenant, actor=actor)._asdict()
