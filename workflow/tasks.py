"""What runs in the background: imports, reminders, messages by channels, and clearing away.

Messages of the broker only wake; rows say what is to be done and whether somebody does it.
"""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from hierarchy.actors import load_actor, system_actor
from hierarchy.models import Tenant
from workflow.actions.clearing import clear_city
from workflow.actions.delivering import deliver_waiting
from workflow.actions.import_leases import waiting_runs
from workflow.actions.import_marking import build_marked
from workflow.actions.imports import work_on
from workflow.actions.outbox import fill_outbox
from workflow.actions.reminder_sending import send_reminders
from workflow.actions.reminding import plan_reminders
from workflow.models import ChannelKind, ImportRun


@shared_task
def work_on_import(run_id: int) -> str:
    """Do what a run waits for, as the person who ordered it; its state afterwards.

    May be delivered twice or late: the row says what is to be done and whether somebody does it.
    """
    run = ImportRun.objects.select_related("tenant", "ordered_by").get(pk=run_id)
    at = timezone.now()
    actor = (
        load_actor(run.ordered_by, at=at, acting_id=run.ordered_as)
        if run.ordered_by
        else system_actor(at=at)
    )
    return work_on(run=run, actor=actor).status


@shared_task
def mark_import(run_id: int, digest: str) -> bool:
    """Build the workbook marked in colour that was ordered for one plan of a run."""
    run = ImportRun.objects.select_related("tenant").get(pk=run_id)
    return build_marked(run=run, digest=digest)


@shared_task
def resume_imports() -> int:
    """Wake a worker for every import that waits although nobody alive works on it."""
    waiting = waiting_runs(at=timezone.now())
    for run_id in waiting:
        work_on_import.delay(run_id)
    return len(waiting)


@shared_task
def remind_due() -> int:
    """Plan what falls due and put it into the inbox; how many reminders were told."""
    actor = system_actor(at=timezone.now())
    plan_reminders(actor=actor)
    return send_reminders(actor=actor)


@shared_task
def tell_channels() -> int:
    """Make the messages that are due and wake a worker for each channel; how many were made.

    One task a channel: a slow one holds up no other.
    """
    made = fill_outbox(actor=system_actor(at=timezone.now()))
    for kind in ChannelKind.values:
        deliver_channel.delay(kind)
    return made


@shared_task
def deliver_channel(kind: str) -> int:
    """Send what waits for one channel; how many were sent."""
    return deliver_waiting(kind=kind, actor=system_actor(at=timezone.now()))


@shared_task
def clear_messages() -> int:
    """Clear what every city keeps no longer; how many rows went. Twice does no harm."""
    actor = system_actor(at=timezone.now())
    cities = Tenant.objects.order_by("pk")
    return sum(sum(clear_city(tenant=city, actor=actor).values()) for city in cities)
