"""Rights come with an appointment and end with it, at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy import tasks
from hierarchy.actions.appointments import (
    abolish_position,
    appoint,
    create_position,
    end_appointment,
)
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import close_organization
from hierarchy.models import Organization, OrganizationGrant, Position
from hierarchy.roles import can
from hierarchy.terms import Capability, Kind, Role, Tier
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


@pytest.mark.parametrize(
    ("name", "body", "title", "code"),
    [
        ("secretary", "branch", "书记", "already_holds"),
        ("twin.secretary", "branch", "书记", "not_here"),
        ("auditor", "branch", "书记", "keeper_and_business"),
        ("officer", "city", "审计管理员", "keeper_and_business"),
        ("administrator", "city", "审计管理员", "keeper_and_business"),
    ],
)
def test_appointments_that_may_not_be_are_refused(
    world: World, name: str, body: str, title: str, code: str
) -> None:
    found = refused(
        appoint,
        user=world.user(name),
        position=post(world, body, title),
        starts_on=world.on,
        actor=world.actor("city_leader"),
    )
    assert found == code


def test_a_post_is_abolished_only_when_nobody_holds_it(world: World) -> None:
    actor = world.actor("city_leader")
    position = post(world, "branch", "书记")
    assert refused(abolish_position, position=position, reason="撤岗", actor=actor) == "still_held"
    end_appointment(
        appointment=world.appointment("secretary"),
        ends_on=world.on - DAY,
        reason="免职",
        actor=actor,
    )
    assert abolish_position(position=position, reason="撤岗", actor=actor).is_abolished


@pytest.mark.parametrize(
    ("place", "role", "code"),
    [
        ({"body": "branch"}, Role.LEADER, "role_not_here"),
        ({"region": "gusu"}, Role.LEADER, "role_not_here"),
        ({}, Role.READER, "one_place"),
        ({"body": "mall", "title": "主任"}, Role.LEADER, "title_taken"),
    ],
)
def test_posts_are_set_up_where_their_role_belongs(
    world: World, place: dict[str, str], role: str, code: str
) -> None:
    found = refused(
        create_position,
        title=place.get("title", "联络员二"),
        role=role,
        organization=world.home.bodies.get(place.get("body", "")),
        region=world.home.regions.get(place.get("region", "")),
        actor=world.actor("city_leader"),
    )
    assert found == code
