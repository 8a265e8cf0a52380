"""The search finds what was held, in scope; of a talk only that it was held."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from routines.actions.recording import withdraw_record
from routines.actions.talks import write_talk
from routines.models import Record
from routines.terms import RecordKind
from tests.routines.records import held
from tests.world import World

DAY = dt.date(2026, 2, 27)
PARTNER, POINTS = "谈话对象某同志", "对照检查思想包袱"


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.fixture
def talk(world: World) -> Record:
    record = held(world, RecordKind.TALK, DAY)
    write_talk(
        record=record,
        talker="谈话人某书记",
        partner=PARTNER,
        points=POINTS,
        actor=world.actor("secretary"),
    )
    return record


def found(client: Client, words: str) -> dict[str, str]:
    """By address: the line of each record found."""
    html = client.get(reverse("workbench:search"), {"q": words}).text
    lines = re.findall(r"<li>\s*<a href=\"(/[^\"]*)\">(.*?)</li>", html, re.DOTALL)
    plain = {url: " ".join(re.sub(r"<[^>]+>", " ", line).split()) for url, line in lines}
    return {url: line for url, line in plain.items() if "/records/" in url}


def at(record: Record) -> str:
    return reverse("routines:record_detail", args=[record.pk])


@pytest.mark.parametrize(
    "words",
    [
        "共读一本书",
        "观前商城",
        "gqsc",
        "主题党日",
        "2月27日",
        "2026年2月27日",
        "2026-02-27",
        "2026年2月",
        "观前商城 主题党日",
        "2月27日主题党日",
    ],
)
def test_a_record_is_found_by_title_body_kind_and_day(
    world: World, client: Client, words: str
) -> None:
    record = held(world, day=DAY, title="共读一本书")
    world.login(client, "officer")

    line = found(client, words)[at(record)]

    assert "共读一本书" in line
    assert "主题党日" in line
    assert world.branch.name in line
    assert "2月27日(周五)" in line


@pytest.mark.parametrize(
    "words", ["2月28日", "2025年2月27日", "2026-02-30", "99月99日", "观前商城 党课", "共读两本"]
)
def test_what_says_otherwise_is_not_found(world: World, client: Client, words: str) -> None:
    held(world, day=DAY, title="共读一本书")
    world.login(client, "officer")

    assert found(client, words) == {}


@pytest.mark.parametrize("who", ["sibling_officer", "lawyer_leader", "twin.officer", "stranger"])
def test_nobody_finds_a_record_out_of_scope(world: World, client: Client, who: str) -> None:
    held(world, day=DAY, title="共读一本书")
    world.login(client, who)

    assert found(client, "共读一本书") == {}


def test_a_record_that_was_withdrawn_is_not_found(world: World, client: Client) -> None:
    record = held(world, day=DAY, title="共读一本书")
    withdraw_record(record=record, reason="重复登记", actor=world.actor("secretary"))
    world.login(client, "secretary")

    assert found(client, "共读一本书") == {}


@pytest.mark.parametrize("who", ["officer", "mall_leader", "city_leader", "town_reader"])
def test_a_talk_shows_its_day_and_body_and_is_never_found_by_what_was_said(
    world: World, talk: Record, client: Client, who: str
) -> None:
    Record.objects.filter(pk=talk.pk).update(title=f"与{PARTNER}谈话")
    world.login(client, who)

    line = found(client, "谈心谈话")[at(talk)]
    assert line == f"谈心谈话 {world.branch.name} 2月27日(周五)"
    assert found(client, "2月27日谈心谈话").keys() == {at(talk)}
    for words in (PARTNER, POINTS, "思想包袱", "谈话人某书记", f"与{PARTNER}谈话", "某同志"):
        assert found(client, words) == {}
        listed = client.get(reverse("routines:record_list"), {"q": words}).text
        assert at(talk) not in listed


def test_who_reads_a_talk_finds_it_by_what_was_said(
    world: World, talk: Record, client: Client
) -> None:
    world.login(client, "secretary")

    for words in (PARTNER, "思想包袱", "谈话人某书记"):
        assert found(client, words)[at(talk)].startswith("谈心谈话")
        assert PARTNER not in found(client, "思想包袱")[at(talk)]


def test_more_than_ten_lead_to_the_list_with_the_same_words(world: World, client: Client) -> None:
    for number in range(11):
        held(world, day=DAY - dt.timedelta(days=number), title="共读一本书")
    world.login(client, "officer")

    html = client.get(reverse("workbench:search"), {"q": "主题党日 共读"}).text

    assert len(found(client, "主题党日 共读")) == 10
    more = re.search(r'href="(/[^"]*/records/\?[^"]*)"', html)
    assert more is not None
    page = client.get(more[1].replace("&amp;", "&")).text
    assert page.count(">共读一本书<") == 11
