"""清理: what was told long ago goes each night; what is open, waiting or in question stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checklists.models import Assignment
from hierarchy.actors import system_actor
from tests.workflow.due_days import at, run, tasks_due
from tests.world import World
from workflow.actions import clearing
from workflow.actions.clearing import clear_city
from workflow.actions.message_settings import set_policy
from workflow.actions.reminding import CATCH_UP
from workflow.models import AuditEntry, Delivery, Notice, Reminder
from workflow.models.channel import KEPT_AT_LEAST
from workflow.reminder_days import HORIZON
from workflow.tasks import clear_messages

DUE = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)
State = Delivery.State


def night(world: World, day: dt.date, *, count: int = 1) -> list[int]:
    """What the nightly job clears in the city, run after run."""
    actor = system_actor(at=at(day, 3))
    return [sum(clear_city(tenant=world.tenant, actor=actor).values()) for _ in range(count)]


def told_and_done(world: World, *, count: int = 1) -> None:
    """Reminders that were sent and read, of tasks that are done."""
    tasks_due(world, DUE, count=count)
    run(DUE)
    Notice.objects.update(read_at=at(DUE, 12))
    Assignment.objects.update(status="accepted")


def delivered(world: World, state: str, *, day: dt.date = DUE, key: str = "", **facts: Any) -> int:
    lease = {"leased_until": at(day)} if state == State.SENDING else {}
    settled = None if state in (State.PENDING, State.SENDING) else at(day)
    row = Delivery.objects.create(
        tenant=world.tenant,
        recipient=world.user("secretary"),
        kind="email",
        key=key or f"{state}:{day}",
        title="消息",
        state=state,
        created_at=at(day),
        send_after=at(day),
        settled_at=settled,
        **lease,
        **facts,
    )
    return row.pk


def test_what_was_told_goes_after_four_hundred_days_and_not_a_day_before(world: World) -> None:
    told_and_done(world)
    delivered(world, State.SENT)
    count = Reminder.objects.count()
    assert count > 0

    assert night(world, DUE + 400 * DAY) == [0]
    assert Reminder.objects.count() == count

    cleared = clear_city(tenant=world.tenant, actor=system_actor(at=at(DUE + 401 * DAY, 3)))

    assert cleared == {"reminders": count, "notices": count, "deliveries": 1}
    assert not Reminder.objects.exists()
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()


def test_a_second_night_clears_nothing_more_and_leaves_no_second_entry(world: World) -> None:
    told_and_done(world)

    first, second = night(world, DUE + 500 * DAY, count=2)

    assert first > 0
    assert second == 0
    (entry,) = AuditEntry.objects.filter(verb="message.clear")
    assert entry.tenant == world.tenant
    assert entry.after["reminders"] > 0


def test_the_city_chooses_how_long_they_are_kept(world: World) -> None:
    told_and_done(world)
    set_policy(tenant=world.tenant, facts={"keep_days": 240}, actor=world.actor("administrator"))

    assert night(world, DUE + 240 * DAY) == [0]
    assert night(world, DUE + 241 * DAY)[0] > 0


def test_what_is_still_owed_keeps_its_reminders_and_is_not_told_again(world: World) -> None:
    ids = tasks_due(world, DUE, count=2)
    run(DUE)
    Notice.objects.update(read_at=at(DUE, 12))
    Assignment.objects.filter(pk=ids[0]).update(status="accepted")

    night(world, DUE + 500 * DAY)

    assert set(Reminder.objects.values_list("subject", flat=True)) == {ids[1]}
    assert Notice.objects.exists(), "the notice that told of it stays with it"
    run(DUE)
    assert set(Reminder.objects.values_list("subject", flat=True)) == {ids[1]}


def test_a_reminder_that_waits_is_left_alone_however_old(world: World) -> None:
    told_and_done(world)
    waiting = Reminder.objects.order_by("pk").first()
    assert waiting is not None
    Reminder.objects.filter(pk=waiting.pk).update(
        state=Reminder.State.WAITING, settled_at=None, notice=None
    )

    night(world, DUE + 900 * DAY)

    assert list(Reminder.objects.all()) == [waiting]


@pytest.mark.parametrize("state", [State.PENDING, State.SENDING, State.UNKNOWN])
def test_a_message_that_waits_or_is_in_question_is_left_alone(world: World, state: str) -> None:
    kept = delivered(world, state)
    delivered(world, State.FAILED)

    assert night(world, DUE + 900 * DAY) == [1]
    assert Delivery.objects.get().pk == kept


def test_what_nobody_has_read_stays_in_the_inbox(world: World) -> None:
    told_and_done(world)
    Notice.objects.update(read_at=None)
    count = Notice.objects.count()

    night(world, DUE + 900 * DAY)

    assert not Reminder.objects.exists()
    assert Notice.objects.count() == count


def test_other_messages_of_the_inbox_are_nobodys_to_clear(world: World) -> None:
    facts = {"tenant": world.tenant, "recipient": world.user("secretary"), "created_at": at(DUE)}
    for key in ("urge:checklists.assignment:1:2026-03-10:1", "issued:7"):
        Notice.objects.create(
            kind=Notice.Kind.ISSUED, title=key, key=key, read_at=at(DUE, 12), **facts
        )

    night(world, DUE + 900 * DAY)

    assert [notice.key for notice in Notice.objects.all()] == ["issued:7"]


def test_one_city_never_clears_anothers(world: World) -> None:
    told_and_done(world)
    delivered(world, State.SENT)
    theirs = Delivery.objects.create(
        tenant=world.twin.tenant,
        recipient=world.twin.user("secretary"),
        kind="email",
        key="1",
        title="消息",
        state=State.SENT,
        created_at=at(DUE),
        send_after=at(DUE),
        settled_at=at(DUE),
    )

    night(world, DUE + 500 * DAY)

    assert list(Delivery.objects.all()) == [theirs]


def test_the_work_is_done_in_bounded_batches_that_pass_what_they_keep(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "BATCH", 2)
    ids = tasks_due(world, DUE, count=3)
    run(DUE)
    Assignment.objects.filter(pk__in=ids[1:]).update(status="accepted")
    for number in range(5):
        delivered(world, State.SENT, key=f"{number}")

    with CaptureQueriesContext(connection) as queries:
        night(world, DUE + 500 * DAY)

    assert not Delivery.objects.exists()
    assert set(Reminder.objects.values_list("subject", flat=True)) == {ids[0]}
    deletes = [one["sql"] for one in queries if one["sql"].startswith("DELETE")]
    assert len([sql for sql in deletes if "workflow_delivery" in sql]) == 3


def test_a_night_ends_and_leaves_the_rest_for_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "BATCH", 2)
    monkeypatch.setattr(clearing, "MOST_BATCHES", 1)
    for number in range(5):
        delivered(world, State.SENT, key=f"{number}")

    assert night(world, DUE + 500 * DAY, count=4) == [2, 2, 1, 0]


def test_nothing_is_cleared_that_the_clock_could_plan_again() -> None:
    assert (HORIZON + CATCH_UP).days < KEPT_AT_LEAST


def test_only_the_clock_clears(world: World) -> None:
    with pytest.raises(PermissionDenied):
        clear_city(tenant=world.tenant, actor=world.actor("administrator"))


def test_the_nightly_job_goes_through_every_city(world: World) -> None:
    delivered(world, State.SENT)

    with time_machine.travel(at(DUE + 500 * DAY, 3), tick=False):
        assert clear_messages() == 1
        assert clear_messages() == 0


def test_the_keeper_sets_the_days_on_the_page_of_reminders(world: World, client: Client) -> None:
    world.login(client, "administrator")
    page = reverse("workflow:reminder_plans")
    assert "满 400 天" in client.get(page).content.decode()
    hours = {"digest_at": "08:30", "quiet_from": "21:00", "quiet_until": "07:30"}
    edit = reverse("workflow:policy_edit")

    refused = client.post(edit, {**hours, "urges_per_day": 1, "keep_days": 30})
    assert refused.status_code == 422
    assert "240" in refused.content.decode()
    client.post(edit, {**hours, "urges_per_day": 1, "keep_days": 500})

    assert "满 500 天" in client.get(page).content.decode()
    assert "清理过期提醒和投递" in client.get(reverse("workflow:operations")).content.decode()
