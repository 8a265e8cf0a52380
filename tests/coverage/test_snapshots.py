"""Month-end snapshots: what was counted then stays what was counted then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coverage.actions.contacts import record_contact
from coverage.actions.rules import change_rule
from coverage.actions.snapshots import take_snapshot
from coverage.actions.units import give_unit, record_state, retire_unit
from coverage.models import CoverageSnapshot, SnapshotUnit
from coverage.rates import freshness, matrix, rates, roll, trend, trends
from coverage.rulebook import DEFAULTS, RuleSet
from coverage.tasks import take_month_end
from coverage.terms import RuleKey
from tests.coverage.conftest import COUNTED, entered, joint_branch
from tests.world import World
from workflow.terms import Force

JANUARY, FEBRUARY = dt.date(2026, 1, 31), dt.date(2026, 2, 28)


def figures(rows: Any) -> dict[str, tuple[int, int]]:
    return {rate.key: (rate.numerator, rate.denominator) for rate in rates(rows, rules=DEFAULTS)}


def test_a_snapshot_counts_what_the_ledger_counted_that_day(world: World) -> None:
    branch = joint_branch(world)
    for n in range(6):
        entered(world, f"示例{n}", place=branch, members_here=1)
    entered(world, "甲", members_here=3)
    unit = entered(world, "乙", place=world.station, has_union=True)
    record_contact(unit=unit, contacted_on=COUNTED, actor=world.home.system)
    entered(world.twin, "丙", members_here=3)

    snapshot = take_snapshot(tenant=world.tenant, taken_for=FEBRUARY, actor=world.home.system)

    leader = world.actor("city_leader")
    rows = SnapshotUnit.objects.visible_to(leader).filter(snapshot=snapshot)
    from coverage.models import Unit

    assert figures(rows) == figures(Unit.objects.visible_to(leader))
    assert figures(rows)["joint_too_wide"] == (1, 1)
    assert matrix(rows, rules=DEFAULTS, measure="work_cover").total.denominator == 8
    assert freshness(rows, on=FEBRUARY).contact.never == 7
    opened = roll(rows, measure="unbuilt_none", rules=DEFAULTS)
    assert [row.name for row in opened] == ["甲"]


def test_later_edits_change_no_snapshot(world: World) -> None:
    unit = entered(world, members_here=3)
    system = world.home.system
    snapshot = take_snapshot(tenant=world.tenant, taken_for=FEBRUARY, actor=system)
    before = list(SnapshotUnit.objects.filter(snapshot=snapshot).values())

    record_state(
        unit=unit,
        figures={"members_here": 1},
        effective_on=dt.date(2026, 2, 15),
        actor=system,
    )
    give_unit(unit=unit, place=world.second_branch, on=world.on, actor=system)
    retire_unit(unit=unit, operating="shell", on=world.on, reason="停业", actor=system)
    again = take_snapshot(tenant=world.tenant, taken_for=FEBRUARY, actor=system)

    assert again == snapshot
    assert list(SnapshotUnit.objects.filter(snapshot=snapshot).values()) == before


def test_a_snapshot_taken_late_is_still_of_its_day(world: World) -> None:
    unit = entered(world, members_here=3)
    give_unit(unit=unit, place=world.second_branch, on=world.on, actor=world.home.system)
    entered(world, "后来登记", on=world.on)

    snapshot = take_snapshot(tenant=world.tenant, taken_for=FEBRUARY, actor=world.home.system)

    row = SnapshotUnit.objects.get(snapshot=snapshot)
    assert (row.unit, row.place, row.cover, row.officer) == (
        unit,
        world.officer,
        "none",
        world.officer,
    )


def test_a_day_that_is_not_over_has_no_snapshot(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        take_snapshot(tenant=world.tenant, taken_for=world.on, actor=world.home.system)
    assert caught.value.code == "in_future"


def test_the_clock_takes_the_last_month_once_for_every_city_with_figures(world: World) -> None:
    entered(world, members_here=3)

    assert take_month_end("2026-03-02") == 1
    assert take_month_end("2026-03-03") == 0
    snapshot = CoverageSnapshot.objects.get()
    assert (snapshot.tenant, snapshot.taken_for) == (world.tenant, FEBRUARY)
    assert take_month_end("2026-02-02") == 0


def test_a_trend_judges_each_month_by_the_rules_of_then(world: World) -> None:
    system = world.home.system
    unit = entered(world, members_here=3, on=dt.date(2026, 1, 5))
    take_snapshot(tenant=world.tenant, taken_for=JANUARY, actor=system)
    change_rule(
        tenant=world.tenant,
        key=RuleKey.FOUND_FROM,
        value=4,
        force=Force.MUST,
        article="示例",
        effective_from=dt.date(2026, 2, 1),
        actor=world.actor("city_leader"),
    )
    entered(world, "乙", members_here=4)
    february = take_snapshot(tenant=world.tenant, taken_for=FEBRUARY, actor=system)
    assert RuleSet.of_json(february.rules).found_from == 4

    rows = SnapshotUnit.objects.visible_to(world.actor("officer"))
    points = trend(rows, measure="must_found")
    assert [(point.taken_for, point.rate.numerator) for point in points] == [
        (JANUARY, 1),
        (FEBRUARY, 1),
    ]
    same = trend(rows, measure="must_found", rules=DEFAULTS)
    assert [point.rate.numerator for point in same] == [1, 2]
    assert unit.pk in set(rows.values_list("unit_id", flat=True))
    together = trends(rows, measures=["must_found", "founded"])
    assert together == {key: trend(rows, measure=key) for key in ("must_found", "founded")}


@pytest.mark.parametrize(
    ("who", "seen"), [("officer", 1), ("sibling_officer", 0), ("twin.city_leader", 0)]
)
def test_a_snapshot_is_read_by_the_place_units_had_then(world: World, who: str, seen: int) -> None:
    unit = entered(world)
    take_snapshot(tenant=world.tenant, taken_for=FEBRUARY, actor=world.home.system)
    give_unit(unit=unit, place=world.sibling_officer, on=world.on, actor=world.home.system)
    assert SnapshotUnit.objects.visible_to(world.actor(who)).count() == seen
