"""Rights come with an appointment and end with it, at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy import tasks
from hierarchy.actions.appointments import (
    appoint,
    end_appointment,
)
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import close_organization
from hierarchy.models import Organization, OrganizationGrant, Position
from hierarchy.roles import can
from hierarchy.terms import Capability, Kind, Tier
from tests.hierarchy.conftest import Desk
from tests.world import World
from workflow.models import AuditEntry

DAY = dt.timedelta(days=1)


def post(world: World, body: str, title: str) -> Position:
    return Position.objects.get(organization=world.home.bodies[body], title=title)


def refused(action: Any, **wanted: Any) -> str:
    """The code with which an action is refused."""
    with pytest.raises(ValidationError) as caught:
        action(**wanted)
    return str(caught.value.error_list[0].code)


def test_an_appointment_gives_its_rights_at_once_and_ends_them_at_once(world: World) -> None:
    user = world.user("stranger")
    held = appoint(
        user=user,
        position=post(world, "branch", "书记"),
        starts_on=world.on,
        actor=world.actor("station_head"),
        reason="换届",
    )
    assert can(world.actor("stranger"), Capability.HANDLE, at=world.branch)
    end_appointment(
        appointment=held, ends_on=world.on, reason="调离", actor=world.actor("station_head")
    )
    actor = world.actor("stranger")
    assert actor.posts == ()
    assert not Organization.objects.visible_to(actor).exists()
    verbs = AuditEntry.objects.about(held).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["appointment.start", "appointment.end"]


def test_an_appointment_to_come_opens_nothing_before_its_day(world: World) -> None:
    appoint(
        user=world.user("stranger"),
        position=post(world, "branch", "书记"),
        starts_on=world.on + DAY,
        actor=world.actor("station_head"),
    )
    assert world.actor("stranger").posts == ()
    tomorrow = world.actor("stranger", at=world.home.at + DAY)
    assert can(tomorrow, Capability.HANDLE, at=world.branch)


def test_a_later_end_keeps_the_rights_until_that_day_is_over(world: World) -> None:
    end_appointment(
        appointment=world.appointment("secretary"),
        ends_on=world.on + DAY,
        reason="届满",
        actor=world.actor("station_head"),
    )
    assert world.actor("secretary", at=world.home.at + DAY).posts
    after = world.actor("secretary", at=world.home.at + 2 * DAY)
    assert after.posts == ()
    assert after.nodes == ()


def test_the_nightly_task_clears_lapsed_grants_and_staff_access(world: World) -> None:
    end_appointment(
        appointment=world.appointment("mall_clerk"),
        ends_on=world.on + DAY,
        reason="届满",
        actor=world.actor("city_leader"),
    )
    day = (world.on + 2 * DAY).isoformat()
    assert tasks.purge_grants(day) == 1
    assert tasks.purge_grants(day) == 0
    held = OrganizationGrant.objects.filter(appointment=world.appointment("mall_clerk"))
    assert not held.exists()
    assert not world.user("mall_clerk").is_staff


def ended(world: World, name: str, **changes: Any) -> Any:
    asked = {"ends_on": world.on, "reason": "免职", "actor": world.actor("city_leader"), **changes}
    return end_appointment(appointment=world.appointment(name), **asked)


@pytest.mark.parametrize("later", [0, 30])
def test_a_post_with_open_work_is_handed_over_not_just_emptied(
    world: World, desk: Desk, later: int
) -> None:
    desk.numbers[world.officer.pk] = 3

    with pytest.raises(ValidationError) as caught:
        ended(world, "officer", ends_on=world.on + later * DAY)

    assert caught.value.code == "open_work"
    assert all(part in caught.value.message for part in ("水指一", "3 项", "交接", "留空缺"))
    assert world.appointment("officer").ends_on is None


def test_a_post_is_left_vacant_by_an_explicit_word_that_the_trail_keeps(
    world: World, desk: Desk
) -> None:
    desk.numbers[world.officer.pk] = 3

    held = ended(world, "officer", vacancy=True)

    entry = AuditEntry.objects.about(held).latest("pk")
    assert held.ends_on == world.on
    assert (entry.after["vacancy"], entry.after["open_work"]) == (True, "3 项未销号任务")


def test_who_leaves_others_behind_that_do_the_same_work_just_leaves(
    world: World, desk: Desk
) -> None:
    desk.numbers |= {world.station.pk: 2, world.city.pk: 5}

    for name in ("station_clerk", "administrator"):
        assert ended(world, name, actor=world.home.system).ends_on == world.on
    with pytest.raises(ValidationError, match="请改用“交接”"):
        ended(world, "station_head")
    appoint(
        user=world.user("stranger"),
        position=post(world, "station", "站长"),
        starts_on=world.on + DAY,
        actor=world.actor("mall_leader"),
    )
    assert ended(world, "station_head").ends_on == world.on


def test_a_stand_in_acts_in_the_holder_s_name_for_those_days_only(world: World) -> None:
    actor = world.actor("delegate")
    assert can(actor, Capability.HANDLE, at=world.officer)
    assert actor.post_label == "平江1岗 党建指导员（代水指一）"
    assert world.actor("delegate", at=world.home.at + 7 * DAY).posts == ()


def test_a_station_that_gains_an_industry_is_served_by_the_same_holders(world: World) -> None:
    committee = found_organization(
        parent=world.city,
        tier=Tier.COMMITTEE,
        kind=Kind.INDUSTRY_COMMITTEE,
        name="社会组织行业党委",
        region=world.home.regions["suzhou"],
        on=world.on,
        reason="设立",
        actor=world.actor("city_leader"),
    )
    node = found_organization(
        parent=committee,
        tier=Tier.STATION,
        kind=Kind.STATION,
        name="",
        region=world.home.regions["pingjiang"],
        on=world.on,
        reason="增设",
        actor=world.actor("city_leader"),
        site=world.station.site,
    )
    assert can(world.actor("station_head"), Capability.REVIEW, at=node)
    assert not can(world.actor("expired"), Capability.VIEW, at=node)
    assert not Position.objects.filter(organization=node).exists()


def test_a_tied_node_that_closes_leaves_its_posts_to_the_others(world: World, desk: Desk) -> None:
    system = world.home.system
    for body in ("branch", "second_branch", "unit", "officer", "station"):
        close_organization(
            organization=getattr(world, body), on=world.on, reason="归并", actor=system
        )
    head = world.actor("station_head")
    assert head.acting is not None
    assert head.acting.position.organization == world.lawyer_station
    assert not can(head, Capability.VIEW, at=world.station)


def test_nobody_appoints_oneself_or_beyond_one_s_own_part(world: World) -> None:
    with pytest.raises(PermissionDenied, match="本人"):
        appoint(
            user=world.user("administrator"),
            position=post(world, "city", "书记"),
            starts_on=world.on,
            actor=world.actor("administrator"),
        )
    with pytest.raises(PermissionDenied, match="管理任职"):
        appoint(
            user=world.user("stranger"),
            position=post(world, "lawyer_branch", "书记"),
            starts_on=world.on,
            actor=world.actor("mall_leader"),
        )
