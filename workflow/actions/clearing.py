"""Clearing away each night what was told long ago (清理): reminders, their notices, deliveries.

Only what is settled goes, and only when it is older than the city wants it kept. A reminder of a
thing that is still owed stays, for its row is what keeps the thing from being told again. What
people did is on the trail, which is never cleared.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hierarchy.actors import Actor
from hierarchy.calendar import start_of
from hierarchy.models import Tenant
from workflow import audit
from workflow.actions.urging import URGED, policy_of
from workflow.models import Delivery, MessagePolicy, Notice, Reminder
from workflow.reminder_words import REMINDED
from workflow.reminders import due_sources

BATCH: Final = 2000
MOST_BATCHES: Final = 100
"""A night's work for one table of one city; what is left waits for the next night."""

_Step = Callable[[Tenant, dt.date, int], tuple[int, int | None]]


def clear_city(*, tenant: Tenant, actor: Actor) -> dict[str, int]:
    """Clear what a city no longer keeps; how many rows of each kind. For the clock only."""
    if not actor.is_system:
        raise PermissionDenied("过期提醒由系统每日清理，页面上不能办理。")
    policy = policy_of(tenant)
    cut = actor.on - dt.timedelta(days=policy.keep_days)
    steps: dict[str, _Step] = {
        "reminders": _clear_reminders,
        "notices": _clear_notices,
        "deliveries": _clear_deliveries,
    }
    cleared = {name: _clear(step, tenant, cut) for name, step in steps.items()}
    if any(cleared.values()):
        _record(tenant, policy, cleared, actor)
    return cleared


@transaction.atomic
def _record(tenant: Tenant, policy: MessagePolicy, cleared: dict[str, int], actor: Actor) -> None:
    facts = {**cleared, "keep_days": policy.keep_days}
    audit.record(verb="message.clear", target=tenant, actor=actor, tenant=tenant, after=facts)


def _clear(step: _Step, tenant: Tenant, cut: dt.date) -> int:
    """Batch after batch, each a transaction of its own that begins after the last one's rows."""
    total, after = 0, 0
    for _ in range(MOST_BATCHES):
        cleared, last = step(tenant, cut, after)
        total += cleared
        if last is None:
            break
        after = last
    return total


@transaction.atomic
def _clear_reminders(tenant: Tenant, cut: dt.date, after: int) -> tuple[int, int | None]:
    """Settled ones of before the day, unless their thing is still owed."""
    settled = Reminder.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk__gt=after,
        tenant=tenant,
        state__in=(Reminder.State.SENT, Reminder.State.DROPPED),
        planned_on__lt=cut,
        due_on__lt=cut,
        settled_at__lt=start_of(cut),
    )
    rows = list(settled.order_by("pk").values_list("pk", "source", "subject")[:BATCH])
    owed = _still_owed(rows)
    gone = [pk for pk, source, subject in rows if (source, subject) not in owed]
    cleared, _ = Reminder.objects.filter(pk__in=gone).delete()
    return cleared, rows[-1][0] if rows else None


def _still_owed(rows: list[tuple[int, str, int]]) -> set[tuple[str, int]]:
    """Asked of the rooms, one query a source."""
    by_source: dict[str, set[int]] = defaultdict(set)
    for _, key, subject in rows:
        by_source[key].add(subject)
    return {
        (key, subject)
        for key, source in due_sources().items()
        if key in by_source
        for subject in source.subjects(by_source[key])
    }


@transaction.atomic
def _clear_notices(tenant: Tenant, cut: dt.date, after: int) -> tuple[int, int | None]:
    """Notices of reminding and urging that were read and that no reminder names any more."""
    named = Reminder.objects.filter(notice=OuterRef("pk"))
    read = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(key__startswith=REMINDED) | Q(key__startswith=URGED),
        ~Exists(named),
        pk__gt=after,
        tenant=tenant,
        created_at__lt=start_of(cut),
        read_at__isnull=False,
    )
    gone = list(read.order_by("pk").values_list("pk", flat=True)[:BATCH])
    Notice.objects.filter(pk__in=gone).delete()
    return len(gone), gone[-1] if gone else None


@transaction.atomic
def _clear_deliveries(tenant: Tenant, cut: dt.date, after: int) -> tuple[int, int | None]:
    """Messages sent or given up; one that waits or is in question (待确认) stays."""
    settled = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk__gt=after,
        tenant=tenant,
        state__in=(Delivery.State.SENT, Delivery.State.FAILED),
        settled_at__lt=start_of(cut),
    )
    gone = list(settled.order_by("pk").values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(pk__in=gone).delete()
    return len(gone), gone[-1] if gone else None
