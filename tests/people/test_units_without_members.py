"""尚无党员的单位: from the funnel to the units, who of them applied, and how to begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coverage.models import Unit
from tests.coverage.joint_units import joining_unit
from tests.people.files import a_file, approving
from tests.projects.grounds import at
from tests.world import World

SPRING = reverse("coverage:spring")


@pytest.fixture
def unit(world: World) -> Iterator[Unit]:
    approving(world.home)
    found = joining_unit(
        world.home, "示例商贸", 0, place=world.branch, figures={"employees": 60, "members_here": 0}
    )
    facts = (("甲某", "", True), ("乙某", "财务主管", False), ("丙某", "分店店员", False))
    for place, (name, post, is_head) in enumerate(facts):
        a_file(
            world.home,
            name=name,
            work_place=f"{found.name}{post}",
            is_head=is_head,
            is_key_staff=place == 1,
            identity="",
        )
    with time_machine.travel(at(world.on), tick=False):
        yield found


def said(world: World, person: str, address: str = SPRING) -> str:
    answer: Any = world.login(Client(), person).get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_funnel_leads_to_the_units(world: World, unit: Unit) -> None:
    for person in ("secretary", "mall_leader"):
        assert f'href="{SPRING}"' in said(world, person, reverse("people:admission_board"))


def test_whoever_sees_files_reads_how_many_heads_and_key_staff_applied(
    world: World, unit: Unit
) -> None:
    for person in ("secretary", "officer", "station_head"):
        words = said(world, person)
        assert unit.name in words
        assert "负责人 1，骨干 1" in words
        assert not [name for name in ("甲某", "乙某", "甲*") if name in words]


def test_whoever_reads_totals_learns_of_no_head(world: World, unit: Unit) -> None:
    for person in ("mall_leader", "city_leader", "district_reader"):
        words = said(world, person)
        assert unit.name in words
        assert "负责人、骨干申请</th>" not in words
        assert "负责人 1" not in words


def test_a_branch_begins_an_application_with_the_unit_filled_in(world: World, unit: Unit) -> None:
    words = said(world, "secretary")
    assert "登记申请" in words
    assert "登记申请</a>" not in said(world, "officer")

    form = said(world, "secretary", f"{reverse('people:admission_new')}?work_place={unit.name}")
    assert f'value="{unit.name}"' in form
    assert "checked" in form


def test_the_page_costs_at_most_twelve_queries(world: World, unit: Unit) -> None:
    client = world.login(Client(), "secretary")
    client.get(SPRING)

    with CaptureQueriesContext(connection) as captured:
        client.get(SPRING)

    assert len(captured) <= 12
