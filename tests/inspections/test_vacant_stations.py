"""Where nobody serves the station above a branch, the organizer of the round goes and looks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from hierarchy.models import Appointment
from inspections.actions.self_checks import submit_self_check
from inspections.actions.visits import take_over_visits
from inspections.models import Inspection, Round
from inspections.todos import InspectionTodos
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    as_person,
    page,
    plain,
    refused,
    said_of,
    scoring,
    self_checking,
    submitted,
)
from tests.world import City, World
from workflow.models import AuditEntry

Said = dict[str, dict[int, Any]]
LABEL = "转由本单位核验"


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


def emptied(city: City, *names: str) -> None:
    """These people left yesterday, and nobody took their posts."""
    held = [city.appointment(name).pk for name in names]
    yesterday = city.on - dt.timedelta(days=1)
    Appointment.objects.filter(pk__in=held).update(ends_on=yesterday)


def verbs(city: City, name: str) -> set[str]:
    return {todo.verb for todo in InspectionTodos().todos(city.actor(name))}


def examiners(held: Round) -> set[str]:
    return set(held.inspections.values_list("examiner__name", flat=True))


def test_a_round_that_is_opened_asks_no_station_where_nobody_serves(city: City) -> None:
    emptied(city, "single_head")
    sheet = self_checking(city, "sibling_branch")

    assert sheet.examiner == city.mall
    assert examiners(sheet.round) == {city.mall.name, city.station.name}


def test_a_station_whose_last_holder_left_is_told_to_the_committee(city: City) -> None:
    sheet = scoring(city)
    assert LABEL not in verbs(city, CHECKER)

    emptied(city, SCORER)
    assert LABEL not in verbs(city, CHECKER)
    emptied(city, "station_clerk")
    (line,) = (one for one in InspectionTodos().todos(city.actor(CHECKER)) if one.verb == LABEL)
    assert (line.count, line.title) == (2, sheet.round.name)
    assert "无人在岗" in line.hint
    assert LABEL not in verbs(city, "mall_clerk")


def test_the_committee_takes_over_what_nobody_would_look_at(city: City, world: World) -> None:
    sheet = scoring(city)
    emptied(city, SCORER, "station_clerk")

    with as_person(world, CHECKER) as client:
        shown = client.get(page("round_detail", sheet.round_id))
        address = page("round_move", sheet.round_id, "take_over")
        assert address in shown.content.decode()
        done = client.post(address, {"csrf": ""}, follow=True)
    assert "已转由本单位核验" in plain(done)
    assert examiners(sheet.round) == {city.mall.name, city.single.name}
    entry = AuditEntry.objects.get(verb="round.take_over")
    assert entry.after == {"visits": 2}
    fresh = Inspection.objects.get(pk=sheet.pk)
    assert submitted(fresh, city, by="mall_clerk").scored_by == city.user("mall_clerk")
    assert LABEL not in verbs(city, CHECKER)


def test_what_somebody_can_look_at_is_left_to_the_station(city: City) -> None:
    held = scoring(city).round

    with refused("nobody_absent"):
        take_over_visits(round=held, actor=city.actor(CHECKER))
    with pytest.raises(PermissionDenied):
        take_over_visits(round=held, actor=city.actor("mall_clerk"))


def test_a_station_where_only_the_self_checker_serves_has_nobody_for_that_body(city: City) -> None:
    sheet = self_checking(city)
    submit_self_check(inspection=sheet, words="已对照。", answers={}, actor=city.actor("secretary"))
    emptied(city, "station_clerk")
    Inspection.objects.filter(pk=sheet.pk).update(self_checked_by=city.user(SCORER))

    held = take_over_visits(round=sheet.round, actor=city.actor(CHECKER))

    taken = held.inspections.filter(examiner=city.mall)
    assert [one.organization for one in taken] == [city.branch]
