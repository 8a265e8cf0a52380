"""Who serves a body scores nothing of it, in whatever other post, whoever handed the check in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from hierarchy.actions.appointments import appoint, create_position
from hierarchy.models import Appointment
from hierarchy.terms import Role
from inspections.actions.adjusting import add_adjustment
from inspections.actions.scoring import confirm_all, submit_scores
from inspections.actions.visits import take_over_visits
from inspections.models import Inspection
from inspections.own_sheets import BY_KEY, waiting_for
from inspections.terms import InspectionStatus
from inspections.todos import InspectionTodos
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    as_person,
    given,
    page,
    plain,
    refused,
    said_of,
    scoring,
    submitted,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]
OTHER = "station_clerk"


@pytest.fixture
def city(world: World, said: Said) -> City:
    """The station's head is a deputy secretary of the branch as well (一人多岗)."""
    said_of(world.home, said)
    city = world.home
    post = create_position(
        organization=city.branch, title="副书记", role=Role.SECRETARY, actor=city.system
    )
    appoint(
        user=city.user(SCORER), position=post, starts_on=city.on, actor=city.system, reason="兼任"
    )
    return city


def test_a_bodys_own_people_score_nothing_of_it(city: City) -> None:
    sheet, actor = scoring(city), city.actor(SCORER)

    with refused("second_person_needed"):
        given(sheet, city)
    with refused("second_person_needed"):
        confirm_all(inspection=sheet, actor=actor)
    with refused("second_person_needed"):
        add_adjustment(inspection=sheet, points=Decimal(1), reason="市级表彰", actor=actor)
    with refused("second_person_needed"):
        submit_scores(inspection=sheet, actor=actor)

    assert submitted(sheet, city, by=OTHER).status == InspectionStatus.SCORED


def test_a_bodys_own_people_are_not_asked_to_score_it(city: City, world: World) -> None:
    sheet = scoring(city)
    other = Inspection.objects.get(round=sheet.round, organization=city.second_branch)

    assert set(waiting_for(city.actor(SCORER), BY_KEY["score"])) == {other}
    assert set(waiting_for(city.actor(OTHER), BY_KEY["score"])) == {sheet, other}
    counts = [
        next(
            todo.count
            for todo in InspectionTodos().todos(city.actor(name))
            if todo.verb == "核验评分"
        )
        for name in (SCORER, OTHER)
    ]
    assert counts == [1, 2]
    with as_person(world, SCORER) as client:
        shown = client.get(page("inspection_detail", sheet.pk)).content.decode()
        answer = client.get(page("inspection_score", sheet.pk), follow=True)
    assert page("inspection_score", sheet.pk) not in shown
    assert "您在体检对象任职" in plain(answer)


def test_where_nobody_else_serves_the_station_the_organizer_takes_over(city: City) -> None:
    held = scoring(city).round
    with refused("nobody_absent"):
        take_over_visits(round=held, actor=city.actor(CHECKER))
    left = city.on - dt.timedelta(days=1)
    Appointment.objects.filter(pk=city.appointment(OTHER).pk).update(ends_on=left)

    take_over_visits(round=held, actor=city.actor(CHECKER))

    taken = held.inspections.filter(examiner=city.mall)
    assert [one.organization for one in taken] == [city.branch]
