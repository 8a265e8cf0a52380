"""A button pressed twice sets one thing down: the second press is told of the first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from people.actions.studies import record_study
from people.models import Admission, PointsEntry, StudyRecord
from people.terms import StudyKind
from tests.people.files import BORN, approving
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


def sent_twice(client: Client, page: str, **given: Any) -> tuple[dict[str, Any], list[Any]]:
    """One form drawn, filled in and sent twice."""
    path = reverse(f"people:{page}")
    key = str(client.get(path).context["form"]["once"].value())
    assert f'name="once" value="{key}"' in client.post(path, {"once": key}).text
    whole = given | {"once": key}
    return whole, [client.post(path, whole) for _ in range(2)]


def test_an_application_whose_form_is_sent_twice_opens_one_file(city: City, client: Client) -> None:
    approving(city, register=False)
    given = {"born_on": str(BORN), "applied_on": "2026-03-01", "superior": city.lawyer.pk}
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        whole, answers = sent_twice(client, "admission_new", name="申请甲", **given)
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
        assert Admission.objects.count() == 1

        client.post(reverse("people:admission_new"), whole | {"name": "申请乙"})
        _, answers = sent_twice(client, "admission_new", name="申请甲", **given)

    assert sorted(Admission.objects.values_list("name", flat=True)) == [
        "申请乙",
        "申请甲",
        "申请甲",
    ]


def test_points_whose_form_is_sent_twice_are_claimed_once(city: City, client: Client) -> None:
    rule = next(iter(points_on(city).values()))
    (one,) = members(city, "示例甲")
    given = {"member": one.pk, "rule": rule.pk, "happened_on": "2026-03-01"}
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        whole, answers = sent_twice(client, "points_new", event="社区志愿服务", **given)
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
        assert PointsEntry.objects.count() == 1
        client.post(reverse("people:points_new"), whole | {"event": "另一次服务"})

    assert PointsEntry.objects.count() == 2
