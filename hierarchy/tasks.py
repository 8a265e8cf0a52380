"""Nightly work: proving the trees and clearing away grants and sessions that have ended."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts.actions import clear_sessions
from hierarchy.actions.appointments import purge_ended_grants
from hierarchy.actions.proofs import prove_tree
from hierarchy.actors import system_actor
from hierarchy.models import Tenant


@shared_task
def prove_trees() -> dict[str, int]:
    """Prove every city's tree; faults by city code. Rights fail closed where any is found."""
    actor = system_actor(at=timezone.now())
    return {
        tenant.code: len(prove_tree(tenant=tenant, actor=actor))
        for tenant in Tenant.objects.order_by("pk")
    }


@shared_task
def purge_grants(day: str = "") -> int:
    """Delete the grants of appointments that ended before ``day`` (ISO, today by default)."""
    at = timezone.now()
    on = dt.date.fromisoformat(day) if day else timezone.localdate(at)
    return purge_ended_grants(on=on, actor=system_actor(at=at))


@shared_task
def clear_ended_sessions() -> int:
    """Delete the sessions that have ended; how many."""
    return clear_sessions(actor=system_actor(at=timezone.now()))
