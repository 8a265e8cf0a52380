"""Whoever reads masks finds by what a mask shows: no search, no page tells whether a name exists.

Searched by the whole name, its pinyin, its end, and by a place between two pages.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hierarchy.names import pinyin_key
from hierarchy.paging import PAGE_SIZE
from people.models import Member
from tests.people.files import a_file, approving
from tests.people.grounds import affiliate, member, register_on
from tests.world import World

MEMBERS, HOURS, FILES = (
    reverse("people:member_list"),
    reverse("people:study_list"),
    reverse("people:admission_list"),
)
GUESSES = ("示例甲", "示例", "示例乙", "shi", "slj", "shilijia", "例甲", "甲", "示*", "示例*", "*")
EYES = ("officer", "station_head")


def keyed(world: World, name: str) -> Member:
    return member(world.branch, name, identity="", name_key=pinyin_key(name))


def read(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.fixture
def kept(world: World) -> World:
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    keyed(world, "示例甲")
    return world


@pytest.mark.parametrize("address", [MEMBERS, HOURS])
@pytest.mark.parametrize("person", EYES)
@pytest.mark.parametrize("guess", GUESSES)
def test_no_guess_at_a_name_finds_a_masked_member(
    kept: World, address: str, person: str, guess: str
) -> None:
    client = kept.login(Client(), person)

    assert "示**" in read(client, address)
    assert "示**" not in read(client, address, q=guess).replace(f'value="{guess}"', "")


@pytest.mark.parametrize("address", [MEMBERS, HOURS])
@pytest.mark.parametrize("words", ["示", "示**", " 示 ＊＊ "])
def test_what_the_mask_shows_finds_it(kept: World, address: str, words: str) -> None:
    keyed(kept, "王示")
    client = kept.login(Client(), "officer")

    said = read(client, address, q=words)

    assert ">示**<" in said
    assert ">王*<" not in said


@pytest.mark.parametrize("person", ["secretary", "lawyer_clerk"])
def test_who_reads_the_whole_name_still_finds_by_it(kept: World, person: str) -> None:
    client = kept.login(Client(), person)

    for words in ("示例甲", "shilijia", "slj", "示", "示**"):
        assert ">示例甲<" in read(client, MEMBERS, q=words), words


def test_files_of_applicants_are_found_by_the_mask_alone(world: World) -> None:
    approving(world.home)
    a_file(world.home, name="示例申")
    client = world.login(Client(), "officer")

    assert ">示**<" in read(client, FILES, q="示")
    for guess in ("示例申", "示例", "示*"):
        assert ">示**<" not in read(client, FILES, q=guess), guess


@pytest.mark.parametrize("address", [MEMBERS, HOURS])
def test_a_place_between_pages_holds_no_name_and_sorts_by_none(kept: World, address: str) -> None:
    for _ in range(PAGE_SIZE):
        keyed(kept, "示例丙")
    client = kept.login(Client(), "officer")

    first = read(client, address)

    assert "after=" in first
    assert "shili" not in first
    asked = read(client, address, after="shilibing|slb~0")
    assert asked.count(">示**<") == first.count(">示**<") == PAGE_SIZE
