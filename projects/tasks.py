"""What runs in the background: the year's demands, the proof of the ledger, volumes bound."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hierarchy.actors import load_actor, system_actor
from hierarchy.models import Tenant
from projects.actions.binding import bind_volume
from projects.actions.duties import refresh_duties
from projects.actions.proving import prove_ledger
from projects.models import BoundVolume, DutyRule


@shared_task
def refresh_all_duties() -> int:
    """Wake a refresh for every city that has demands; how many. One city's fault stops no other."""
    rules = DutyRule.objects.filter(tenant=OuterRef("pk"))
    cities = Tenant.objects.filter(Exists(rules)).order_by("pk").values_list("pk", flat=True)
    for tenant_id in cities:
        refresh_city_duties.delay(tenant_id)
    return len(cities)


@shared_task
def refresh_city_duties(tenant_id: int) -> int:
    """Refresh the yearly demands of one city; how many rows changed. Twice does no harm."""
    tenant = Tenant.objects.get(pk=tenant_id)
    return refresh_duties(tenant=tenant, actor=system_actor(at=timezone.now()))


class UnsoundLedgerError(Exception):
    """That the books of some city do not hold; the job is shown as failed with the numbers."""


@shared_task
def prove_ledgers() -> int:
    """Prove every city's ledger of funds; how many cities. Raises once all were looked at."""
    actor = system_actor(at=timezone.now())
    cities = list(Tenant.objects.order_by("pk"))
    counts = {city.code: len(prove_ledger(tenant=city, actor=actor)) for city in cities}
    wrong = "，".join(f"{code} {count} 处" for code, count in counts.items() if count)
    if wrong:
        raise UnsoundLedgerError(f"经费账校验发现不符：{wrong}")
    return len(cities)


@shared_task
def bind_ordered_volume(volume_id: int, ticket: str) -> bool:
    """Bind a project's volume, as the person who ordered it; late or twice it does nothing."""
    volume = BoundVolume.objects.select_related("project", "ordered_by").get(pk=volume_id)
    at = timezone.now()
    actor = (
        load_actor(volume.ordered_by, at=at, acting_id=volume.ordered_as)
        if volume.ordered_by
        else system_actor(at=at)
    )
    return bind_volume(volume=volume, ticket=ticket, actor=actor)
