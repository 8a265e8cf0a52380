"""Edges of the exchange: figures without end, shared limits, frozen periods, names of talks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from routines.models import Fulfilment, Obligation, Record
from routines.terms import RecordStatus
from tests.routines.conftest import owed, refreshed, with_rules
from tests.routines.exchange import fetch, key, push, results, sent
from tests.world import World


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(world.home.at, tick=False):
        yield


def with_figure(name: str, figure: str) -> str:
    """A call whose one record has a figure written just so."""
    record = sent(**{name: 7})
    return json.dumps({"records": [record]}).replace(f'"{name}": 7', f'"{name}": {figure}')


@pytest.mark.parametrize("name", ["expected_count", "hours"])
@pytest.mark.parametrize("figure", ["1e99999999999999999999", "-1e-99999999999999999999"])
def test_a_figure_beyond_all_bounds_is_no_figure(
    world: World, client: Client, name: str, figure: str
) -> None:
    answer = push(client, key(world), None, body=with_figure(name, figure))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


@pytest.mark.parametrize("figure", ["1e3000000", "1e-3000000", "12.5", "1E+6"])
def test_a_count_is_never_worked_out_to_millions_of_digits(
    world: World, client: Client, figure: str
) -> None:
    answer = push(client, key(world), None, body=with_figure("expected_count", figure))

    assert [one for one, _ in results(answer)] == ["refused"]
    assert "“应到人数”" in results(answer)[0][1]


def test_a_count_written_with_a_point_is_taken_as_what_it_is(world: World, client: Client) -> None:
    answer = push(client, key(world), None, body=with_figure("expected_count", "12.0"))

    assert results(answer) == [("created", "")]
    assert Record.objects.get().expected_count == 12


@pytest.mark.parametrize("query", ["?organization_code=%00", "?kind=a%00b"])
def test_what_no_text_can_hold_finds_nothing_and_breaks_nothing(
    world: World, client: Client, query: str
) -> None:
    answer = fetch(client, key(world), query)

    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_parameters"


def test_a_kind_that_does_not_exist_is_told_not_answered_with_nothing(
    world: World, client: Client
) -> None:
    answer = fetch(client, key(world), "?kind=themeday")

    assert answer.status_code == 422
    assert "参数 kind" in answer.json()["message"]


def test_reading_uses_up_no_calls_that_write(world: World, client: Client) -> None:
    secret = key(world)
    for _ in range(40):
        assert fetch(client, secret).status_code == 200

    assert results(push(client, secret, [sent()])) == [("created", "")]


def test_guesses_of_one_caller_shut_out_no_other_behind_the_same_proxy(
    world: World, client: Client, settings: pytest.FixtureRequest
) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    secret = key(world)
    for _ in range(21):
        push(client, "wjxt_guess", [sent()], HTTP_X_FORWARDED_FOR="203.0.113.9")

    assert push(client, "wjxt_guess", [sent()], HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == (
        429
    )
    good = push(client, secret, [sent()], HTTP_X_FORWARDED_FOR="203.0.113.10")
    assert results(good) == [("created", "")]


def frozen(world: World, client: Client, secret: str) -> Obligation:
    """A row that a record from outside answers, frozen since."""
    with_rules(world)
    refreshed(world)
    push(client, secret, [sent(marks=["study"])])
    row = owed(world.branch, "R-13", period_start=dt.date(2026, 2, 1))
    assert row.met_on == dt.date(2026, 2, 25)
    Obligation.objects.filter(pk=row.pk).update(freezes_on=world.on - dt.timedelta(days=1))
    return row


@pytest.mark.parametrize(
    "change",
    [{"withdrawn": True}, {"happened_on": "2026-03-01"}, {"kind": "lecture", "marks": []}],
)
def test_what_a_frozen_period_rests_on_is_not_taken_from_under_it(
    world: World, client: Client, change: dict[str, object]
) -> None:
    secret = key(world)
    row = frozen(world, client, secret)

    ((verdict, reason),) = results(push(client, secret, [sent(**{"marks": ["study"], **change})]))

    assert verdict == "refused"
    assert "已封存" in reason
    assert "重新开放" in reason
    row.refresh_from_db()
    assert (row.done, row.met_on) == (1, dt.date(2026, 2, 25))
    assert Fulfilment.objects.filter(obligation=row).exists()
    assert Record.objects.get().status == RecordStatus.KEPT


def test_words_of_a_record_may_be_corrected_though_its_period_is_frozen(
    world: World, client: Client
) -> None:
    secret = key(world)
    frozen(world, client, secret)

    told = results(push(client, secret, [sent(marks=["study"], place="会议室", present_count=11)]))

    assert told == [("updated", "")]
    assert Record.objects.get().place == "会议室"


def test_a_talk_from_outside_is_named_by_its_day_too(world: World, client: Client) -> None:
    secret = key(world)
    talk = sent(kind="talk", title="与示例某谈思想包袱", minutes="", place="会议室")
    talk = {name: value for name, value in talk.items() if not name.endswith("_count")}

    assert results(push(client, secret, [talk])) == [("created", "")]
    assert results(push(client, secret, [talk])) == [("unchanged", "")]

    assert Record.objects.get().title == "2026年谈心谈话"
    world.login(client, "city_leader")
    assert "示例某" not in client.get(reverse("routines:record_list")).content.decode()


def test_a_record_of_another_kind_keeps_nothing_that_the_kind_does_not_have(
    world: World, client: Client
) -> None:
    secret = key(world)
    push(client, secret, [sent(kind="lecture", hours=2.5, speaker="示例甲")])
    assert Record.objects.get().hours is not None

    told = results(push(client, secret, [sent(kind="members_meeting")]))

    assert told == [("updated", "")]
    record = Record.objects.get()
    assert (record.hours, record.speaker) == (None, "")
    assert results(push(client, secret, [sent(kind="members_meeting")])) == [("unchanged", "")]
