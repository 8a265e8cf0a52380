"""What the ledger tells an inspection of a committee: each reading counted by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverage.actions.units import record_state
from coverage.indicators import CoverageIndicators
from coverage.models import Unit
from coverage.rates import rates
from coverage.rulebook import DEFAULTS
from coverage.terms import OperatingState, Source
from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.coverage.conftest import COUNTED, entered, joint_branch
from tests.coverage.readings import HALF, parts, read
from tests.routines.conftest import party
from tests.world import FOUNDED, World
from workflow.indicators import MOST_ROWS, Period

D = dt.date


def of_mall(world: World, key: str, on: D = HALF.on) -> tuple[int, int | None] | None:
    """The mall committee's value and denominator on a day."""
    return parts(read(world, key, [world.mall], Period(HALF.start, HALF.end, on)), world.mall)


def ledger(world: World) -> None:
    """Operating: A alone, B to G joint, H and I without; a shell; one of the lawyers'."""
    joint = joint_branch(world)
    entered(world, "A", place=world.branch, members_here=4, cover="alone")
    entered(world, "B", place=joint, members_here=3, cover="joint")
    for name in "CDEFG":
        entered(world, name, place=joint, members_here=1, cover="joint")
    entered(world, "H", members_here=3, employees=20)
    entered(world, "I", place=world.mall, employees=60)
    entered(world, "N", members_here=5, operating=OperatingState.SHELL)
    entered(world, "L", place=world.lawyer_branch, members_here=3, cover="alone", industry="lawyer")


def test_rates_are_those_of_the_table_of_rates(world: World) -> None:
    ledger(world)
    units = Unit.objects.filter(committee=world.mall)
    table = {rate.key: (rate.numerator, rate.denominator) for rate in rates(units, rules=DEFAULTS)}

    found = {key: of_mall(world, key) for key in ("organization_cover", "work_cover")}

    assert found == {key: table[key] for key in found}
    assert of_mall(world, "should_found") == table["founded"] == (1, 3)
    assert found == {"organization_cover": (7, 9), "work_cover": (8, 9)}
    lawyers = read(world, "should_found", [world.mall, world.lawyer])
    assert parts(lawyers, world.lawyer) == (1, 1)


def test_units_that_lack_it_come_first_with_their_page(world: World) -> None:
    ledger(world)

    rows = read(world, "should_found", [world.mall])[world.mall.pk].rows

    assert [(row.label, row.counts) for row in rows] == [("B", False), ("H", False), ("A", True)]
    assert rows[1].path == f"/units/{Unit.objects.get(name='H').pk}/"
    assert rows[1].day == COUNTED


def test_a_day_gone_by_is_read_as_it_was(world: World) -> None:
    unit = entered(world, "H", members_here=1)
    entered(world, "A", place=world.branch, members_here=4, cover="alone")
    changed(unit, world, D(2026, 2, 20), members_here=3)

    assert of_mall(world, "should_found", D(2026, 2, 19)) == (1, 1)
    assert of_mall(world, "should_found", D(2026, 2, 20)) == (1, 2)
    changed(unit, world, D(2026, 2, 25), operating=OperatingState.DEREGISTERED)
    assert of_mall(world, "should_found", D(2026, 2, 25)) == (1, 1)
    assert of_mall(world, "organization_cover", COUNTED - dt.timedelta(days=1)) is None


def test_joint_branches_of_more_than_five_units_are_counted(world: World) -> None:
    ledger(world)

    found = read(world, "joint_too_large", [world.mall, world.lawyer])

    assert (parts(found, world.mall), parts(found, world.lawyer)) == ((1, None), (0, None))
    assert found[world.mall.pk].rows[0].label == "平江联合党支部（覆盖 6 家单位）"


def test_units_of_the_spring_with_somebody_who_applies(world: World) -> None:
    entered(world, "I", place=world.mall, employees=60)
    entered(world, "J", employees=80, activists=1)
    entered(world, "K", employees=49)
    entered(world, "M", employees=80, members_elsewhere=1)

    assert of_mall(world, "spring") == (1, 2)


def test_every_district_with_units_needs_a_station(world: World) -> None:
    entered(world, "甲", place=world.officer)
    entered(world, "乙", place=world.mall, region="wuzhong")
    entered(world, "丙", place=world.sibling_officer, region="xietang")

    found = read(world, "stations_everywhere", [world.mall, world.lawyer])

    assert (parts(found, world.mall), parts(found, world.lawyer)) == ((2, 3), None)
    missing = [row for row in found[world.mall.pk].rows if not row.counts]
    assert [row.label for row in missing] == ["吴中区（1 家单位）"]
    region = world.home.regions["wuzhong"].pk
    assert missing[0].path == f"/units/?committee={world.mall.pk}&region={region}"


def test_officers_posts_that_somebody_holds(world: World) -> None:
    found_organization(
        parent=world.station,
        tier=Tier.OFFICER,
        kind=Kind.OFFICER_POST,
        name="平江3岗",
        region=world.home.regions["pingjiang"],
        on=D(2026, 2, 1),
        reason="增设",
        actor=world.home.system,
    )

    found = read(world, "officers_filled", [world.mall, world.lawyer])

    assert (parts(found, world.mall), parts(found, world.lawyer)) == ((2, 3), (1, 1))
    assert of_mall(world, "officers_filled", D(2026, 1, 31)) == (2, 2)
    assert of_mall(world, "officers_filled", D(2024, 12, 31)) == (0, 2)


def test_another_citys_bodies_are_never_read(world: World) -> None:
    entered(world.twin, "T", members_here=9)
    entered(world, "A", place=world.branch, members_here=4, cover="alone")
    for one in CoverageIndicators().offered():
        key = one.key.removeprefix("coverage.")
        assert not read(world, key, [world.twin.branch, world.twin.mall]), key


def test_queries_do_not_grow_with_bodies_nor_rows_beyond_the_most(world: World) -> None:
    """Two and twenty committees, two and twenty branches; more units than rows are kept."""
    committees = [world.mall, world.lawyer, *(_committee(world, nth) for nth in range(18))]
    branches = [world.branch, world.second_branch, *(_branch(world, nth) for nth in range(18))]
    for nth, branch in enumerate(branches):
        party(branch, officers=3, term_from=FOUNDED)
        entered(world, f"单位{nth}", place=branch, cover="alone")
    for nth in range(MOST_ROWS):
        entered(world, f"未建{nth}", place=world.mall)
    for one in CoverageIndicators().offered():
        key = one.key.removeprefix("coverage.")
        asked = branches if Tier.BRANCH in one.tiers else committees
        counts = []
        for some in (asked[:2], asked):
            with CaptureQueriesContext(connection) as queries:
                found = read(world, key, some)
            counts.append(len(queries))
            assert all(len(reading.rows) <= MOST_ROWS for reading in found.values())
        assert counts[0] == counts[1] <= 5, key
    whole = read(world, "work_cover", [world.mall])[world.mall.pk]
    assert (whole.value, whole.of) == (Decimal(20), Decimal(20 + MOST_ROWS))
    assert sum(not row.counts for row in whole.rows) == len(whole.rows) == MOST_ROWS


def changed(unit: Unit, world: World, on: D, **figures: Any) -> None:
    """Other figures of a unit from a day on."""
    record_state(
        unit=unit,
        figures=figures,
        effective_on=on,
        source=Source.OFFICE,
        actor=world.actor("mall_clerk"),
    )


def _committee(world: World, number: int) -> Organization:
    return found_organization(
        parent=world.city,
        tier=Tier.COMMITTEE,
        kind=Kind.WORKING_BODY,
        name=f"示例{number}行业党建专委会",
        region=world.home.regions["suzhou"],
        on=FOUNDED,
        reason="设立",
        actor=world.home.system,
        industry=world.home.industries["mall"],
    )


def _branch(world: World, number: int) -> Organization:
    return found_organization(
        parent=world.officer,
        tier=Tier.BRANCH,
        kind=Kind.BRANCH,
        name=f"示例{number}党支部",
        region=world.home.regions["pingjiang"],
        on=FOUNDED,
        reason="设立",
        actor=world.home.system,
    )
