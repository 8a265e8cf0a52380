"""What the ledger tells other rooms of party organisations, in few queries, by city rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coverage.actions.rules import change_rule
from coverage.facts import PartyFacts
from coverage.models import CommitteeMember
from coverage.terms import Duty, RuleKey
from tests.routines.conftest import members, party
from tests.world import FOUNDED, World
from workflow.facts import Facts
from workflow.terms import Force

FROM = dt.date(2026, 6, 1)
EVE = FROM - dt.timedelta(days=1)


def told(world: World, *days: dt.date) -> list[Facts]:
    found = PartyFacts().facts(tenant=world.tenant, days=days, organizations=[world.branch.pk])
    return [found[day][world.branch.pk] for day in days]


def test_a_committee_is_due_by_the_number_of_the_day(world: World) -> None:
    party(world.branch)
    members(world.branch, world, 6, on=dt.date(2026, 1, 1))
    assert [facts.committee_due for facts in told(world, EVE, FROM)] == [False, False]

    change_rule(
        tenant=world.tenant,
        key=RuleKey.COMMITTEE_FROM,
        value=5,
        force=Force.MUST,
        article="市委两新工委通知（示例）",
        effective_from=FROM,
        actor=world.actor("city_leader"),
    )

    assert [facts.committee_due for facts in told(world, EVE, FROM)] == [False, True]


def test_another_citys_number_counts_for_nothing(world: World) -> None:
    party(world.branch)
    members(world.branch, world, 6, on=dt.date(2026, 1, 1))
    change_rule(
        tenant=world.twin.tenant,
        key=RuleKey.COMMITTEE_FROM,
        value=5,
        force=Force.MUST,
        article="市委两新工委通知（示例）",
        effective_from=FROM,
        actor=world.actor("twin.city_leader"),
    )

    (facts,) = told(world, FROM)
    assert (facts.regular, facts.committee_due) == (6, False)


def test_who_held_a_duty_is_read_along_with_the_body(world: World) -> None:
    row = party(world.branch, officers=3, term_from=FOUNDED)
    secretary = CommitteeMember.objects.get(party_organization=row, duty=Duty.SECRETARY)
    secretary.ends_on = FROM
    secretary.save()
    CommitteeMember.objects.create(party_organization=row, name="无日期", duty=Duty.DEPUTY)

    before, after = told(world, EVE, FROM)

    assert (before.secretary, before.officers, before.vacant_since) == (secretary.name, 4, None)
    assert (after.secretary, after.officers, after.vacant_since) == ("", 3, FROM)
    assert before.seated_on == after.seated_on == FOUNDED


def test_a_seat_that_was_filled_again_is_not_what_stands_empty(world: World) -> None:
    row = party(world.branch, officers=0, term_from=FOUNDED)
    week = dt.timedelta(days=7)
    for name, starts_on, ends_on in (
        ("甲", FOUNDED, FROM),
        ("乙", FOUNDED, FROM + 2 * week),
        ("丙", FROM + week, None),
    ):
        CommitteeMember.objects.create(
            party_organization=row,
            name=name,
            duty=Duty.DEPUTY,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    days = [FROM, FROM + week, FROM + 2 * week]
    assert [facts.vacant_since for facts in told(world, *days)] == [FROM, None, FROM + 2 * week]


@pytest.mark.parametrize("officers", [0, 3])
def test_one_query_and_one_for_each_day(
    world: World, officers: int, django_assert_num_queries: Any
) -> None:
    party(world.branch, officers=officers)
    members(world.branch, world, 6, on=dt.date(2026, 1, 1))

    tenant, asked = world.tenant, [world.branch.pk]
    for days in ([FROM], [EVE, FROM]):
        with django_assert_num_queries(1 + len(days)):
            PartyFacts().facts(tenant=tenant, days=days, organizations=asked)
