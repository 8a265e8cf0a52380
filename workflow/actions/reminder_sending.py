"""Sending what was planned: into the inbox, in the transaction that marks it sent.

Rows are claimed with ``FOR UPDATE SKIP LOCKED``; the lock is the lease, and PostgreSQL itself
takes it back when whoever holds it dies. So a notice stands in the inbox exactly when its
reminders are marked sent.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction

from hierarchy.actors import Actor
from hierarchy.holders import holders_of
from hierarchy.models import Organization, Tenant
from workflow.actions.reminding import insert_reminders
from workflow.models import Notice, Reminder
from workflow.reminder_days import UP
from workflow.reminder_words import REMINDED, Told, put
from workflow.reminders import Subject, due_sources

BATCH: Final = 2000

_SETTLE = """
    UPDATE workflow_reminder AS reminder
    SET state = told.state, is_late = told.is_late, notice_id = told.notice, settled_at = %s
    FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::bigint[])
        AS told(id, state, is_late, notice)
    WHERE reminder.id = told.id
"""


@dataclass(slots=True)
class _Batch:
    """What one transaction works on."""

    actor: Actor
    rows: list[Reminder]
    subjects: dict[tuple[str, int], Subject] = field(default_factory=dict)
    holders: dict[int, set[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    settled: list[tuple[int, str, bool, int | None]] = field(default_factory=list)


def send_reminders(*, actor: Actor) -> int:
    """Send everything that waits, batch by batch; how many reminders were told."""
    sound = list(Tenant.objects.filter(tree_is_sound=True).values_list("pk", flat=True))
    sent = 0
    while True:
        told, taken = send_batch(tenants=sound, actor=actor)
        sent += told
        if not taken:
            return sent


@transaction.atomic
def send_batch(*, tenants: list[int], actor: Actor) -> tuple[int, int]:
    """Send what nobody else is sending, a bounded number; how many were told and how many taken."""
    waiting = Reminder.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    rows = list(
        waiting.filter(state=Reminder.State.WAITING, tenant_id__in=tenants).order_by(
            "recipient_id", "id"
        )[:BATCH]
    )
    if not rows:
        return 0, 0
    if len(rows) == BATCH and rows[0].recipient_id != rows[-1].recipient_id:
        # The last person's may go on in the next batch: they are left together.
        rows = [row for row in rows if row.recipient_id != rows[-1].recipient_id]
    batch = _Batch(actor, rows)
    _look_again(batch)
    _tell(batch, _groups(batch))
    _settle(batch)
    return sum(state == Reminder.State.SENT for _, state, _, _ in batch.settled), len(rows)


def _look_again(batch: _Batch) -> None:
    """Read what is still owed and who is to be told, as it is now."""
    by_source: dict[str, set[int]] = defaultdict(set)
    for row in batch.rows:
        by_source[row.source].add(row.subject)
    for key, ids in by_source.items():
        source = due_sources().get(key)
        if source is not None:
            found = source.subjects(ids)
            batch.subjects |= {(key, pk): subject for pk, subject in found.items()}
    batch.holders = holders_of({row.addressee_id for row in batch.rows}, on=batch.actor.on)
    bodies = {row.organization_id for row in batch.rows}
    batch.names = dict(Organization.objects.filter(pk__in=bodies).values_list("pk", "name"))


def _groups(batch: _Batch) -> list[list[Reminder]]:
    """What is put into one notice: one person, one body, one kind of thing, one due day."""
    groups: dict[tuple[Any, ...], list[Reminder]] = defaultdict(list)
    passed_on: list[Reminder] = []
    for row in batch.rows:
        subject = batch.subjects.get((row.source, row.subject))
        if subject is None or subject.due_on != row.due_on:
            batch.settled.append((row.pk, Reminder.State.DROPPED, False, None))
        elif row.recipient_id not in batch.holders.get(row.addressee_id, ()):
            batch.settled.append((row.pk, Reminder.State.DROPPED, False, None))
            passed_on.append(row)
        else:
            goes_up = row.step.startswith(UP)
            key = (row.recipient_id, row.tenant_id, row.source, row.addressee_id)
            groups[(*key, row.due_on, goes_up)].append(row)
    _pass_on(passed_on, batch)
    return list(groups.values())


def _pass_on(rows: list[Reminder], batch: _Batch) -> None:
    """Whoever left between planning and sending is followed by whoever holds the post now."""
    for row in rows:
        head = (row.tenant_id, row.source, row.step, row.planned_on, batch.actor.at)
        tail = (row.subject, row.due_on, row.organization_id, row.addressee_id)
        insert_reminders(
            head, [(*tail, user) for user in sorted(batch.holders.get(row.addressee_id, ()))]
        )


def _tell(batch: _Batch, groups: list[list[Reminder]]) -> None:
    notices = []
    for rows in groups:
        first = rows[0]
        subjects = {row.subject: batch.subjects[row.source, row.subject] for row in rows}
        told = put(
            subjects=list(subjects.values()),
            source=due_sources()[first.source],
            due_on=first.due_on,
            goes_up=first.step.startswith(UP),
            missed=_missed(rows, batch.actor.on),
            names=[batch.names[row.organization_id] for row in rows],
            on=batch.actor.on,
        )
        notices.append(_notice(first, told, min(row.pk for row in rows), batch.actor))
    made = Notice.objects.bulk_create(notices, batch_size=BATCH)
    for rows, notice in zip(groups, made, strict=True):
        for row in rows:
            is_late = row.planned_on < batch.actor.on
            batch.settled.append((row.pk, Reminder.State.SENT, is_late, notice.pk))


def _missed(rows: list[Reminder], today: dt.date) -> dt.date | None:
    """The latest day on which this should have been told, when that day is over."""
    planned = max(row.planned_on for row in rows)
    return planned if planned < today else None


def _notice(row: Reminder, told: Told, number: int, actor: Actor) -> Notice:
    return Notice(
        tenant_id=row.tenant_id,
        recipient_id=row.recipient_id,
        organization_id=row.addressee_id,
        kind=told.kind,
        title=told.title[:200],
        body=told.body[:1000],
        path=told.path,
        key=f"{REMINDED}{number}",
        created_at=actor.at,
        is_urgent=told.is_urgent,
    )


def _settle(batch: _Batch) -> None:
    ids, states, late, notices = zip(*batch.settled, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE, [batch.actor.at, list(ids), list(map(str, states)), list(late), list(notices)]
        )
