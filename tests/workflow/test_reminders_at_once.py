"""Two clocks, two workers, and workers that die: nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from hierarchy.actors import system_actor
from hierarchy.models import Tenant
from tests.live import at_once
from tests.workflow.due_days import at, run, tasks_due, told
from tests.workflow.mailbox import Mailbox
from tests.workflow.test_outbox import clock, news, reach, switch_on_mail
from tests.world import World
from workflow.actions.delivering import deliver_waiting
from workflow.actions.outbox import fill_outbox
from workflow.actions.reminder_sending import send_batch, send_reminders
from workflow.actions.reminding import plan_day, plan_reminders
from workflow.models import Delivery, Notice, Reminder
from workflow.reminders import due_sources

DUE = dt.date(2026, 10, 30)


class DiedError(Exception):
    """A process ended here."""


def dying(step: Callable[[], object]) -> None:
    """A process does one step and dies before it commits."""
    with transaction.atomic():
        step()
        raise DiedError


def everything_once() -> None:
    """Each reminder is in exactly one notice, each notice there for a reminder of its own."""
    rows = list(Reminder.objects.values_list("subject", "step", "recipient_id", "notice_id"))
    assert all(notice for *_, notice in rows)
    assert max(Counter(row[:3] for row in rows).values()) == 1
    assert Notice.objects.count() == len({notice for *_, notice in rows})


def test_six_workers_at_the_same_moment_tell_each_person_once(committed_world: World) -> None:
    tasks_due(committed_world, DUE, count=3)
    run(at(DUE, 0, 1) - dt.timedelta(days=30))
    actor = system_actor(at=at(DUE))

    def work() -> int:
        plan_reminders(actor=actor)
        return send_reminders(actor=actor)

    sent = sum(at_once(*[work] * 6))

    assert sent == Reminder.objects.count() > 0
    everything_once()


def test_two_senders_share_the_work(committed_world: World) -> None:
    tasks_due(committed_world, DUE, count=3)
    actor = system_actor(at=at(DUE))
    plan_reminders(actor=actor)
    cities = list(Tenant.objects.values_list("pk", flat=True))

    at_once(*[lambda: send_batch(tenants=cities, actor=actor)] * 4)
    send_reminders(actor=actor)

    everything_once()


def test_who_dies_between_claim_and_sending_leaves_it_to_the_next(committed_world: World) -> None:
    tasks_due(committed_world, DUE)
    actor = system_actor(at=at(DUE))
    plan_reminders(actor=actor)
    cities = list(Tenant.objects.values_list("pk", flat=True))

    with pytest.raises(DiedError):
        dying(lambda: send_batch(tenants=cities, actor=actor))
    assert not Notice.objects.exists()

    assert send_reminders(actor=actor) == 2
    everything_once()


def test_who_dies_while_planning_leaves_the_day_to_the_next(committed_world: World) -> None:
    tasks_due(committed_world, DUE)
    actor = system_actor(at=at(DUE))
    source = due_sources()["checklists.task"]
    run(DUE - dt.timedelta(days=1))
    with pytest.raises(DiedError):
        dying(lambda: plan_day(tenant=committed_world.tenant, source=source, actor=actor))

    run(DUE + dt.timedelta(days=1))

    assert len(told(world=committed_world)) == 1
    everything_once()


def test_a_connection_cut_off_by_the_server_loses_nothing(committed_world: World) -> None:
    tasks_due(committed_world, DUE)
    actor = system_actor(at=at(DUE))
    plan_reminders(actor=actor)
    connection.close()

    assert send_reminders(actor=actor) == 2
    everything_once()


def test_two_workers_on_one_channel_send_each_message_once(
    committed_world: World, settings: object
) -> None:
    with Mailbox() as box:
        settings.MAIL_HOSTS = [f"127.0.0.1:{box.port}"]  # type: ignore[attr-defined]
        switch_on_mail(committed_world, box)
        reach(committed_world, "email", "yun@example.com")
        news(committed_world, 6, is_urgent=True)

        at_once(*[lambda: fill_outbox(actor=clock(10))] * 3)
        at_once(*[lambda: deliver_waiting(kind="email", actor=clock(10))] * 3)

        assert Counter(mail.subject for mail in box.mails) == Counter(
            {f"消息 {number}": 1 for number in range(1, 7)}
        )
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
