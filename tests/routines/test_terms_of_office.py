"""Events: the end of a term, six months ahead and overdue, postponed; vacancies."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.models import CommitteeMember
from routines.actions.exceptions import postpone
from routines.models import Obligation, PartyGroup, Postponement
from routines.rules import light_of
from routines.terms import RecordKind, Standing
from tests.routines.conftest import at, owed, party, refreshed, standings
from tests.routines.records import confirmed, held
from tests.world import World

D = dt.date
TERM = {"term_from": D(2023, 3, 16), "term_to": D(2026, 3, 15)}


def colour(row: Obligation, on: D) -> str:
    """The light of a row on a day."""
    return light_of(row, rule=row.rule, on=on).colour


def postponed(world: World, row: Obligation, until: D, **given: object) -> Postponement:
    """A later day, registered by the officer on 10 March 2026."""
    facts = {
        "document_no": "示例〔2026〕3号",
        "approved_by": "示例街道党工委",
        "approved_on": D(2026, 3, 9),
        **given,
    }
    actor = world.actor(str(facts.pop("person", "officer")), at=at(D(2026, 3, 10)))
    return postpone(obligation=row, until=until, actor=actor, **facts)  # type: ignore[arg-type]


def test_a_term_is_owed_six_months_before_it_ends(ruled: World) -> None:
    party(ruled.branch, **TERM)

    refreshed(ruled, D(2025, 7, 1))
    assert standings(ruled.branch, "R-20") == {}
    refreshed(ruled, D(2025, 9, 15))

    row = owed(ruled.branch, "R-20")
    assert (row.opens_on, row.due_on) == (D(2025, 9, 15), D(2026, 3, 15))
    assert list(Obligation.objects.in_window(D(2025, 9, 14)).filter(pk=row.pk)) == []
    assert list(Obligation.objects.in_window(D(2025, 9, 15)).filter(pk=row.pk)) == [row]


def test_past_the_end_of_the_term_without_approval_it_is_overdue_and_red(ruled: World) -> None:
    """domain.md §11 case 4."""
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    row = owed(ruled.branch, "R-20")

    assert colour(row, D(2026, 3, 15)) == "yellow"
    assert not Obligation.objects.overdue(D(2026, 3, 15)).filter(pk=row.pk).exists()
    assert Obligation.objects.overdue(D(2026, 3, 16)).filter(pk=row.pk).exists()
    # The days of grace let a late election still be entered; the term is over all the same.
    assert colour(row, D(2026, 3, 16)) == "red"


def test_approved_within_a_year_it_is_yellow_until_the_later_day(ruled: World) -> None:
    """domain.md §11 case 4."""
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))

    postponed(ruled, owed(ruled.branch, "R-20"), D(2027, 3, 15))

    row = owed(ruled.branch, "R-20")
    assert (row.original_due_on, row.due_on) == (D(2026, 3, 15), D(2027, 3, 15))
    assert [colour(row, day) for day in (D(2026, 3, 16), D(2027, 3, 15), D(2027, 3, 16))] == [
        "yellow",
        "yellow",
        "red",
    ]
    assert refreshed(ruled, D(2026, 3, 16)).changed == 0
    assert owed(ruled.branch, "R-20").due_on == D(2027, 3, 15)


@pytest.mark.parametrize(
    ("until", "given", "code"),
    [
        (D(2027, 3, 16), {}, "too_long"),
        (D(2026, 3, 15), {}, "not_later"),
        (D(2026, 9, 15), {"approved_on": D(2026, 3, 11)}, "approved_later"),
    ],
)
def test_a_postponement_that_the_regulation_does_not_know_is_refused(
    ruled: World, until: D, given: dict[str, object], code: str
) -> None:
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))

    with pytest.raises(ValidationError) as refused:
        postponed(ruled, owed(ruled.branch, "R-20"), until, **given)

    assert refused.value.code == code


def test_two_postponements_together_are_no_longer_than_a_year(ruled: World) -> None:
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    postponed(ruled, owed(ruled.branch, "R-20"), D(2026, 12, 31))

    with pytest.raises(ValidationError, match="一年"):
        postponed(ruled, owed(ruled.branch, "R-20"), D(2027, 6, 30))

    postponed(ruled, owed(ruled.branch, "R-20"), D(2027, 3, 15))
    assert owed(ruled.branch, "R-20").original_due_on == D(2026, 3, 15)


def test_only_a_term_is_postponed(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))

    with pytest.raises(ValidationError) as refused:
        postponed(ruled, owed(ruled.branch, "R-13", period_start=D(2026, 3, 1)), D(2026, 6, 1))

    assert refused.value.code == "not_postponable"


@pytest.mark.parametrize("person", ["secretary", "station_head", "mall_leader", "twin.officer"])
def test_only_the_direct_superior_registers_it(ruled: World, person: str) -> None:
    party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))

    with pytest.raises(PermissionDenied):
        postponed(ruled, owed(ruled.branch, "R-20"), D(2026, 6, 1), person=person)


def test_months_in_which_the_term_is_over_are_withdrawn_until_the_new_one(ruled: World) -> None:
    """届满空窗 (domain.md §2): the committee meets again from the month after the election."""
    row = party(ruled.branch, officers=3, **TERM)
    refreshed(ruled, D(2026, 3, 15))
    assert standings(ruled.branch, "R-10")["2026-03-01"] == Standing.EXPECTED

    refreshed(ruled, D(2026, 3, 16))
    refreshed(ruled, D(2026, 4, 20))
    months = standings(ruled.branch, "R-10")
    assert (months["2026-03-01"], months["2026-04-01"]) == (Standing.WITHDRAWN,) * 2
    march = owed(ruled.branch, "R-10", period_start=D(2026, 3, 1))
    assert march.reason == "届满未换届，班子空窗"
    assert standings(ruled.branch, "R-13")["2026-03-01"] == Standing.EXPECTED

    row.term_from, row.term_to = D(2026, 4, 25), D(2029, 4, 24)
    row.save()
    refreshed(ruled, D(2026, 5, 2))

    months = standings(ruled.branch, "R-10")
    assert (months["2026-04-01"], months["2026-05-01"]) == (
        Standing.WITHDRAWN,
        Standing.EXPECTED,
    )


def test_with_an_approval_there_is_no_gap(ruled: World) -> None:
    party(ruled.branch, officers=3, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    postponed(ruled, owed(ruled.branch, "R-20"), D(2026, 9, 15))

    refreshed(ruled, D(2026, 4, 20))

    assert standings(ruled.branch, "R-10")["2026-03-01"] == Standing.EXPECTED


def test_a_registered_new_term_settles_the_old_one_on_its_first_day(ruled: World) -> None:
    row = party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    row.term_from, row.term_to = D(2026, 3, 12), D(2029, 3, 11)
    row.save()

    refreshed(ruled, D(2026, 3, 20))

    settled = owed(ruled.branch, "R-20")
    assert (settled.met_on, settled.standing) == (D(2026, 3, 12), Standing.EXPECTED)
    assert settled.reason == "按登记的新一届任期认定"
    assert refreshed(ruled, D(2026, 3, 20)).written == 0


def test_a_corrected_end_moves_the_row_and_a_corrected_beginning_replaces_it(ruled: World) -> None:
    row = party(ruled.branch, **TERM)
    refreshed(ruled, D(2026, 3, 2))
    row.term_to = D(2026, 4, 15)
    row.save()
    refreshed(ruled, D(2026, 3, 3))
    assert owed(ruled.branch, "R-20").due_on == D(2026, 4, 15)

    row.term_from = D(2023, 4, 16)
    row.save()
    refreshed(ruled, D(2026, 3, 4))

    assert standings(ruled.branch, "R-20") == {
        "2023-03-16": Standing.WITHDRAWN,
        "2023-04-16": Standing.EXPECTED,
    }


def test_an_empty_seat_is_owed_from_its_first_day_and_settled_when_filled(ruled: World) -> None:
    row = party(ruled.branch, officers=3, **TERM | {"term_to": D(2027, 3, 15)})
    seats = CommitteeMember.objects.filter(party_organization=row)
    seats.filter(duty="organizer").update(ends_on=D(2026, 1, 20))
    refreshed(ruled, D(2026, 3, 2))

    vacancy = owed(ruled.branch, "R-22")
    assert (vacancy.opens_on, vacancy.due_on) == (D(2026, 1, 20), D(2026, 4, 20))

    CommitteeMember.objects.create(
        party_organization=row, name="示例新", duty="organizer", starts_on=D(2026, 3, 10)
    )
    refreshed(ruled, D(2026, 3, 11))

    assert owed(ruled.branch, "R-22").met_on == D(2026, 3, 10)


def test_who_left_with_the_old_term_leaves_no_vacancy(ruled: World) -> None:
    row = party(ruled.branch, officers=5, **TERM)
    row.term_from, row.term_to = D(2026, 2, 1), D(2029, 1, 31)
    row.save()
    seats = CommitteeMember.objects.filter(party_organization=row)
    seats.filter(duty__in=("publicist", "deputy")).update(ends_on=D(2026, 2, 1))

    refreshed(ruled, D(2026, 3, 2))

    assert standings(ruled.branch, "R-22") == {}


def test_a_group_added_later_asks_for_one_meeting_more(ruled: World) -> None:
    """What was done stays, and a row that is asked for more is not met any longer."""
    first = PartyGroup.objects.create(
        organization=ruled.branch, name="一组", starts_on=D(2025, 1, 1)
    )
    refreshed(ruled, D(2026, 3, 2))
    confirmed(ruled, held(ruled, RecordKind.GROUP_MEETING, D(2026, 4, 3), group=first))
    april = owed(ruled.branch, "R-11", period_start=D(2026, 4, 1))
    assert (april.done, april.met_on) == (1, D(2026, 4, 3))
    PartyGroup.objects.create(organization=ruled.branch, name="二组", starts_on=D(2026, 3, 20))

    refreshed(ruled, D(2026, 4, 5))

    april.refresh_from_db()
    assert (april.needed, april.done, april.met_on) == (2, 1, None)
