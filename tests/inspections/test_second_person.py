"""What one person had a hand in, another decides; and nobody is asked for what he may not do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hierarchy.actions.appointments import appoint, create_position
from hierarchy.terms import Role
from inspections.actions.adjusting import add_adjustment
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.actions.rectifications import accept_plan, return_plan
from inspections.models import Inspection
from inspections.own_sheets import BY_KEY, waiting_counts, waiting_for
from inspections.terms import AppealStatus, RectificationStatus
from tests.inspections.letters import planned
from tests.inspections.scored import (
    CHECKER,
    SECRETARY,
    as_person,
    page,
    refused,
    said_of,
    score,
    scoring,
    submitted,
    told_sheet,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]
WORDS = "7月党员大会已补录"


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


@pytest.fixture
def doubled(city: City) -> City:
    """The committee's leader serves the branch as well (一人多岗)."""
    post = create_position(
        organization=city.branch, title="副书记", role=Role.SECRETARY, actor=city.system
    )
    appoint(
        user=city.user(CHECKER), position=post, starts_on=city.on, actor=city.system, reason="兼任"
    )
    return city


def test_nobody_answers_the_appeal_that_he_raised_for_the_body(doubled: City) -> None:
    line = score(told_sheet(doubled), "A1")
    appeal = raise_appeal(thing=line, words=WORDS, actor=doubled.actor(CHECKER))

    with refused("own_appeal"):
        answer_appeal(appeal=appeal, upheld=False, answer="维持", actor=doubled.actor(CHECKER))

    appeal.refresh_from_db()
    assert appeal.status == AppealStatus.RAISED


def test_nobody_agrees_to_the_plan_that_he_handed_in(doubled: City) -> None:
    letter = planned(doubled, by=CHECKER)

    with refused("own_plan"):
        accept_plan(rectification=letter, actor=doubled.actor(CHECKER))

    letter.refresh_from_db()
    assert letter.status == RectificationStatus.PLANNED
    return_plan(rectification=letter, reason="没有时限", actor=doubled.actor(CHECKER))


def test_nobody_is_asked_to_check_what_he_had_a_hand_in(city: City, world: World) -> None:
    """After the first check the page goes on to no sheet that could only be refused."""
    sheet = submitted(scoring(city), city)
    other = Inspection.objects.get(round=sheet.round, organization=city.second_branch)
    submitted(other, city)
    own = city.actor(CHECKER)
    add_adjustment(inspection=other, points=Decimal(1), reason="市级表彰", actor=own)

    assert waiting_counts(city.actor(CHECKER))["check"] == 1
    assert list(waiting_for(city.actor(CHECKER), BY_KEY["check"])) == [sheet]
    with as_person(world, CHECKER) as client:
        answer = client.post(page("inspection_check", sheet.pk), {"decision": "check"})
    assert answer.url == page("inspection_detail", sheet.pk)


def test_what_is_appealed_against_is_not_offered_again(city: City, world: World) -> None:
    line = score(told_sheet(city), "A1")
    with as_person(world, SECRETARY) as client:
        shown = client.get(page("inspection_detail", line.inspection_id)).content.decode()
        assert page("appeal_new", line.pk) in shown
        raise_appeal(thing=line, words=WORDS, actor=city.actor(SECRETARY))
        shown = client.get(page("inspection_detail", line.inspection_id)).content.decode()
    assert page("appeal_new", line.pk) not in shown
    assert page("appeal_new", score(line.inspection, "B1").pk) in shown


def test_a_rate_is_told_half_up(city: City, world: World, said: Said) -> None:
    said_of(city, said, value=1, of=16)
    sheet = told_sheet(city)
    with as_person(world, SECRETARY) as client:
        shown = client.get(page("inspection_detail", sheet.pk)).content.decode()
    assert "（6.3%）" in shown
    assert "（6.2%）" not in shown
