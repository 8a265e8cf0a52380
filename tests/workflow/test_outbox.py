"""消息渠道: one digest a day at the hour one chose, urgent apart, quiet hours, and fates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.actors import Actor, system_actor
from tests.workflow.due_days import at
from tests.workflow.mailbox import Mailbox
from tests.world import World
from workflow.actions.contact_ways import confirm_code, send_code, set_hours, set_way, switch_way
from workflow.actions.delivering import (
    BACK_OFF,
    LEASE,
    claim_delivery,
    confirm_delivery,
    deliver_waiting,
    send_again,
    settle_delivery,
)
from workflow.actions.message_settings import set_channel
from workflow.actions.outbox import fill_outbox
from workflow.models import AuditEntry, Channel, ContactWay, Delivery, Notice
from workflow.outgoing import Outcome, Result
from workflow.sealing import unseal

ROBOT = "693a91f6-7aaa-4bc4-97a0-0ec2bbfa5aaa"
DAY = dt.date(2026, 3, 2)
State = Delivery.State


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with Mailbox() as box:
        settings.MAIL_HOSTS = [f"127.0.0.1:{box.port}"]
        yield box


@pytest.fixture
def mailed(world: World, mailbox: Mailbox) -> World:
    """A city with e-mail, and one secretary reached by it."""
    switch_on_mail(world, mailbox)
    reach(world, "email", "yun@example.com")
    return world


def switch_on_mail(world: World, mailbox: Mailbox) -> Channel:
    facts = {"is_on": True, "host": "127.0.0.1", "port": mailbox.port}
    return set_channel(
        tenant=world.tenant,
        kind="email",
        facts={**facts, "sender": "notice@example.com"},
        actor=world.actor("administrator"),
    )


def reach(world: World, kind: str, address: str, *, who: str = "secretary") -> ContactWay:
    """A way whose code has come back."""
    actor = world.actor(who)
    way = set_way(kind=kind, address=address, actor=actor)
    send_code(way=way, actor=actor)
    way.refresh_from_db()
    assert confirm_code(way=way, code=way.code, actor=actor)
    Delivery.objects.all().delete()
    return way


def news(world: World, count: int = 1, **facts: Any) -> list[Notice]:
    rows = [
        Notice(
            tenant=world.tenant,
            recipient=world.user("secretary"),
            kind=Notice.Kind.DUE_SOON,
            title=f"消息 {number}",
            key=f"news:{number}",
            **{"created_at": world.at, **facts},
        )
        for number in range(1, count + 1)
    ]
    return Notice.objects.bulk_create(rows)


def clock(hour: int, minute: int = 0, *, day: dt.date = DAY) -> Actor:
    """The actor of the clock at a moment."""
    return system_actor(at=at(day, hour, minute))


def work(actor: Actor, kind: str = "email") -> int:
    fill_outbox(actor=actor)
    return deliver_waiting(kind=kind, actor=actor)


def test_the_days_news_come_in_one_mail_at_the_hour_one_chose(
    mailed: World, mailbox: Mailbox
) -> None:
    hours = {"quiet_from": dt.time(21), "quiet_until": dt.time(7)}
    set_hours(digest_at=dt.time(9, 15), **hours, actor=mailed.actor("secretary"))
    news(mailed, 12, created_at=at(DAY, 8))

    assert work(clock(9, 14)) == 0
    assert work(clock(9, 15)) == 1
    assert work(clock(9, 16)) == 0

    (mail,) = mailbox.mails
    assert mail.subject == "五级协同：12 条新消息"
    assert "另有 2 条，见消息。" in mail.text
    assert mail.to == ["yun@example.com"]


def test_what_comes_after_the_digest_waits_for_tomorrows(mailed: World, mailbox: Mailbox) -> None:
    work(clock(8, 30))
    news(mailed, created_at=at(DAY, 10))

    assert work(clock(10, 1)) == 0
    assert work(clock(8, 30, day=DAY + dt.timedelta(days=1))) == 1
    assert work(clock(8, 30, day=DAY + dt.timedelta(days=2))) == 0
    assert len(mailbox.mails) == 1


def test_what_was_read_in_the_inbox_is_not_told_again(mailed: World) -> None:
    (notice,) = news(mailed)
    Notice.objects.filter(pk=notice.pk).update(read_at=mailed.at)

    assert work(clock(9)) == 0


def test_a_digest_missed_by_some_hours_comes_late_the_same_day_once(mailed: World) -> None:
    news(mailed)

    assert work(clock(14)) == 1
    assert work(clock(15)) == 0


def test_what_is_urgent_goes_apart_and_at_once(mailed: World, mailbox: Mailbox) -> None:
    work(clock(8, 30))
    news(mailed, 2, created_at=at(DAY, 15), is_urgent=True)

    assert work(clock(15, 1)) == 2
    assert work(clock(15, 2)) == 0
    assert sorted(mail.subject for mail in mailbox.mails) == ["消息 1", "消息 2"]


@pytest.mark.parametrize(("hour", "day"), [(22, 0), (23, 0), (0, 1), (7, 1)])
def test_in_quiet_hours_across_midnight_nothing_goes_out_till_they_end(
    mailed: World, hour: int, day: int
) -> None:
    tomorrow = DAY + dt.timedelta(days=1)
    night = clock(hour, day=DAY + dt.timedelta(days=day))
    news(mailed, created_at=night.at, is_urgent=True)

    assert work(night) == 0
    assert Delivery.objects.get().send_after == at(tomorrow, 7, 30)
    assert work(clock(7, 29, day=tomorrow)) == 0
    assert work(clock(7, 30, day=tomorrow)) == 1


def test_quiet_hours_chosen_later_hold_back_what_already_waits(mailed: World) -> None:
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(12))
    hours = {"quiet_from": dt.time(12), "quiet_until": dt.time(13)}
    set_hours(digest_at=dt.time(8), **hours, actor=mailed.actor("secretary"))

    assert deliver_waiting(kind="email", actor=clock(12, 30)) == 0
    assert deliver_waiting(kind="email", actor=clock(13)) == 1


def test_a_digest_hour_inside_quiet_hours_is_refused(mailed: World) -> None:
    with pytest.raises(ValidationError) as refused:
        set_hours(
            digest_at=dt.time(23),
            quiet_from=dt.time(21),
            quiet_until=dt.time(7),
            actor=mailed.actor("secretary"),
        )
    assert "免打扰时段" in refused.value.messages[0]


def test_a_way_is_used_only_after_its_code_came_back(world: World, mailbox: Mailbox) -> None:
    switch_on_mail(world, mailbox)
    actor = world.actor("secretary")
    way = set_way(kind="email", address="yun@example.com", actor=actor)
    news(world, is_urgent=True)
    assert work(clock(10)) == 0

    send_code(way=way, actor=actor)
    assert deliver_waiting(kind="email", actor=clock(10)) == 1
    assert not confirm_code(way=way, code="wrong", actor=actor)
    way.refresh_from_db()
    assert way.code in mailbox.mails[0].text
    assert confirm_code(way=way, code=way.code, actor=actor)


def test_a_code_can_not_be_guessed_or_used_late(mailed: World) -> None:
    actor = mailed.actor("secretary", at=mailed.at + dt.timedelta(minutes=5))
    way = set_way(kind="email", address="other@example.com", actor=actor)
    send_code(way=way, actor=actor)
    way.refresh_from_db()
    for _ in range(5):
        assert not confirm_code(way=way, code="000000x", actor=actor)
    with pytest.raises(ValidationError) as refused:
        confirm_code(way=way, code=way.code, actor=actor)
    assert refused.value.code == "no_code"
    with pytest.raises(ValidationError) as refused:
        send_code(way=way, actor=actor)
    assert refused.value.code == "too_soon"


def test_addresses_and_passwords_are_sealed_and_never_on_the_trail(world: World) -> None:
    set_channel(
        tenant=world.tenant, kind="wecom", facts={"is_on": True}, actor=world.actor("city_leader")
    )
    way = set_way(kind="wecom", address=ROBOT, actor=world.actor("secretary"))

    assert ROBOT not in way.address
    assert unseal(way.address) == ROBOT
    assert ROBOT not in way.hint
    facts = [str(entry.after) + entry.target_label for entry in AuditEntry.objects.all()]
    assert not any(ROBOT in one for one in facts)


def test_a_channel_that_fails_holds_up_no_other(
    mailed: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_channel(
        tenant=mailed.tenant, kind="wecom", facts={"is_on": True}, actor=mailed.actor("city_leader")
    )
    reach(mailed, "wecom", ROBOT)

    def refuse(*args: object, **kwargs: object) -> None:
        raise requests.ConnectionError("Connection refused")

    monkeypatch.setattr(requests, "post", refuse)
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))

    assert deliver_waiting(kind="wecom", actor=clock(10)) == 0
    assert deliver_waiting(kind="email", actor=clock(10)) == 1
    wecom = Delivery.objects.get(kind="wecom")
    assert (wecom.state, wecom.attempts) == (State.PENDING, 1)
    assert wecom.send_after == at(DAY, 10) + BACK_OFF[0]


def test_it_is_tried_again_further_and_further_apart_and_then_given_up(
    mailed: World, mailbox: Mailbox
) -> None:
    mailbox.refuse()
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))
    row = Delivery.objects.get()
    waits = []
    while row.state == State.PENDING and len(waits) < 20:
        tried, actor = row.send_after, system_actor(at=row.send_after)
        assert deliver_waiting(kind="email", actor=actor) == 0
        row.refresh_from_db()
        waits.append(row.send_after - tried)

    assert (row.state, row.attempts) == (State.FAILED, len(BACK_OFF) + 1)
    assert set(BACK_OFF) <= set(waits)
    assert row.reason


def test_after_five_failures_in_a_row_a_channel_rests_until_the_next_run(
    mailed: World, mailbox: Mailbox
) -> None:
    mailbox.refuse()
    news(mailed, 8, is_urgent=True)
    fill_outbox(actor=clock(10))

    deliver_waiting(kind="email", actor=clock(10))

    assert Delivery.objects.filter(attempts=1).count() == 5
    assert not Delivery.objects.filter(state=State.SENDING).exists()


def test_who_dies_after_the_call_began_leaves_a_question_and_never_a_second_message(
    mailed: World, mailbox: Mailbox
) -> None:
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))
    assert claim_delivery(kind="email", actor=clock(10)) is not None
    assert deliver_waiting(kind="email", actor=clock(10)) == 0, "somebody else is at it"
    Delivery.objects.update(leased_until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    for hour in (11, 12, 18):
        assert work(clock(hour)) == 0

    row = Delivery.objects.get()
    assert row.state == State.UNKNOWN
    assert not mailbox.mails

    send_again(delivery=row, actor=mailed.actor("secretary"))
    assert deliver_waiting(kind="email", actor=clock(18, 1)) == 1


def test_a_message_that_broke_off_halfway_is_a_question_too(
    mailed: World, mailbox: Mailbox
) -> None:
    mailbox.break_off()
    news(mailed, is_urgent=True)

    assert work(clock(10)) == 0
    row = Delivery.objects.get()
    assert row.state == State.UNKNOWN
    confirm_delivery(delivery=row, actor=mailed.actor("administrator"))
    row.refresh_from_db()
    assert row.state == State.SENT
    with pytest.raises(ValidationError) as refused:
        send_again(delivery=row, actor=mailed.actor("secretary"))
    assert refused.value.code == "not_unknown"


def test_nobody_else_answers_the_question(mailed: World) -> None:
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))
    row = Delivery.objects.get()
    for name in ("officer", "mall_leader", "twin.administrator"):
        with pytest.raises(PermissionDenied):
            send_again(delivery=row, actor=mailed.actor(name))


def test_a_worker_thought_dead_that_comes_back_tells_the_truth(mailed: World) -> None:
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))
    claim = claim_delivery(kind="email", actor=clock(10))
    assert claim is not None
    Delivery.objects.update(leased_until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    work(clock(11))

    settle_delivery(claim=claim, outcome=Outcome(Result.SENT), actor=clock(11))

    assert Delivery.objects.get().state == State.SENT
    assert dt.timedelta() < LEASE


def test_a_paused_way_and_a_closed_account_are_sent_nothing(mailed: World) -> None:
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))
    way = ContactWay.objects.get()
    switch_way(way=way, is_on=False, actor=mailed.actor("secretary"))

    assert work(clock(10, 1)) == 0
    row = Delivery.objects.get()
    assert (row.state, row.reason) == (State.FAILED, "本人已停用这种接收方式。")


@pytest.mark.parametrize("ended", [Result.FAILED, Result.SENT])
@pytest.mark.parametrize("act", [confirm_delivery, send_again])
def test_a_call_that_ends_late_overrules_nobody_who_decided_meanwhile(
    mailed: World, act: Any, ended: Result
) -> None:
    """A person said that it arrived, or to send it again: the call taken for dead is too late."""
    news(mailed, is_urgent=True)
    fill_outbox(actor=clock(10))
    claim = claim_delivery(kind="email", actor=clock(10))
    assert claim is not None
    Delivery.objects.update(state=State.UNKNOWN)
    decided = act(delivery=claim.delivery, actor=mailed.actor("secretary"))

    settle_delivery(claim=claim, outcome=Outcome(ended, "连接不上"), actor=clock(10, 5))

    decided.refresh_from_db()
    assert decided.state == (State.SENT if act is confirm_delivery else State.PENDING)
