"""Accounts open with nothing and close only when no work is left behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from hierarchy.actions.accounts import close_account, open_account
from hierarchy.actions.appointments import end_appointment
from hierarchy.actions.handover import hand_over
from tests.hierarchy.conftest import Desk
from tests.world import World
from workflow.models import AuditEntry

DAY = dt.timedelta(days=1)


def test_an_account_with_open_work_stays_until_it_is_handed_over(world: World, desk: Desk) -> None:
    desk.numbers[world.officer.pk] = 3
    actor = world.actor("station_head")
    with pytest.raises(ValidationError, match=r"3 项未销号任务.*交接"):
        close_account(user=world.user("officer"), reason="退休", actor=actor)
    hand_over(
        appointment=world.appointment("officer"),
        receiving=world.sibling_officer,
        on=world.on,
        reason="退休",
        actor=world.actor("mall_leader"),
    )
    closed = close_account(user=world.user("officer"), reason="退休", actor=actor)
    assert (closed.is_active, closed.closed_at) == (False, world.home.at)


def test_ending_the_appointment_first_is_no_way_round_that(world: World, desk: Desk) -> None:
    desk.numbers[world.officer.pk] = 3

    with pytest.raises(ValidationError, match=r"3 项未销号任务.*交接"):
        end_appointment(
            appointment=world.appointment("officer"),
            ends_on=world.on,
            reason="退休",
            actor=world.actor("station_head"),
        )

    assert world.user("officer").is_active
    assert world.actor("officer").posts


def test_closing_an_account_ends_its_posts_and_its_session(
    world: World, desk: Desk, client: Client
) -> None:
    world.login(client, "secretary")
    close_account(user=world.user("secretary"), reason="离职", actor=world.actor("station_head"))
    assert world.appointment("secretary").ends_on == world.on
    assert world.actor("secretary").posts == ()
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]


def test_closing_needs_the_right_and_nobody_closes_oneself(world: World, desk: Desk) -> None:
    with pytest.raises(PermissionDenied):
        close_account(user=world.user("secretary"), reason="离职", actor=world.actor("officer"))
    with pytest.raises(PermissionDenied) as caught:
        close_account(
            user=world.user("twin.secretary"), reason="离职", actor=world.actor("city_leader")
        )
    assert "党支部" not in str(caught.value)
    with pytest.raises(ValidationError, match="本人"):
        close_account(
            user=world.user("city_leader"), reason="离职", actor=world.actor("city_leader")
        )


def test_a_new_account_can_sign_in_once_and_sees_nothing(world: World) -> None:
    user, password = open_account(
        username="xinren", name="新同志", phone="00012345678", actor=world.actor("station_head")
    )
    assert user.check_password(password)
    assert len(password) >= 14
    assert str(AuditEntry.objects.about(user).get().after).find(password) == -1
    with pytest.raises(ValidationError, match="已有人使用"):
        open_account(username="xinren", name="又一位", actor=world.actor("station_head"))
    with pytest.raises(PermissionDenied):
        open_account(username="lingyi", name="另一位", actor=world.actor("officer"))
