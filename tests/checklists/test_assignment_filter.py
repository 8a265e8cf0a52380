"""查找任务: the search says in SQL what the rules say of one row."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from checklists.filters import AssignmentFilter
from checklists.models import Assignment
from checklists.rules import light_of
from checklists.terms import AssignmentStatus, Light
from tests.lists import HOPS, cascade, city_list, signed_by
from tests.world import World


def found(world: World, query: str, person: str = "city_leader") -> list[Assignment]:
    return list(AssignmentFilter(QueryDict(query), actor=world.actor(person)).rows())


@pytest.mark.parametrize("days", [-1, 0, 14, 15, 16])
@pytest.mark.parametrize("progress", [0, 79, 80])
def test_lights_in_sql_are_the_lights_of_the_rules(world: World, days: int, progress: int) -> None:
    city_list(world, titles=tuple(f"事项{number}" for number in range(6)))
    rows = list(Assignment.objects.order_by("id"))
    statuses = AssignmentStatus.values
    for row, status in zip(rows, statuses, strict=False):
        row.status = status
        row.progress = progress
        row.due_date = world.on + dt.timedelta(days=days)
        row.save()
    assert len(rows) >= len(statuses)

    for light in Light:
        by_rule = {
            row.pk
            for row in Assignment.objects.select_related("tenant")
            if light_of(row, tenant=row.tenant, on=world.on) == light
        }
        by_sql = {row.pk for row in Assignment.objects.of_light(light, on=world.on)}
        assert by_sql == by_rule, light


def test_breaks_are_where_nothing_was_passed_on(world: World) -> None:
    issued = city_list(world, titles=("应建未建清零",))
    signed_by(world, issued, *HOPS[0])

    stopped = found(world, "stopped=on")

    assert {row.receiver for row in stopped} == {world.mall, world.lawyer}


def test_the_last_tier_is_never_a_break(world: World) -> None:
    cascade(world, titles=("应建未建清零",))

    assert {row.receiver for row in found(world, "stopped=on")} == {world.lawyer, world.single}


@pytest.mark.parametrize(
    ("query", "bodies"),
    [
        ("body=平江1岗", {"officer", "branch", "second_branch", "unit"}),
        ("body=hudong", set()),
        ("status=in_progress&kind=breakdown", {"branch", "second_branch", "unit"}),
        ("text=没有这样的任务", set()),
        ("year=2025", set()),
        ("year=2026&kind=tasks", {"officer"}),
        ("category=team", set()),
        ("open=on&kind=tasks", {"officer"}),
        ("mine=received", set()),
        ("mine=issued", {"mall", "lawyer"}),
    ],
)
def test_each_field_narrows_the_search(world: World, query: str, bodies: set[str]) -> None:
    cascade(world, titles=("应建未建清零",))

    assert {row.receiver for row in found(world, query)} == {
        getattr(world, name) for name in bodies
    }


def test_a_search_never_leaves_the_scope(world: World) -> None:
    cascade(world, titles=("应建未建清零",))

    own = found(world, "", "officer")

    assert {row.receiver for row in own} == {
        world.officer,
        world.branch,
        world.second_branch,
        world.unit,
    }
    assert found(world, f"receiver={world.station.pk}", "officer") == []
    assert found(world, "", "twin.city_leader") == []
    assert found(world, "", "stranger") == []


@pytest.mark.parametrize("query", ["year=1999", "light=purple", "region=0", "item=x"])
def test_a_senseless_search_finds_nothing_and_says_so(world: World, query: str) -> None:
    cascade(world, titles=("应建未建清零",))
    search = AssignmentFilter(QueryDict(query), actor=world.actor("city_leader"))

    assert not search.rows().exists()
    assert search.errors


def test_what_was_chosen_is_told_in_words(world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    search = AssignmentFilter(
        QueryDict(f"light=red&year=2026&stopped=on&region={world.regions['gusu'].pk}&text=应建"),
        actor=world.actor("city_leader"),
    )

    assert search.chosen() == ["“应建”", "逾期", "2026年", "区域：姑苏区", "只看断点（未分解）"]
