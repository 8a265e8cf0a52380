"""An officer is told in one line how many units nobody contacted within the plan."""

from __future__ import annotations

import datetime as dt

import pytest

from coverage.actions.contacts import record_contact
from coverage.models import Unit
from hierarchy.models import Delegation
from people.models import PeoplePolicy
from tests.coverage.joint_units import joining_unit
from tests.people.grounds import owed_in
from tests.people.guidance_grounds import AT, DAY, a_file
from tests.world import World
from workflow.todos import Todo


@pytest.fixture
def units(world: World) -> list[Unit]:
    a_file(world.home, "officer")
    Delegation.objects.update(revoked_at=AT)  # the officer of the world is away today
    return [joining_unit(world.home, f"示例{number}", 0) for number in "甲乙丙"]


def owed(world: World, person: str = "officer", at: dt.datetime = AT) -> list[Todo]:
    found = owed_in("guidance", world.actor(person, at=at))
    return [todo for todo in found if todo.verb == "联系单位"]


def seen(world: World, unit: Unit, days_ago: int, *, next_on: dt.date | None = None) -> None:
    day = DAY - dt.timedelta(days=days_ago)
    actor = world.actor("officer", at=AT - dt.timedelta(days=days_ago))
    record_contact(unit=unit, contacted_on=day, next_on=next_on, actor=actor)


def test_units_nobody_contacted_stand_in_one_line_that_contacts_answer(
    world: World, units: list[Unit]
) -> None:
    (todo,) = owed(world)
    assert (todo.title, todo.count, todo.light) == (world.officer.name, 3, "yellow")

    for unit in units[:2]:
        seen(world, unit, 0)
    (todo,) = owed(world)
    assert todo.count == 1
    seen(world, units[2], 0)

    assert owed(world) == []


def test_the_interval_is_the_citys_unless_the_officers_plan_says_otherwise(
    world: World, units: list[Unit]
) -> None:
    day = dt.date(2020, 1, 1)
    PeoplePolicy.objects.create(tenant=world.tenant, effective_from=day, visit_days=40)
    for unit in units:
        seen(world, unit, 35)
    assert owed(world) == []

    world.officer.officer_files.update(visit_days=30)
    assert [todo.count for todo in owed(world)] == [3]
    world.officer.officer_files.update(visit_days=35)
    assert owed(world) == []


def test_a_unit_whose_agreed_day_has_come_is_the_ledgers_own_line(
    world: World, units: list[Unit]
) -> None:
    seen(world, units[0], 200, next_on=DAY - dt.timedelta(days=100))

    assert [todo.count for todo in owed(world)] == [2]


def test_who_is_away_is_not_asked_and_the_stand_in_is(world: World, units: list[Unit]) -> None:
    Delegation.objects.create(
        appointment=world.home.appointment("officer"),
        delegate=world.user("station_head"),
        starts_on=DAY,
        ends_on=DAY + dt.timedelta(days=7),
    )

    assert owed(world) == []
    assert [todo.count for todo in owed(world, "station_head")] == [3]
    assert [todo.count for todo in owed(world, at=AT + dt.timedelta(days=8))] == [3]


@pytest.mark.parametrize("person", ["sibling_officer", "secretary", "mall_leader", "city_leader"])
def test_nobody_else_is_asked(world: World, units: list[Unit], person: str) -> None:
    assert owed(world, person) == []
