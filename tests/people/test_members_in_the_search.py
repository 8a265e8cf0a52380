"""Members in the search over everything: a branch its own, masks for masks, numbers never."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hierarchy.names import pinyin_key
from people.models import Member, PeoplePolicy
from tests.people.grounds import IDENTITY, PHONE, affiliate, member, register_on
from tests.world import World

SEARCH = reverse("workbench:search")


@pytest.fixture
def one(world: World) -> Member:
    register_on(world.home)
    register_on(world.twin)
    affiliate(world.branch, world.lawyer)
    return member(world.branch, name_key=pinyin_key("示例甲"))


def said(world: World, person: str, words: str) -> str:
    answer = world.login(Client(), person).get(SEARCH, {"q": words})
    assert answer.status_code == 200
    return str(answer.text).replace(f'value="{words}"', "").replace(f"“{words}”", "")


@pytest.mark.parametrize("person", ["secretary", "lawyer_clerk"])
def test_a_branch_and_its_committee_find_their_member(
    world: World, one: Member, person: str
) -> None:
    for words in ("示例甲", "shilijia", "slj"):
        text = said(world, person, words)
        assert reverse("people:member_detail", args=[one.pk]) in text, words
        assert "正式党员" in text


@pytest.mark.parametrize("person", ["officer", "station_head"])
def test_whoever_reads_masks_finds_by_the_mask_and_reads_it(
    world: World, one: Member, person: str
) -> None:
    link = reverse("people:member_detail", args=[one.pk])

    text = said(world, person, "示**")
    assert link in text
    assert "示**" in text
    assert "示例甲" not in text
    for guess in ("示例甲", "示例", "slj"):
        assert link not in said(world, person, guess), guess


@pytest.mark.parametrize(
    "person", ["mall_leader", "city_leader", "second_secretary", "town_reader", "twin.secretary"]
)
def test_others_find_nobody(world: World, one: Member, person: str) -> None:
    for words in ("示例甲", "示**", "示"):
        text = said(world, person, words)
        assert reverse("people:member_detail", args=[one.pk]) not in text


@pytest.mark.parametrize("words", [PHONE, IDENTITY, PHONE[:7], "示例路1号"])
def test_no_number_and_no_address_finds_anybody(world: World, one: Member, words: str) -> None:
    assert reverse("people:member_detail", args=[one.pk]) not in said(world, "secretary", words)


def test_a_city_that_keeps_counts_only_finds_nobody(world: World, one: Member) -> None:
    PeoplePolicy.objects.filter(tenant=world.tenant).update(register_on=False)

    assert reverse("people:member_detail", args=[one.pk]) not in said(world, "secretary", "示例甲")


def test_the_search_asks_no_more_for_it(world: World, one: Member) -> None:
    client = world.login(Client(), "secretary")
    client.get(SEARCH, {"q": "示例甲"})

    with CaptureQueriesContext(connection) as captured:
        client.get(SEARCH, {"q": "示例甲"})

    assert len(captured) <= 12
