"""What the ledger tells an inspection of a branch: its committee, and who looks after it."""

from __future__ import annotations

import datetime as dt

import pytest

from coverage.actions.contacts import record_contact
from coverage.branch_indicators import months_before, months_in
from coverage.facts import Committee, Seat
from coverage.models import CommitteeMember, Unit
from coverage.terms import Duty
from hierarchy.models import Organization
from tests.coverage.conftest import entered
from tests.coverage.readings import HALF, parts, read
from tests.routines.conftest import members, party
from tests.world import FOUNDED, World
from workflow.indicators import Period, Reading

D = dt.date
ON = HALF.on


def complete(world: World, on: D = ON) -> Reading:
    """The committee of the branch on a day."""
    period = Period(HALF.start, HALF.end, on)
    return read(world, "committee_complete", [world.branch], period)[world.branch.pk]


def leave(body: Organization, duty: str, day: D) -> None:
    """Whoever holds a duty leaves it on a day."""
    seats = CommitteeMember.objects.filter(party_organization__organization=body, duty=duty)
    seats.update(ends_on=day)


def test_a_committee_with_every_seat_filled_lacks_nothing(world: World) -> None:
    party(world.branch, officers=3, term_from=FOUNDED)

    reading = complete(world)

    assert (int(reading.value), reading.of, reading.lacks_all) == (0, None, False)
    assert [row.label for row in reading.rows] == ["支部委员会：现登记 3 人"]
    assert reading.rows[0].path == f"/parties/{world.branch.pk}/"


def test_a_seat_counts_once_it_has_stood_empty_for_more_than_three_months(world: World) -> None:
    party(world.branch, officers=5, term_from=FOUNDED)
    leave(world.branch, Duty.ORGANIZER, D(2026, 4, 5))
    leave(world.branch, Duty.PUBLICIST, D(2026, 4, 4))

    reading = complete(world)

    assert (int(reading.value), reading.lacks_all) == (1, False)
    assert [(row.label, row.day, row.counts) for row in reading.rows[:2]] == [
        ("宣传委员：空缺", D(2026, 4, 4), True),
        ("组织委员：空缺", D(2026, 4, 5), False),
    ]
    assert int(complete(world, D(2026, 7, 6)).value) == 2
    assert int(complete(world, D(2026, 4, 3)).value) == 0


def test_without_a_secretary_it_lacks_everything_from_the_first_day(world: World) -> None:
    party(world.branch, officers=3, term_from=FOUNDED)
    leave(world.branch, Duty.SECRETARY, D(2026, 7, 5))

    assert complete(world).lacks_all
    assert not complete(world, D(2026, 7, 4)).lacks_all
    assert complete(world).rows[0].label == "书记：空缺"


def test_a_branch_without_particulars_has_no_registered_secretary(world: World) -> None:
    reading = complete(world)

    assert reading.lacks_all
    assert reading.rows[0].label == "书记：未登记"


def test_a_committee_that_is_due_and_was_never_full_is_short_of_the_rest(world: World) -> None:
    party(world.branch, officers=1)
    members(world.branch, world, 7, on=D(2026, 2, 1))

    assert int(complete(world).value) == 2
    assert complete(world).rows[-1].label == "支部委员会：现登记 1 人，应不少于 3 人"
    assert int(complete(world, D(2026, 4, 30)).value) == 0


def test_a_bare_unit_is_never_read(world: World) -> None:
    assert read(world, "committee_complete", [world.unit]) == {}
    assert read(world, "contacted_monthly", [world.unit]) == {}


def test_who_took_a_duty_up_filled_the_seat_that_was_empty_longest() -> None:
    first, second, third = (D(2026, month, 1) for month in (1, 3, 6))
    seats = [
        Seat("甲", Duty.MEMBER, FOUNDED, first),
        Seat("乙", Duty.MEMBER, FOUNDED, third),
        Seat("丙", Duty.MEMBER, second, None),
        Seat("丁", Duty.DEPUTY, D(2019, 1, 1), D(2020, 1, 1)),
    ]
    committee = Committee(term_from=D(2020, 1, 1), seats=seats)

    assert committee.vacancies(D(2026, 2, 1)) == [(Duty.MEMBER, first)]
    assert committee.vacancies(D(2026, 5, 1)) == []
    assert committee.vacancies(D(2026, 7, 1)) == [(Duty.MEMBER, third)]


def unit_of(world: World) -> Unit:
    """A unit that the branch covers."""
    return entered(world, "甲", place=world.branch, cover="alone", on=D(2026, 1, 1))


def contacted(world: World, unit: Unit, day: D, person: str = "officer") -> None:
    """A contact written down on its day."""
    at = dt.datetime.combine(day, dt.time(17), tzinfo=world.home.at.tzinfo)
    record_contact(unit=unit, contacted_on=day, actor=world.actor(person, at=at))


def test_months_with_a_contact_of_those_gone_by(world: World) -> None:
    unit = unit_of(world)
    for day in (D(2026, 1, 5), D(2026, 1, 20), D(2026, 3, 31), D(2026, 7, 1)):
        contacted(world, unit, day)

    found = read(world, "contacted_monthly", [world.branch, world.second_branch], HALF)

    assert (parts(found, world.branch), parts(found, world.second_branch)) == ((2, 6), None)
    january, february, *_ = found[world.branch.pk].rows
    assert (january.label, january.day, january.counts) == ("2026年1月", D(2026, 1, 20), True)
    assert january.path == f"/units/{unit.pk}/"
    assert (february.day, february.counts) == (D(2026, 2, 28), False)


def test_a_month_that_still_runs_is_judged_only_once_there_was_a_contact(world: World) -> None:
    unit = unit_of(world)
    period = Period(HALF.start, HALF.end, D(2026, 2, 15))

    assert parts(read(world, "contacted_monthly", [world.branch], period), world.branch) == (0, 1)
    contacted(world, unit, D(2026, 2, 10))
    assert parts(read(world, "contacted_monthly", [world.branch], period), world.branch) == (1, 2)


def test_what_the_branch_wrote_down_itself_is_no_contact_of_the_officer(world: World) -> None:
    unit = unit_of(world)
    contacted(world, unit, D(2026, 2, 3), "secretary")
    contacted(world, unit, D(2026, 3, 3), "station_head")

    found = read(world, "contacted_monthly", [world.branch], HALF)

    assert parts(found, world.branch) == (1, 6)


def test_the_calendar_months_that_end_within_the_days() -> None:
    period = Period(D(2026, 1, 15), D(2026, 3, 30), ON)
    assert [month.first for month in months_in(period)] == [D(2026, 1, 1), D(2026, 2, 1)]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (D(2026, 7, 5), D(2026, 4, 5)),
        (D(2026, 5, 31), D(2026, 2, 28)),
        (D(2026, 2, 1), D(2025, 11, 1)),
    ],
)
def test_three_months_before_a_day(day: D, before: D) -> None:
    assert months_before(day, 3) == before
