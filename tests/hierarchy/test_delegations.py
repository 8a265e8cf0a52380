"""Standing in for someone: dated, taken back at once, never for a keeper."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.actions.appointments import appoint
from hierarchy.actions.delegations import delegate, revoke
from hierarchy.roles import can
from hierarchy.terms import Capability
from tests.world import World

DAY = dt.timedelta(days=1)


def test_a_stand_in_is_named_by_the_holder_and_taken_back_at_once(world: World) -> None:
    given = delegate(
        appointment=world.appointment("secretary"),
        user=world.user("stranger"),
        starts_on=world.on,
        ends_on=world.on + DAY,
        reason="休假",
        actor=world.actor("secretary"),
    )
    assert can(world.actor("stranger"), Capability.HANDLE, at=world.branch)
    revoke(delegation=given, reason="提前返岗", actor=world.actor("secretary"))
    assert world.actor("stranger").posts == ()


@pytest.mark.parametrize(
    ("name", "days", "code"),
    [
        ("secretary", (0, 1), "to_oneself"),
        ("twin.secretary", (0, 1), "not_here"),
        ("stranger", (1, 0), "dates_in_order"),
        ("stranger", (-3, -1), "in_past"),
    ],
)
def test_stand_ins_that_may_not_be_are_refused(
    world: World, name: str, days: tuple[int, int], code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        delegate(
            appointment=world.appointment("secretary"),
            user=world.user(name),
            starts_on=world.on + days[0] * DAY,
            ends_on=world.on + days[1] * DAY,
            reason="休假",
            actor=world.actor("station_head"),
        )
    assert caught.value.error_list[0].code == code


def test_a_third_person_delegates_nothing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        delegate(
            appointment=world.appointment("secretary"),
            user=world.user("stranger"),
            starts_on=world.on,
            ends_on=world.on,
            reason="代办",
            actor=world.actor("officer"),
        )


def test_keepers_neither_stand_in_nor_are_stood_in_for(world: World) -> None:
    for holder, user in (("secretary", "auditor"), ("auditor", "stranger")):
        with pytest.raises(PermissionDenied, match="不得代办"):
            delegate(
                appointment=world.appointment(holder),
                user=world.user(user),
                starts_on=world.on,
                ends_on=world.on,
                reason="休假",
                actor=world.home.system,
            )


def test_who_stands_in_for_a_business_post_becomes_no_keeper_meanwhile(world: World) -> None:
    keeping = world.appointment("auditor").position

    def appoint_on(day: dt.date) -> None:
        appoint(
            user=world.user("delegate"), position=keeping, starts_on=day, actor=world.home.system
        )

    with pytest.raises(ValidationError, match=r"水指一.*不得同期任.*收回代办") as caught:
        appoint_on(world.on)
    assert caught.value.error_list[0].code == "keeper_and_business"
    appoint_on(world.on + 7 * DAY)  # the stand-in is over


def test_who_is_to_become_a_keeper_stands_in_for_nobody(world: World) -> None:
    appoint(
        user=world.user("stranger"),
        position=world.appointment("administrator").position,
        starts_on=world.on + DAY,
        actor=world.home.system,
    )
    with pytest.raises(PermissionDenied, match="不得代办"):
        delegate(
            appointment=world.appointment("secretary"),
            user=world.user("stranger"),
            starts_on=world.on,
            ends_on=world.on + DAY,
            reason="休假",
            actor=world.actor("secretary"),
        )
