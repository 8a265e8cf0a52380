"""What runs at night for people: what the register keeps no longer."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from hierarchy.actors import system_actor
from hierarchy.models import Tenant
from people.actions.retention import keep_city


@shared_task
def keep_register() -> int:
    """Clear what every city keeps no longer; how many rows. Twice does no harm."""
    actor = system_actor(at=timezone.now())
    cities = Tenant.objects.order_by("pk")
    return sum(sum(keep_city(tenant=city, actor=actor).values()) for city in cities)
