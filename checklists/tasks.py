"""What the clock does for the lists: tell people what is due soon and what is late.

PostgreSQL is the record: a notice's key names the occasion, so that a second run, a
second worker or a run hours late sends each notice once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from celery import shared_task
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from checklists.models import Assignment
from checklists.terms import RECEIVER_STATUSES, AssignmentStatus
from hierarchy.actors import Actor, system_actor
from hierarchy.models import Tenant
from workflow.actions import send_notices
from workflow.models import Notice

# Days before the due day on which a body is told (丁; the plan per rule comes with routines).
SOON_DAYS = 3
# Days after it on which a body is still told, in case the clock stood still meanwhile.
LATE_DAYS = 7


@shared_task
def remind_due(today: str | None = None) -> int:
    """Tell every body what is due soon, what became overdue this week, what it hasn't signed for.

    ``today`` is an ISO date, the current day otherwise. Returns how many were offered.
    One notice a body and due day, however many assignments fall on it.
    """
    actor = system_actor(at=timezone.now())
    day = dt.date.fromisoformat(today) if today else actor.on
    return sum(
        _remind(tenant, day=day, actor=actor)
        for tenant in Tenant.objects.filter(tree_is_sound=True).order_by("pk")
    )


@transaction.atomic
def _remind(tenant: Tenant, *, day: dt.date, actor: Actor) -> int:
    soon = day + dt.timedelta(days=SOON_DAYS)
    rows = (
        Assignment.objects.filter(
            tenant=tenant,
            status__in=RECEIVER_STATUSES,
            due_date__range=(day - dt.timedelta(days=LATE_DAYS), soon),
        )
        .values_list("receiver_id", "due_date")
        .annotate(count=Count("id"))
        .order_by()
    )
    by_day: dict[tuple[str, dt.date, int], list[int]] = defaultdict(list)
    for receiver_id, due, count in rows:
        kind = Notice.Kind.OVERDUE if due < day else Notice.Kind.DUE_SOON
        by_day[kind, due, count].append(receiver_id)
    return _urge_to_sign(tenant, day=day, actor=actor) + sum(
        _tell(tenant, kind=kind, due=due, count=count, receivers=receivers, actor=actor)
        for (kind, due, count), receivers in sorted(by_day.items())
    )


def _urge_to_sign(tenant: Tenant, *, day: dt.date, actor: Actor) -> int:
    """Urge whoever let the days for signing pass (domain.md §4.2: 超时自动催办)."""
    week = (day - dt.timedelta(days=LATE_DAYS), day - dt.timedelta(days=1))
    rows = (
        Assignment.objects.filter(
            tenant=tenant, status=AssignmentStatus.TO_SIGN, sign_due_date__range=week
        )
        .values_list("receiver_id", "sign_due_date")
        .annotate(count=Count("id"))
        .order_by()
    )
    by_day: dict[tuple[dt.date, int], list[int]] = defaultdict(list)
    for receiver_id, due, count in rows:
        by_day[due, count].append(receiver_id)
    return sum(
        send_notices(
            tenant=tenant,
            kind=Notice.Kind.REMINDED,
            title=f"有 {count} 项任务超过签收期限（{due.month}月{due.day}日）",
            body="请尽快签收；有异议的，请在签收前提出并说明理由。",
            key=_once_unsigned(due),
            path=reverse("workbench:todo"),
            organizations=receivers,
            actor=actor,
        )
        for (due, count), receivers in sorted(by_day.items())
    )


def _once_unsigned(due: dt.date) -> Callable[[int], str]:
    return lambda receiver: f"unsigned:{receiver}:{due.isoformat()}"


def _tell(
    tenant: Tenant,
    *,
    kind: str,
    due: dt.date,
    count: int,
    receivers: list[int],
    actor: Actor,
) -> int:
    late = kind == Notice.Kind.OVERDUE
    when = f"{due.month}月{due.day}日"
    title = (
        f"有 {count} 项任务已于 {when} 到期，尚未办结"
        if late
        else f"有 {count} 项任务将于 {when} 到期"
    )
    body = "请尽快上报，或说明原因。" if late else "请按时上报；确有困难的，可在到期前申请延期。"
    return send_notices(
        tenant=tenant,
        kind=kind,
        title=title,
        body=body,
        key=lambda receiver: f"{kind}:{receiver}:{due.isoformat()}",
        path=reverse("workbench:todo"),
        organizations=receivers,
        actor=actor,
    )
