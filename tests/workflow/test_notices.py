"""消息: once an occasion, to whoever serves the body today; a vacant body's go one tier up."""

from __future__ import annotations

import datetime as dt

from hierarchy.actions.delegations import delegate
from hierarchy.models import Appointment
from tests.world import World
from workflow.actions import mark_read, send_notices
from workflow.models import Notice


def send(world: World, *bodies: str, key: str = "occasion") -> int:
    return send_notices(
        tenant=world.tenant,
        kind=Notice.Kind.REMINDED,
        title="催办",
        key=key,
        path="/",
        organizations=[getattr(world, body) for body in bodies],
        actor=world.home.system,
    )


def recipients() -> list[str]:
    return sorted(Notice.objects.values_list("recipient__name", flat=True))


def test_one_occasion_is_told_once(world: World) -> None:
    send(world, "branch")
    send(world, "branch")
    assert recipients() == ["云支一"]

    send(world, "branch", key="another")
    assert recipients() == ["云支一", "云支一"]


def test_someone_who_serves_two_of_the_bodies_is_told_once(world: World) -> None:
    send(world, "station", "lawyer_station")

    assert recipients() == sorted(["谢站长", "邹站办"])


def test_a_stand_in_is_told_beside_the_holder_while_it_lasts(world: World) -> None:
    send(world, "officer")
    assert recipients() == sorted(["水指一", "苗代办"])

    Notice.objects.all().delete()
    world.home.at, now = world.home.at + dt.timedelta(days=7), world.home.at
    try:
        send(world, "officer")
    finally:
        world.home.at = now
    assert recipients() == ["水指一"]


def test_a_stand_in_at_a_tied_station_is_told_of_every_body_that_it_serves(world: World) -> None:
    delegate(
        appointment=world.appointment("station_head"),
        user=world.user("stranger"),
        starts_on=world.on,
        ends_on=world.on,
        reason="外出培训",
        actor=world.actor("station_head"),
    )

    send(world, "lawyer_station")

    assert recipients() == sorted(["谢站长", "邹站办", "凤无岗"])


def test_a_stand_in_is_told_nothing_more_once_the_holder_has_left(world: World) -> None:
    yesterday = world.on - dt.timedelta(days=1)
    Appointment.objects.filter(pk=world.appointment("officer").pk).update(ends_on=yesterday)

    send(world, "officer")

    assert recipients() == sorted(["谢站长", "邹站办"])


def test_a_vacant_bodys_notice_goes_one_tier_up(world: World) -> None:
    yesterday = world.on - dt.timedelta(days=1)
    Appointment.objects.filter(position__organization=world.branch).update(ends_on=yesterday)

    send(world, "branch")

    assert recipients() == sorted(["水指一", "苗代办"])


def test_and_further_up_when_that_is_vacant_too(world: World) -> None:
    yesterday = world.on - dt.timedelta(days=1)
    for body in (world.single, world.sibling_officer, world.sibling_branch):
        Appointment.objects.filter(position__organization=body).update(ends_on=yesterday)

    send(world, "sibling_branch")

    assert recipients() == sorted(["金商主", "魏商办"])


def test_readers_and_keepers_are_not_written_to(world: World) -> None:
    send(world, "city")

    assert recipients() == sorted(["陆市书", "朱市办"])


def test_one_reads_ones_own_only(world: World) -> None:
    send(world, "branch", "second_branch")
    foreign = Notice.objects.get(recipient=world.user("second_secretary"))

    read = mark_read(notices=[foreign.pk], actor=world.actor("secretary"))
    assert read == 0
    assert mark_read(notices=None, actor=world.actor("secretary")) == 1
    foreign.refresh_from_db()
    assert foreign.read_at is None
