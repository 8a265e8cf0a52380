"""Workers and talents in the search over everything: for whoever sees their body, not elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people.growth_grounds import a_talent, a_worker
from tests.world import World

SEARCH = reverse("workbench:search")


def said(world: World, person: str, words: str) -> str:
    answer = world.login(Client(), person).get(SEARCH, {"q": words})
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize("person", ["mall_leader", "city_clerk"])
def test_a_worker_and_a_talent_are_found_by_name_with_what_they_are(
    world: World, person: str
) -> None:
    worker, talent = a_worker(world.home), a_talent(world.home)

    text = said(world, person, "示例")

    assert reverse("people:worker_detail", args=[worker.pk]) in text
    assert reverse("people:talent_detail", args=[talent.pk]) in text
    for words in (world.mall.name, "专职党务工作者", "专业人才"):
        assert words in text


@pytest.mark.parametrize("person", ["lawyer_leader", "stranger", "twin.mall_leader"])
def test_whoever_does_not_see_the_body_finds_neither(world: World, person: str) -> None:
    worker, talent = a_worker(world.home), a_talent(world.home)

    text = said(world, person, "示例")

    assert reverse("people:worker_detail", args=[worker.pk]) not in text
    assert reverse("people:talent_detail", args=[talent.pk]) not in text


def test_who_has_left_is_found_no_more(world: World) -> None:
    gone = dt.date(2026, 1, 31)
    worker, talent = a_worker(world.home, left_on=gone), a_talent(world.home, left_on=gone)

    text = said(world, "mall_leader", "示例")

    assert reverse("people:worker_detail", args=[worker.pk]) not in text
    assert reverse("people:talent_detail", args=[talent.pk]) not in text


def test_they_cost_no_query_of_their_own(world: World) -> None:
    client = world.login(Client(), "mall_leader")
    client.get(SEARCH, {"q": "示例"})
    with CaptureQueriesContext(connection) as before:
        client.get(SEARCH, {"q": "示例"})
    for number in range(5):
        a_worker(world.home, name=f"示例丙{number}")
        a_talent(world.home, name=f"示例丁{number}")

    with CaptureQueriesContext(connection) as after:
        client.get(SEARCH, {"q": "示例"})

    assert len(after) == len(before)
