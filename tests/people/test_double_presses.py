"""A button pressed twice sets one thing down: the second press is told of the first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from people.actions.studies import record_study
from people.models import StudyRecord
from people.terms import StudyKind
from tests.people.growth_grounds import members, points_on
from tests.people.refused import refused
from tests.world import City, World

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_hours_studied_elsewhere_are_set_down_once(city: City) -> None:
    points_on(city)
    (one,) = members(city, "示例甲")
    content = {
        "title": "网络课程",
        "kind": StudyKind.choices[0][0],
        "studied_on": DAY,
        "hours": Decimal(2),
    }
    actor = city.actor("secretary")
    record_study(learner=one, content=content, actor=actor)

    with refused("recorded_already"):
        record_study(learner=one, content=content, actor=actor)
    record_study(learner=one, content=content | {"hours": Decimal(3)}, actor=actor)

    assert StudyRecord.objects.count() == 2
