"""A committee is asked to plan the rounds that the city's rules want of a year (每年体检轮数)."""

from __future__ import annotations

import datetime as dt

import pytest

from hierarchy.models import Organization
from inspections.actions.rounds import cancel_round
from inspections.models import InspectionPolicy
from inspections.todos import InspectionTodos
from tests.inspections import grounds
from tests.world import AT, City, World
from workflow.todos import Todo


@pytest.fixture
def city(world: World) -> City:
    return world.home


def asked(city: City, day: dt.date, name: str = "mall_clerk") -> list[Todo]:
    actor = city.actor(name, at=dt.datetime.combine(day, AT.timetz()))
    return [todo for todo in InspectionTodos().todos(actor) if todo.verb == "安排体检"]


def test_each_half_year_asks_for_a_round_in_its_last_month(city: City) -> None:
    assert asked(city, dt.date(2026, 5, 31)) == []

    (line,) = asked(city, dt.date(2026, 6, 1))
    assert (line.title, line.count, line.path) == (
        "2026年党建体检",
        1,
        "/inspections/rounds/new/",
    )
    assert line.due == dt.date(2026, 6, 30)
    assert "1 轮" in line.hint
    (december,) = asked(city, dt.date(2026, 12, 1))
    assert (december.count, december.due) == (2, dt.date(2026, 12, 31))


def test_a_planned_round_is_not_asked_for_until_it_is_cancelled(city: City) -> None:
    round = grounds.a_round(city, year=2026)
    assert asked(city, dt.date(2026, 6, 1)) == []
    assert asked(city, dt.date(2026, 12, 1))[0].count == 1

    cancel_round(round=round, reason="并入下半年", actor=city.actor("mall_leader"))
    assert asked(city, dt.date(2026, 6, 1))[0].count == 1


@pytest.mark.parametrize(
    ("rounds", "day", "count"),
    [
        (4, dt.date(2026, 3, 2), 1),
        (4, dt.date(2026, 12, 1), 4),
        (1, dt.date(2026, 11, 30), 0),
        (1, dt.date(2026, 12, 1), 1),
        (12, dt.date(2026, 3, 2), 3),
    ],
)
def test_the_citys_own_number_counts(city: City, rounds: int, day: dt.date, count: int) -> None:
    InspectionPolicy.objects.create(
        tenant=city.tenant, rounds_a_year=rounds, effective_from=dt.date(2026, 1, 1)
    )
    assert sum(todo.count for todo in asked(city, day)) == count


def test_nobody_else_is_asked(city: City) -> None:
    june = dt.date(2026, 6, 1)
    for name in ("city_leader", "station_head", "officer", "secretary", "district_reader"):
        assert asked(city, june, name) == []
    assert len(asked(city, june, "mall_leader")) == 1


def test_a_committee_without_branches_plans_none(city: City) -> None:
    Organization.objects.filter(pk=city.lawyer_branch.pk).update(closed_on=city.on)
    assert asked(city, dt.date(2026, 6, 1), "lawyer_clerk") == []
