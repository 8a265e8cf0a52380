"""What guidance asks of people: liaisons to name, files to open, opinions in December."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people.grounds import owed_in
from tests.people.guidance_grounds import AT, DAY, a_file, a_liaison, an_opinion
from tests.world import World
from workflow.todos import Todo

DECEMBER = AT.replace(month=12, day=5)


def owed(world: World, person: str, at: dt.datetime = AT) -> list[Todo]:
    return owed_in("guidance", world.actor(person, at=at))


def test_a_committee_is_told_once_how_many_departments_have_nobody(world: World) -> None:
    a_liaison(world.home, "市商务局", "", starts_on=DAY)
    a_liaison(world.home, "市文旅局", "")
    a_liaison(world.home, "市体育局")

    (todo,) = owed(world, "mall_clerk")

    assert (todo.verb, todo.count, todo.light) == ("明确联络员", 2, "red")
    assert todo.waiting_since == dt.date(2025, 1, 1)
    assert todo.path == f"{reverse('people:liaison_list')}?committee={world.mall.pk}&state=vacant"


@pytest.mark.parametrize("person", ["city_leader", "lawyer_clerk", "secretary"])
def test_nobody_else_is_asked_for_it(world: World, person: str) -> None:
    a_liaison(world.home, name="")

    assert [todo for todo in owed(world, person) if todo.verb == "明确联络员"] == []


def test_a_named_liaison_settles_it(world: World) -> None:
    a_liaison(world.home)

    assert owed(world, "mall_clerk") == []


def test_a_station_is_asked_for_the_files_of_its_officers(world: World) -> None:
    (todo,) = owed(world, "single_head")

    assert (todo.verb, todo.title, todo.count) == ("建立指导员档案", world.single.name, 1)
    assert todo.path == reverse("people:officer_detail", args=[world.sibling_officer.pk])


def test_an_opened_file_settles_it(world: World) -> None:
    a_file(world.home, "sibling_officer")

    assert owed(world, "single_head") == []


def test_a_vacant_post_owes_no_file(world: World) -> None:
    held = world.home.appointment("sibling_officer")
    type(held).objects.filter(pk=held.pk).update(ends_on=DAY - dt.timedelta(days=1))

    assert owed(world, "single_head") == []


def test_opinions_are_asked_for_in_december_until_they_are_given(world: World) -> None:
    assert owed(world, "secretary") == []
    (todo,) = owed(world, "secretary", DECEMBER)
    assert (todo.verb, todo.due) == ("评价指导员", dt.date(2026, 12, 31))

    an_opinion(world.home, world.branch)

    assert owed(world, "secretary", DECEMBER) == []


def test_it_costs_one_query_and_none_for_readers(world: World) -> None:
    for person, most in (("mall_leader", 1), ("town_reader", 0), ("auditor", 0)):
        actor = world.actor(person, at=DECEMBER)
        with CaptureQueriesContext(connection) as queries:
            owed_in("guidance", actor)
        assert len(queries) == most
