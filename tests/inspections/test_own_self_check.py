"""Whoever handed in the self-check of a body neither scores nor checks it in another post."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hierarchy.actions.appointments import appoint, create_position
from hierarchy.terms import Role
from inspections.actions.adjusting import add_adjustment
from inspections.actions.checking import check_inspection, check_inspections, return_inspection
from inspections.actions.reading import take_readings
from inspections.actions.rounds import start_scoring
from inspections.actions.scoring import confirm_all, confirm_reading, set_scores, submit_scores
from inspections.actions.self_checks import submit_self_check
from inspections.models import Inspection
from inspections.own_sheets import BY_KEY, waiting_for
from inspections.score_rules import ScoreAnswer
from inspections.terms import InspectionStatus
from inspections.todos import InspectionTodos
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    as_person,
    page,
    plain,
    refused,
    said_of,
    score,
    self_checking,
    submitted,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]
OTHER = "station_clerk"


@pytest.fixture
def city(world: World, said: Said) -> City:
    """The station's head and the committee's leader serve the branch as well (一人多岗)."""
    said_of(world.home, said)
    city = world.home
    for person in (SCORER, CHECKER):
        post = create_position(
            organization=city.branch,
            title=f"副书记 {person}",
            role=Role.SECRETARY,
            actor=city.system,
        )
        appoint(
            user=city.user(person),
            position=post,
            starts_on=city.on,
            actor=city.system,
            reason="兼任",
        )
    return city


def looked_at(city: City, *, by: str) -> Inspection:
    """A sheet to be scored whose self-check a person handed in, read."""
    sheet = self_checking(city)
    submit_self_check(inspection=sheet, words="已对照。", answers={}, actor=city.actor(by))
    held = start_scoring(round=sheet.round, actor=city.actor(CHECKER))
    take_readings(round_id=held.pk, ticket=held.reading_ticket, actor=city.system)
    return Inspection.objects.get(pk=sheet.pk)


def test_nobody_scores_the_body_of_his_own_self_check(city: City) -> None:
    sheet, actor = looked_at(city, by=SCORER), city.actor(SCORER)
    answers = {score(sheet, "B1").pk: ScoreAnswer(Decimal(25))}

    with refused("second_person_needed"):
        set_scores(inspection=sheet, answers=answers, visited_on=None, words="", actor=actor)
    with refused("second_person_needed"):
        confirm_all(inspection=sheet, actor=actor)
    with refused("second_person_needed"):
        confirm_reading(score=score(sheet, "A1"), actor=actor)
    with refused("second_person_needed"):
        add_adjustment(inspection=sheet, points=Decimal(1), reason="市级表彰", actor=actor)
    with refused("second_person_needed"):
        submit_scores(inspection=sheet, actor=actor)

    assert submitted(sheet, city, by=OTHER).status == InspectionStatus.SCORED


def test_nobody_checks_the_body_of_his_own_self_check(city: City) -> None:
    sheet = submitted(looked_at(city, by=CHECKER), city, by=OTHER)
    actor = city.actor(CHECKER)

    with refused("second_person_needed"):
        check_inspection(inspection=sheet, actor=actor)
    with refused("second_person_needed"):
        return_inspection(inspection=sheet, reason="重评", actor=actor)
    assert check_inspections(inspections=Inspection.objects.all(), actor=actor) == 0
    assert list(waiting_for(actor, BY_KEY["check"])) == []


def test_nobody_is_asked_to_score_the_body_of_his_own_self_check(city: City, world: World) -> None:
    sheet = looked_at(city, by=SCORER)

    own, other = city.actor(SCORER), city.actor(OTHER)
    assert sheet not in waiting_for(own, BY_KEY["score"])
    assert sheet in waiting_for(other, BY_KEY["score"])
    counts = [
        next(todo.count for todo in InspectionTodos().todos(actor) if todo.verb == "核验评分")
        for actor in (own, other)
    ]
    assert counts == [1, 2]
    with as_person(world, SCORER) as client:
        shown = client.get(page("inspection_detail", sheet.pk)).content.decode()
        answer = client.get(page("inspection_score", sheet.pk), follow=True)
    assert page("inspection_score", sheet.pk) not in shown
    assert "自查由您本人提交，须由核验单位的另一人评分" in plain(answer)
