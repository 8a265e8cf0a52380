"""Units whose officer's post is vacant: told to the station, named on the balancing page."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from hierarchy.models import Appointment
from tests.coverage.joint_units import joining_unit
from tests.people.grounds import owed_in
from tests.people.guidance_grounds import DAY, read
from tests.world import World
from workflow.todos import Todo


def vacated(world: World) -> None:
    """Two units, and an officer who left the post yesterday."""
    for number in "甲乙":
        joining_unit(world.home, f"示例{number}", 0)
    rows = Appointment.objects.filter(position__organization=world.officer)
    rows.update(ends_on=DAY - dt.timedelta(days=1))


def asked(world: World, person: str) -> list[Todo]:
    found = owed_in("guidance", world.actor(person))
    return [todo for todo in found if todo.verb == "补齐指导员"]


def test_a_station_is_told_in_one_line_how_many_units_have_nobody(world: World) -> None:
    assert asked(world, "station_head") == []
    vacated(world)

    (todo,) = asked(world, "station_head")

    assert (todo.title, todo.count, todo.light) == (world.station.name, 2, "red")
    assert todo.path == f"{reverse('people:balance')}?body={world.station.pk}"
    for person in ("single_head", "mall_leader", "secretary", "twin.station_head"):
        assert asked(world, person) == []


def test_a_new_officer_settles_it(world: World) -> None:
    vacated(world)
    Appointment.objects.filter(position__organization=world.officer).update(ends_on=None)

    assert asked(world, "station_head") == []


def test_the_balancing_page_names_them(world: World) -> None:
    vacated(world)

    said = read(world, "station_head", f"{reverse('people:balance')}?body={world.station.pk}")

    assert "没有指导员的联系单位 2 家" in said
    assert "示例甲" in said
