"""Planning reminders: whatever falls on a step today, and on days nobody was there to look at.

A reminder is a row whose key says what, due when, which step, to whom; a second run, another
worker or a clock moved about adds nothing. Days are gone through one by one, each in a
transaction of its own that also says how far one has come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from hierarchy.actors import Actor
from hierarchy.calendar import exceptions_between
from hierarchy.holders import holders_of
from hierarchy.models import Organization, Tenant
from workflow.models import Reminder, ReminderPlan, ReminderScan
from workflow.reminder_days import HORIZON, Window, windows
from workflow.reminders import DueSource, Plan, due_sources

CATCH_UP: Final = dt.timedelta(days=31)
"""How far back one looks after standing still."""
_CHUNK: Final = 5000

_INSERT = """
    INSERT INTO workflow_reminder
        (tenant_id, source, step, planned_on, state, is_late, created_at,
         subject, due_on, organization_id, addressee_id, recipient_id)
    SELECT %s, %s, %s, %s, 'waiting', false, %s, rows.*
    FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint[]) AS rows
    ON CONFLICT DO NOTHING
"""


def plan_reminders(*, actor: Actor) -> int:
    """Plan what falls due in every city whose tree is sound; how many rows were added."""
    tenants = Tenant.objects.filter(tree_is_sound=True).order_by("pk")
    return sum(
        plan_source(tenant=tenant, source=source, actor=actor)
        for tenant in tenants
        for source in due_sources().values()
    )


def plan_source(*, tenant: Tenant, source: DueSource, actor: Actor) -> int:
    """Plan one source of one city: today, and what was missed; how many rows were added."""
    _begin(tenant, source, actor)
    total, day = 0, None
    while day != actor.on:
        day, added = plan_day(tenant=tenant, source=source, actor=actor)
        if day is None:
            break
        total += added
    return total


def _begin(tenant: Tenant, source: DueSource, actor: Actor) -> None:
    """Whoever looks for the first time looks at today: nobody is flooded with the past."""
    yesterday = actor.on - dt.timedelta(days=1)
    scan = ReminderScan(
        tenant=tenant, source=source.key, done_through=yesterday, scanned_at=actor.at
    )
    ReminderScan.objects.bulk_create([scan], ignore_conflicts=True)


@transaction.atomic
def plan_day(*, tenant: Tenant, source: DueSource, actor: Actor) -> tuple[dt.date | None, int]:
    """Plan the next day not gone through yet, at the latest today.

    Returns the day and how many rows were added; no day while another worker is at it.
    """
    today = actor.on
    scans = ReminderScan.objects.select_for_update(skip_locked=True, no_key=True)
    scan = scans.filter(tenant=tenant, source=source.key).first()
    if scan is None:
        return None, 0
    # A clock moved back leaves a day in the future behind: today is looked at all the same.
    day = min(max(scan.done_through + dt.timedelta(days=1), today - CATCH_UP), today)
    added = sum(
        _plan_window(rows, window, tenant=tenant, source=source, planned_on=day, actor=actor)
        for plan, rows in _plans(tenant, source, on=day)
        for window in windows(plan, day=day, exceptions=_exceptions(tenant, day))
    )
    # Today isn't over: what comes up later today is planned by a later run.
    scan.done_through = min(day, today - dt.timedelta(days=1))
    scan.scanned_at = actor.at
    scan.save(update_fields=["done_through", "scanned_at"])
    return day, added


def _exceptions(tenant: Tenant, day: dt.date) -> dict[dt.date, bool]:
    return exceptions_between(tenant=tenant, start=day - HORIZON, end=day + HORIZON)


def _plans(
    tenant: Tenant, source: DueSource, *, on: dt.date
) -> Iterator[tuple[Plan, QuerySet[Any, Any]]]:
    """Each plan in force that day, with what is owed under it."""
    rows = ReminderPlan.objects.filter(tenant=tenant, source=source.key).effective(on)
    own = {row.code: row.plan for row in rows.order_by("effective_from")}
    usual = own.pop("", source.usual)
    yield usual, source.owed(tenant=tenant, only=(), but=tuple(sorted(own)))
    for code, plan in sorted(own.items()):
        yield plan, source.owed(tenant=tenant, only=(code,), but=())


def not_yet_planned(
    owed: QuerySet[Any, Any], window: Window, *, source: DueSource
) -> QuerySet[Any, Any]:
    """What is due in the window and has no row for its step: the scan that runs every minute."""
    column = source.due_column
    planned = Reminder.objects.filter(
        source=source.key, subject=OuterRef("pk"), due_on=OuterRef(column), step=window.step
    )
    return (
        owed.filter(~Exists(planned), **{f"{column}__range": (window.first, window.last)})
        .order_by()
        .values_list("pk", column, source.body_column)
    )


def _plan_window(
    owed: QuerySet[Any, Any],
    window: Window,
    *,
    tenant: Tenant,
    source: DueSource,
    planned_on: dt.date,
    actor: Actor,
) -> int:
    found = iter(list(not_yet_planned(owed, window, source=source)))
    head = (tenant.pk, source.key, window.step, planned_on, actor.at)
    holders: dict[int, list[int]] = {}
    parents: dict[int, int | None] = {}
    added = 0
    while chunk := list(islice(found, _CHUNK)):
        bodies = {body for _, _, body in chunk}
        if window.goes_up:
            parents |= _parents(bodies - parents.keys())
            addressees = {above for body in bodies if (above := parents.get(body))}
        else:
            parents |= {body: body for body in bodies}
            addressees = bodies
        missing = addressees - holders.keys()
        told = holders_of(missing, on=actor.on)
        holders |= {body: sorted(told.get(body, ())) for body in missing}
        added += insert_reminders(
            head,
            [
                (subject, due_on, body, above, user)
                for subject, due_on, body in chunk
                if (above := parents.get(body))
                for user in holders[above]
            ],
        )
    return added


def _parents(bodies: Iterable[int]) -> dict[int, int | None]:
    rows = Organization.objects.filter(pk__in=list(bodies)).annotate(above=F("parent_id"))
    return dict(rows.order_by().values_list("pk", "above"))


def insert_reminders(head: tuple[Any, ...], rows: list[tuple[int, dt.date, int, int, int]]) -> int:
    """Add rows of one city, source, step and day; those that are there already stay as they are."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*head, *(list(column) for column in zip(*rows, strict=True))])
        return int(cursor.rowcount)
