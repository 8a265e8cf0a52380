"""What the routines tell an inspection: each reading counted by hand, in few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from routines.indicators import RoutineIndicators, begun_months, longest_run
from routines.models import Obligation, Record
from routines.terms import RecordKind, Source, Standing
from tests.routines.conftest import owed, party, refreshed
from tests.routines.records import held
from tests.world import FOUNDED, World
from workflow.indicators import MOST_ROWS, Period, Reading

D = dt.date
FIRST_HALF = Period(D(2026, 1, 1), D(2026, 6, 30), D(2026, 7, 5))
YEAR = Period(D(2026, 1, 1), D(2026, 12, 31), D(2027, 1, 5))
TERM = {"term_from": D(2023, 3, 16), "term_to": D(2026, 3, 15)}


def read(
    world: World, key: str, bodies: Sequence[Organization], period: Period = FIRST_HALF
) -> dict[int, Reading]:
    """One indicator of some bodies."""
    return dict(
        RoutineIndicators().readings(
            f"routines.{key}",
            tenant=world.home.bodies["city"].tenant,
            bodies=[body.pk for body in bodies],
            period=period,
        )
    )


def of_branch(world: World, key: str, period: Period = FIRST_HALF) -> Reading | None:
    """The same of the branch alone."""
    return read(world, key, [world.branch], period).get(world.branch.pk)


def parts(reading: Reading | None) -> tuple[int, int | None] | None:
    """Value and denominator as whole numbers."""
    if reading is None:
        return None
    return int(reading.value), None if reading.of is None else int(reading.of)


def meet(body: Organization, code: str, *days: D, **asked: Any) -> None:
    """The earliest rows of a body for a rule, met on these days."""
    rows = Obligation.objects.filter(organization=body, rule__code=code, **asked)
    for row, day in zip(rows.order_by("period_start"), days, strict=False):
        Obligation.objects.filter(pk=row.pk).update(done=row.needed, met_on=day)


def whole_year(world: World) -> None:
    """The rows of 2026, as they stand in January 2027."""
    refreshed(world, D(2027, 1, 5), since=D(2026, 1, 1))


def test_theme_days_are_those_done_of_those_owed_in_the_days(ruled: World) -> None:
    whole_year(ruled)
    meet(ruled.branch, "R-13", D(2026, 1, 9), D(2026, 2, 9), period_start__gte=D(2026, 1, 1))

    reading = of_branch(ruled, "theme_day")

    assert parts(reading) == (2, 6)
    assert reading is not None
    first, *_, last = reading.rows
    row = owed(ruled.branch, "R-13", period_start=D(2026, 1, 1))
    assert (first.label, first.day, first.counts) == ("主题党日（2026年1月）", D(2026, 1, 9), True)
    assert first.path == f"/routines/obligations/{row.pk}/"
    assert (last.day, last.counts) == (D(2026, 6, 30), False)


def test_what_is_not_due_yet_is_neither_held_nor_missing(ruled: World) -> None:
    whole_year(ruled)
    meet(ruled.branch, "R-13", D(2026, 1, 9), period_start__gte=D(2026, 3, 1))
    early = Period(D(2026, 1, 1), D(2026, 6, 30), D(2026, 3, 31))

    assert parts(of_branch(ruled, "theme_day", early)) == (1, 3)
    assert of_branch(ruled, "life_meeting") is None


def test_what_was_done_later_than_the_day_of_reading_is_not_done_yet(ruled: World) -> None:
    whole_year(ruled)
    meet(ruled.branch, "R-13", D(2026, 7, 6), period_start__gte=D(2026, 6, 1))

    assert parts(of_branch(ruled, "theme_day")) == (0, 6)


def test_within_its_grace_a_life_meeting_is_judged_only_once_it_was_held(ruled: World) -> None:
    whole_year(ruled)
    spring = Period(YEAR.start, YEAR.end, D(2027, 4, 1))
    meet(ruled.branch, "R-15", D(2026, 12, 20), period_start=YEAR.start)

    assert parts(of_branch(ruled, "life_meeting", YEAR)) == (1, 1)
    assert of_branch(ruled, "life_meetings_held", YEAR) is None
    assert parts(of_branch(ruled, "life_meeting", spring)) == (1, 2)
    assert parts(of_branch(ruled, "life_meetings_held", spring)) == (0, None)

    meet(ruled.branch, "R-14", D(2027, 2, 1), period_start=YEAR.start)
    assert parts(of_branch(ruled, "life_meetings_held", YEAR)) is None
    assert parts(of_branch(ruled, "life_meetings_held", spring)) == (1, None)


def test_what_is_exempt_is_in_neither_number(ruled: World) -> None:
    whole_year(ruled)
    row = owed(ruled.branch, "R-13", period_start=D(2026, 5, 1))
    Obligation.objects.filter(pk=row.pk).update(standing=Standing.EXEMPT, reason="停业装修")

    assert parts(of_branch(ruled, "theme_day")) == (0, 5)


def test_each_kind_of_record_has_its_own_reading(ruled: World) -> None:
    party(ruled.branch, officers=3, term_from=FOUNDED)
    whole_year(ruled)
    spring = Period(YEAR.start, YEAR.end, D(2027, 4, 1))

    expected = {
        "members_meeting": 4,
        "branch_committee": 12,
        "lecture": 5,
        "theme_day": 12,
        "life_meeting": 2,
        "talk": 3,
        "duty_report": 2,
    }
    found = {key: parts(of_branch(ruled, key, spring)) for key in expected}
    assert found == {key: (0, count) for key, count in expected.items()}
    assert of_branch(ruled, "group_meeting", spring) is None


def test_a_committee_without_a_branch_committee_has_nothing_to_judge(ruled: World) -> None:
    party(ruled.branch, officers=1)
    whole_year(ruled)

    assert of_branch(ruled, "branch_committee") is None


def test_the_longest_run_of_quarters_without_a_members_meeting(ruled: World) -> None:
    whole_year(ruled)
    meet(ruled.branch, "R-09", D(2026, 2, 1), period_start=D(2026, 1, 1))

    reading = of_branch(ruled, "quarters_without_members_meeting", YEAR)

    assert parts(reading) == (3, None)
    assert reading is not None
    assert [row.counts for row in reading.rows] == [False, True, True, True]
    meet(ruled.branch, "R-09", D(2026, 9, 1), period_start=D(2026, 7, 1))
    assert parts(of_branch(ruled, "quarters_without_members_meeting", YEAR)) == (1, None)


def test_a_quarter_that_is_not_judged_breaks_a_run() -> None:
    assert longest_run({}) == 0
    assert longest_run({1: True, 2: True}) == 0
    assert longest_run({1: False, 2: False, 4: False}) == 2
    assert longest_run({1: False, 3: False, 4: False, 5: False, 6: True}) == 3


def test_an_election_fails_while_it_is_overdue_and_not_held(ruled: World) -> None:
    party(ruled.branch, **TERM)
    party(ruled.second_branch, **TERM)
    party(ruled.sibling_branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    meet(ruled.branch, "R-20", D(2026, 3, 10))
    meet(ruled.second_branch, "R-20", D(2026, 5, 10))
    bodies = [ruled.branch, ruled.second_branch, ruled.sibling_branch, ruled.lawyer_branch]

    found = read(ruled, "election", bodies)

    assert [parts(found.get(body.pk)) for body in bodies] == [(1, 1), (1, 1), (0, 1), None]
    second_half = Period(D(2026, 7, 1), D(2026, 12, 31), D(2027, 1, 5))
    later = read(ruled, "election", bodies, second_half)
    assert [parts(later.get(body.pk)) for body in bodies] == [None, None, (0, 1), None]


def test_an_election_put_off_with_approval_is_not_owed_before_its_later_day(ruled: World) -> None:
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    Obligation.objects.filter(pk=owed(ruled.branch, "R-20").pk).update(
        original_due_on=D(2026, 3, 15), due_on=D(2026, 12, 15)
    )

    assert of_branch(ruled, "election") is None
    assert parts(of_branch(ruled, "election_overdue_months")) == (0, None)


def test_months_overdue_have_begun_since_the_oldest_election_was_due(
    ruled: World,
) -> None:
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    year_later = [D(2027, 3, 15), D(2027, 3, 16)]

    periods = [Period(D(2027, 1, 1), D(2027, 6, 30), on) for on in year_later]
    found = [parts(of_branch(ruled, "election_overdue_months", one)) for one in periods]

    assert found == [(12, None), (13, None)]
    assert read(ruled, "election_overdue_months", [ruled.lawyer_branch]) == {}
    meet(ruled.branch, "R-20", D(2026, 9, 1))
    assert parts(of_branch(ruled, "election_overdue_months", periods[1])) == (0, None)


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (D(2026, 1, 31), D(2026, 1, 1), 0),
        (D(2026, 1, 31), D(2026, 1, 31), 0),
        (D(2026, 1, 30), D(2026, 1, 31), 1),
        (D(2026, 1, 31), D(2026, 2, 28), 1),
        (D(2026, 1, 31), D(2026, 3, 1), 2),
        (D(2025, 3, 15), D(2026, 3, 15), 12),
        (D(2025, 3, 15), D(2026, 3, 16), 13),
    ],
)
def test_a_month_begins_on_the_day_after(since: D, on: D, months: int) -> None:
    assert begun_months(since, on) == months


def test_a_record_typed_within_seven_days_is_in_time(ruled: World) -> None:
    held(ruled, day=D(2026, 2, 2), typed=D(2026, 3, 10))
    held(ruled, day=D(2026, 3, 3), typed=D(2026, 3, 10))
    held(ruled, day=D(2026, 3, 4), typed=D(2026, 3, 12))
    outside = held(ruled, day=D(2026, 3, 5), typed=D(2026, 6, 12))
    Record.objects.filter(pk=outside.pk).update(source=Source.PLATFORM)
    held(ruled, RecordKind.TALK, D(2026, 3, 6), typed=D(2026, 3, 6), marks=["among_members"])
    held(ruled, day=D(2026, 6, 29), typed=D(2026, 7, 6))

    reading = of_branch(ruled, "typed_in_time")

    assert parts(reading) == (2, 4)
    assert reading is not None
    assert [row.counts for row in reading.rows] == [False, True, False, True]
    assert reading.rows[-1].label == "谈心谈话（2026年3月6日录入）"


def test_papers_and_meetings_of_a_committee(ruled: World) -> None:
    whole_year(ruled)
    mall = ruled.mall
    meet(
        mall, "S-09-1", *[D(2026, month, 3) for month in range(1, 6)], period_start__gte=YEAR.start
    )
    meet(mall, "S-06", D(2026, 2, 3), period_start=YEAR.start)
    meet(mall, "S-09-2", D(2026, 4, 8), period_start=YEAR.start)
    spring = Period(YEAR.start, YEAR.end, D(2027, 2, 1))

    keys = ("monthly_meetings", "quarterly_summaries", "annual_report")
    found = [parts(read(ruled, key, [mall], spring)[mall.pk]) for key in keys]

    assert found == [(5, 12), (1, 4), (0, 1)]
    assert read(ruled, "annual_report", [mall], YEAR) == {}


def test_elections_below_a_committee_in_time(ruled: World) -> None:
    for body in (ruled.branch, ruled.second_branch, ruled.lawyer_branch):
        party(body, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    meet(ruled.branch, "R-20", D(2026, 3, 15))
    meet(ruled.second_branch, "R-20", D(2026, 3, 16))

    found = read(ruled, "elections_in_time", [ruled.mall, ruled.lawyer])

    assert parts(found[ruled.mall.pk]) == (1, 2)
    assert parts(found[ruled.lawyer.pk]) == (0, 1)
    labels = [row.label for row in found[ruled.mall.pk].rows if row.counts]
    assert labels == ["观前商城党支部：按期换届（2026年3月15日）"]


def test_another_citys_bodies_are_never_read(ruled: World) -> None:
    whole_year(ruled)
    for one in RoutineIndicators().offered():
        key = one.key.removeprefix("routines.")
        assert not read(ruled, key, [ruled.twin.branch, ruled.twin.mall], YEAR), key


def test_no_more_queries_and_rows_for_many_bodies(ruled: World) -> None:
    more = [_founded(ruled, number) for number in range(18)]
    bodies = [ruled.branch, ruled.second_branch, *more]
    for body in bodies:
        party(body, **TERM)
        held(ruled, day=D(2026, 3, 1)) if body == ruled.branch else None
    whole_year(ruled)
    for one in RoutineIndicators().offered():
        key = one.key.removeprefix("routines.")
        asked = bodies if Tier.BRANCH in one.tiers else [ruled.mall, ruled.lawyer]
        counts = []
        for some in (asked[:1], asked):
            with CaptureQueriesContext(connection) as queries:
                found = read(ruled, key, some, YEAR)
            counts.append(len(queries))
            assert all(len(reading.rows) <= MOST_ROWS for reading in found.values())
        assert counts[0] == counts[1] <= 2, key


def test_readings_are_exact_numbers(ruled: World) -> None:
    whole_year(ruled)
    reading = of_branch(ruled, "theme_day")
    assert reading is not None
    assert isinstance(reading.value, Decimal)
    assert isinstance(reading.of, Decimal)


def _founded(world: World, number: int) -> Organization:
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
