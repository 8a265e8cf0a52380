"""When someone leaves, the work stays: handover, stand-ins, closing an account."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from hierarchy import proof
from hierarchy.actions.accounts import close_account, open_account
from hierarchy.actions.delegations import delegate, revoke
from hierarchy.actions.handover import hand_over
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability
from tests.hierarchy.conftest import Desk
from tests.world import World
from workflow.models import AuditEntry

DAY = dt.timedelta(days=1)


def test_a_successor_takes_the_post_over_the_same_day(world: World, desk: Desk) -> None:
    desk.pieces[world.officer.pk] = 2
    handover = hand_over(
        appointment=world.appointment("officer"),
        successor=world.user("stranger"),
        on=world.on,
        reason="轮岗",
        actor=world.actor("station_head"),
    )
    assert can(world.actor("stranger"), Capability.HANDLE, at=world.officer)
    assert world.actor("officer").posts == ()
    assert world.actor("delegate").posts == ()
    assert handover.sheet["successor"] == "凤无岗"
    assert [line["title"] for line in handover.sheet["work"]] == ["第1项", "第2项"]
    assert {child["name"] for child in handover.sheet["children"]} == {
        "观前商城党支部",
        "皮市街联合党支部",
        "临顿路百货有限公司",
    }


def test_without_a_successor_the_caseload_goes_to_another_post(world: World, desk: Desk) -> None:
    desk.pieces[world.officer.pk] = 2
    handover = hand_over(
        appointment=world.appointment("officer"),
        receiving=world.sibling_officer,
        on=world.on,
        reason="调离",
        actor=world.actor("mall_leader"),
    )
    below = Organization.objects.children_of(world.sibling_officer)
    assert below.count() == 4
    assert desk.pieces == {world.sibling_officer.pk: 2}
    assert can(world.actor("sibling_officer"), Capability.VIEW, at=world.branch)
    assert list(proof.faults_of(world.tenant)) == []
    entry = AuditEntry.objects.about(handover).get()
    assert entry.after == {
        "successor": "",
        "receiving": "斜塘1岗",
        "bodies": 3,
        "open_work": 2,
    }


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        ((), "one_target"),
        (("successor", "receiving"), "one_target"),
        (("station",), "not_alike"),
        (("self",), "same_post"),
    ],
)
def test_a_handover_goes_to_exactly_one_fitting_receiver(
    world: World, desk: Desk, targets: tuple[str, ...], code: str
) -> None:
    receivers = {
        "receiving": world.sibling_officer,
        "station": world.station,
        "self": world.officer,
    }
    with pytest.raises(ValidationError) as caught:
        hand_over(
            appointment=world.appointment("officer"),
            successor=world.user("stranger") if "successor" in targets else None,
            receiving=next((receivers[each] for each in targets if each in receivers), None),
            on=world.on,
            reason="调离",
            actor=world.actor("city_leader"),
        )
    assert caught.value.error_list[0].code == code
    assert world.actor("officer").posts


def test_an_account_with_open_work_stays_until_it_is_handed_over(world: World, desk: Desk) -> None:
    desk.pieces[world.officer.pk] = 3
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
