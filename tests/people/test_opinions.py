"""What bodies say of their officer: once a year, told as sums, never with the body's name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.models import Appointment
from people.actions.opinions import give_opinion
from people.models import Opinion
from people.opinion_sums import OpinionSum, sums_for
from tests.people.guidance_grounds import DAY, an_opinion
from tests.world import World
from workflow.models import AuditEntry

YEAR = DAY.year
SAID = {"is_helpful": True, "is_in_time": False, "words": "希望多来走走"}


def given(world: World, body: str = "branch", person: str = "secretary", **more: int) -> Opinion:
    return give_opinion(
        organization=getattr(world, body),
        content=SAID,
        actor=world.actor(person),
        **{"year": YEAR} | more,
    )


def of_this_year(world: World, person: str) -> OpinionSum | None:
    sums = sums_for(world.officer, years=(YEAR, YEAR - 1), actor=world.actor(person))
    return sums[0] if sums else None


def three_opinions(world: World) -> None:
    an_opinion(world.home, world.branch, words="乙意见")
    an_opinion(world.home, world.second_branch, is_in_time=False)
    an_opinion(world.home, world.unit, is_helpful=False, words="甲意见")


def test_a_branch_speaks_of_the_officer_above_it(world: World) -> None:
    row = given(world)

    assert (row.officer, row.user) == (world.officer, world.user("officer"))
    assert (row.is_helpful, row.is_in_time, row.words) == (True, False, "希望多来走走")


def test_a_unit_without_a_branch_speaks_too(world: World) -> None:
    assert given(world, "unit", "contact").organization == world.unit


def test_the_trail_keeps_that_it_was_given_and_not_what_was_said(world: World) -> None:
    given(world)

    entry = AuditEntry.objects.get(verb="opinion.give")
    assert entry.after == {"officer": "平江1岗", "year": YEAR}
    assert "希望" not in f"{entry.reason}{entry.target_label}"


def test_once_a_year(world: World) -> None:
    given(world)
    given(world, year=YEAR - 1)

    with pytest.raises(ValidationError) as error:
        given(world)

    assert error.value.code == "given_already"


@pytest.mark.parametrize("year", [YEAR - 2, YEAR + 1])
def test_only_of_this_year_and_the_one_before(world: World, year: int) -> None:
    with pytest.raises(ValidationError) as error:
        given(world, year=year)

    assert error.value.error_dict["year"][0].code == "wrong_year"


@pytest.mark.parametrize("person", ["officer", "station_head", "second_secretary"])
def test_nobody_speaks_for_another_body(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        given(world, person=person)


def test_an_officer_has_no_officer(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        given(world, "officer", "officer")

    assert error.value.code == "no_officer"


def test_the_officer_reads_nothing_before_three_have_spoken(world: World) -> None:
    an_opinion(world.home, world.branch, words="甲意见")
    an_opinion(world.home, world.second_branch)

    assert of_this_year(world, "officer") == OpinionSum(YEAR, is_held_back=True)


@pytest.mark.parametrize("person", ["officer", "delegate"])
def test_then_the_officer_reads_sums_and_words_without_names(world: World, person: str) -> None:
    three_opinions(world)

    found = of_this_year(world, person)

    assert found == OpinionSum(YEAR, 3, 2, 2, ["乙意见", "甲意见"])


def test_a_successor_reads_nothing_that_was_said_of_the_one_before(world: World) -> None:
    three_opinions(world)
    Opinion.objects.filter(organization=world.unit).update(user=world.user("expired"))

    assert of_this_year(world, "officer") == OpinionSum(YEAR, is_held_back=True)
    assert of_this_year(world, "station_head") == OpinionSum(YEAR, 3, 2, 2)


@pytest.mark.parametrize("person", ["station_head", "mall_leader", "city_leader"])
def test_those_above_read_sums_alone(world: World, person: str) -> None:
    an_opinion(world.home, world.branch, words="甲意见", is_helpful=False)

    assert of_this_year(world, person) == OpinionSum(YEAR, 1, 0, 1)


@pytest.mark.parametrize(
    "person", ["secretary", "single_head", "lawyer_leader", "twin.officer", "administrator"]
)
def test_others_read_nothing_of_it(world: World, person: str) -> None:
    three_opinions(world)

    assert of_this_year(world, person) is None


def test_years_are_told_apart(world: World) -> None:
    three_opinions(world)
    an_opinion(world.home, world.branch, year=YEAR - 1)

    _, before = sums_for(world.officer, years=(YEAR, YEAR - 1), actor=world.actor("station_head"))

    assert (before.year, before.given) == (YEAR - 1, 1)


def test_an_officer_finds_no_opinion_of_the_own_post_by_any_query(world: World) -> None:
    three_opinions(world)

    assert not Opinion.objects.visible_to(world.actor("officer")).exists()
    assert Opinion.objects.visible_to(world.actor("secretary")).count() == 1


def test_an_opinion_of_last_year_is_of_who_served_then(world: World) -> None:
    held = world.home.appointment("officer")
    Appointment.objects.filter(position=held.position).exclude(pk=held.pk).delete()
    Appointment.objects.filter(pk=held.pk).update(ends_on=dt.date(YEAR - 1, 12, 31))
    Appointment.objects.create(
        user=world.user("sibling_officer"),
        position=held.position,
        starts_on=dt.date(YEAR, 1, 1),
    )

    assert given(world, year=YEAR - 1).user == world.user("officer")
    assert given(world).user == world.user("sibling_officer")
