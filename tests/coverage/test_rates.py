"""The table of rates on a small city that was counted by hand.

====  ========  =======  =====  =========  ======  ======  =====  =====================
unit  industry  region   state  cover      here    else    staff  besides
====  ========  =======  =====  =========  ======  ======  =====  =====================
A     mall      平江     works  alone      4       0       80     above scale
B     mall      平江     works  joint      3       0       20     with C to G in one branch
C–G   mall      平江     works  joint      1       0       20
H     mall      平江     works  none       3       1       20     officer
I     mall      平江     works  none       1       2       20     station only
J     mall      金阊     works  none       0       0       60     station only, a union
K     lawyer    平江     works  alone      2       0       20
L     lawyer    平江     works  none       2       0       20     officer, one on probation
M     mall      斜塘     works  none       0       0       20     officer, above scale
N     mall      平江     shell  none       5       0       20     officer
O     lawyer    平江     gone   alone      3       0       20
====  ========  =======  =====  =========  ======  ======  =====  =====================

Operating: 13. Covered: A, B, C–G, K = 8. Must found: A, B, H = 3.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverage.actions.contacts import record_contact
from coverage.actions.units import verify_unit
from coverage.models import Unit
from coverage.rates import MEASURES, freshness, matrix, percent_of, rates, roll
from coverage.rulebook import DEFAULTS
from coverage.terms import Cover, OperatingState
from hierarchy.actions.organizations import found_organization
from hierarchy.terms import Kind, Tier
from tests.coverage.conftest import COUNTED, entered, joint_branch
from tests.world import World


@pytest.fixture
def city(world: World) -> dict[str, Unit]:
    """The city of the table above, and one unit in the twin that nothing may count."""
    joint = joint_branch(world)
    law: dict[str, Any] = {"industry": "lawyer"}
    alone = found_organization(
        parent=world.lawyer_officer,
        tier=Tier.BRANCH,
        kind=Kind.BRANCH,
        name="平江税务党支部",
        region=world.home.regions["pingjiang"],
        on=COUNTED,
        reason="设立",
        actor=world.home.system,
    )
    found = {
        "A": entered(
            world, "A", place=world.branch, members_here=4, employees=80, is_above_scale=True
        ),
        "B": entered(world, "B", place=joint, members_here=3),
        "H": entered(world, "H", members_here=3, members_elsewhere=1),
        "I": entered(world, "I", place=world.station, members_here=1, members_elsewhere=2),
        "J": entered(
            world, "J", place=world.station, region="jinchang", employees=60, has_union=True
        ),
        "K": entered(world, "K", place=world.lawyer_branch, members_here=2, **law),
        "L": entered(world, "L", place=world.lawyer_officer, members_here=2, probationary=1, **law),
        "M": entered(
            world, "M", place=world.sibling_officer, region="xietang", is_above_scale=True
        ),
        "N": entered(world, "N", members_here=5, operating=OperatingState.SHELL),
        "O": entered(
            world, "O", place=alone, members_here=3, operating=OperatingState.DEREGISTERED, **law
        ),
    }
    found |= {name: entered(world, name, place=joint, members_here=1) for name in "CDEFG"}
    entered(world.twin, "T", members_here=9)
    return found


COUNTED_BY_HAND = {
    "organization_cover": (8, 13, "61.5%"),
    "alone": (2, 13, "15.4%"),
    "founded": (1, 3, "33.3%"),
    "work_cover": (12, 13, "92.3%"),
    "above_scale": (1, 2, "50.0%"),
    "must_found": (3, 13, "3"),
    "unbuilt": (2, 3, "2"),
    "unbuilt_none": (1, 3, "1"),
    "unbuilt_joint": (1, 3, "1"),
    "potential": (1, 13, "1"),
    "no_members": (2, 13, "2"),
    "joint_too_wide": (1, 1, "1"),
    "units_per_officer": (11, 3, "3.7"),
}
ROLLS = {
    "organization_cover": ("ABCDEFGK", "ABCDEFGHIJKLM", "HIJLM"),
    "alone": ("AK", "ABCDEFGHIJKLM", "BCDEFGHIJLM"),
    "founded": ("A", "ABH", "BH"),
    "work_cover": ("ABCDEFGHJKLM", "ABCDEFGHIJKLM", "I"),
    "above_scale": ("A", "AM", "M"),
    "must_found": ("ABH", "ABCDEFGHIJKLM", "ABH"),
    "unbuilt": ("BH", "ABH", "BH"),
    "unbuilt_none": ("H", "ABH", "H"),
    "unbuilt_joint": ("B", "ABH", "B"),
    "potential": ("I", "ABCDEFGHIJKLM", "I"),
    "no_members": ("JM", "ABCDEFGHIJKLM", "JM"),
    "joint_too_wide": ("BCDEFG", "BCDEFG", "BCDEFG"),
    "units_per_officer": ("ABCDEFGHKLM", "ABCDEFGHKLM", "ABCDEFGHKLM"),
}


def all_units(world: World) -> Any:
    return Unit.objects.visible_to(world.actor("city_leader"))


def names(rows: Any) -> str:
    return "".join(sorted(rows.values_list("name", flat=True)))


def test_every_row_of_the_table_was_counted_by_hand() -> None:
    assert COUNTED_BY_HAND.keys() == ROLLS.keys() == MEASURES.keys()


def test_every_rate_is_its_count_by_hand_in_one_query(world: World, city: dict[str, Unit]) -> None:
    rows = all_units(world)
    with CaptureQueriesContext(connection) as queries:
        found = rates(rows, rules=DEFAULTS)
    assert {
        rate.key: (rate.numerator, rate.denominator, rate.value_text) for rate in found
    } == COUNTED_BY_HAND
    assert all("分母" in rate.rule for rate in found)
    assert len(queries) == 1


@pytest.mark.parametrize("key", MEASURES)
def test_every_figure_opens_to_the_units_behind_it(
    world: World, city: dict[str, Unit], key: str
) -> None:
    opened = tuple(
        names(roll(all_units(world), measure=key, rules=DEFAULTS, side=side))
        for side in ("numerator", "denominator", "gap")
    )
    assert opened == ROLLS[key]


def test_a_matrix_has_each_cell_by_hand(world: World, city: dict[str, Unit]) -> None:
    found = matrix(all_units(world), rules=DEFAULTS, measure="organization_cover")
    assert [row.label for row in found.rows] == ["商圈市场", "律师"]
    assert [column.label for column in found.columns] == ["姑苏区", "苏州工业园区"]
    cells = [[(cell.numerator, cell.denominator) for cell in cells] for _, cells, _ in found.lines]
    assert cells == [[(7, 10), (0, 1)], [(1, 2), (0, 0)]]
    assert [(total.numerator, total.denominator) for _, _, total in found.lines] == [
        (7, 11),
        (1, 2),
    ]
    assert [cell.denominator for cell in found.column_line] == [12, 1]
    assert (found.total.numerator, found.total.denominator, found.total.percent) == (
        8,
        13,
        Decimal("61.5"),
    )


def test_the_cells_of_every_measure_of_units_add_up_to_its_rate(
    world: World, city: dict[str, Unit]
) -> None:
    for key, measure in MEASURES.items():
        if not measure.counts_units:
            with pytest.raises(ValueError, match="bodies"):
                matrix(all_units(world), rules=DEFAULTS, measure=key)
            continue
        total = matrix(
            all_units(world), rules=DEFAULTS, measure=key, rows="station", columns="town"
        ).total
        assert (total.numerator, total.denominator) == COUNTED_BY_HAND[key][:2], key


def test_units_without_a_station_have_a_line_of_their_own(world: World) -> None:
    entered(world, "甲", place=world.mall)
    found = matrix(
        all_units(world), rules=DEFAULTS, measure="work_cover", rows="station", columns="industry"
    )
    assert [(row.id, row.label) for row in found.rows] == [(None, "未落到位")]


def test_a_reader_of_a_district_counts_its_own_territory_across_industries(
    world: World, city: dict[str, Unit]
) -> None:
    def cover(who: str) -> tuple[int, int]:
        rate = rates(Unit.objects.visible_to(world.actor(who)), rules=DEFAULTS)[0]
        return rate.numerator, rate.denominator

    assert cover("district_reader") == (8, 12)
    assert cover("sip_reader") == (0, 1)
    assert cover("lawyer_leader") == (1, 2)
    assert cover("officer") == (7, 8)
    assert cover("stranger") == (0, 0)


def test_a_joint_branch_is_as_wide_as_all_of_its_units_whatever_one_looks_at(
    world: World, city: dict[str, Unit]
) -> None:
    one = all_units(world).filter(name="B")
    found = {rate.key: rate for rate in rates(one, rules=DEFAULTS)}
    assert found["joint_too_wide"].numerator == 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (1, 2000, "0.1"), (0, 4, "0.0")],
)
def test_per_cents_are_rounded_half_up(numerator: int, denominator: int, percent: str) -> None:
    assert percent_of(numerator, denominator) == Decimal(percent)


def test_nothing_over_nothing_is_no_per_cent(world: World) -> None:
    rate = rates(Unit.objects.none(), rules=DEFAULTS)[0]
    assert (rate.percent, rate.value_text, rate.denominator) == (None, "—", 0)


def test_another_rule_set_counts_anew(world: World, city: dict[str, Unit]) -> None:
    four = DEFAULTS.having(found_from=4, joint_units=6)
    found = {rate.key: rate.numerator for rate in rates(all_units(world), rules=four)}
    assert (found["must_found"], found["joint_too_wide"]) == (1, 0)


def test_the_age_of_contacts_and_verifications_is_shown(
    world: World, city: dict[str, Unit]
) -> None:
    officer = world.actor("officer")
    record_contact(unit=city["H"], contacted_on=COUNTED, actor=officer)
    record_contact(unit=city["H"], contacted_on=world.on, actor=officer)
    record_contact(unit=city["A"], contacted_on=days_ago(world, 40), actor=officer)
    record_contact(unit=city["B"], contacted_on=days_ago(world, 30), actor=officer)
    record_contact(unit=city["N"], contacted_on=days_ago(world, 50), actor=officer)
    verify_unit(unit=city["A"], actor=world.actor("station_head"))

    rows = all_units(world)
    with CaptureQueriesContext(connection) as queries:
        found = freshness(rows, on=world.on, rules=DEFAULTS)
    assert len(queries) == 1
    assert (found.units, found.stale_days) == (13, 30)
    contact = found.contact
    assert (contact.oldest_days, contact.median_days) == (40, 30)
    assert (contact.never, contact.stale) == (10, 11)
    assert (found.verification.never, found.verification.stale) == (12, 12)
    assert found.verification.oldest_on == world.on


def days_ago(world: World, days: int) -> dt.date:
    return world.on - dt.timedelta(days=days)


def test_no_cover_is_told_apart_from_every_other(world: World, city: dict[str, Unit]) -> None:
    covered = all_units(world).operating().covered()
    assert set(covered.values_list("cover", flat=True)) == {Cover.ALONE, Cover.JOINT}
