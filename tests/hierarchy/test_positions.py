"""Where posts may be set up, and who may not hold them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hierarchy.actions.appointments import (
    abolish_position,
    appoint,
    create_position,
    end_appointment,
)
from hierarchy.models import Position
from hierarchy.terms import Role
from tests.world import World

DAY = dt.timedelta(days=1)


def post(world: World, body: str, title: str) -> Position:
    return Position.objects.get(organization=world.home.bodies[body], title=title)


def refused(action: Any, **wanted: Any) -> str:
    """The code with which an action is refused."""
    with pytest.raises(ValidationError) as caught:
        action(**wanted)
    return str(caught.value.error_list[0].code)


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
