"""Votes on the page of their record: who stood, who was excused, what a correction leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from routines.actions.balloting import remove_ballot, write_ballot
from routines.models import Ballot, Record
from routines.terms import BallotKind, RecordKind
from tests.routines.conftest import refreshed
from tests.routines.records import held
from tests.world import World
from workflow.models import AuditEntry

COUNTS = {"matter": "选举支部委员会", "eligible": 10, "present": 10, "seats": 2}


@pytest.fixture(autouse=True)
def _in_the_worlds_time(ruled: World) -> Iterator[None]:
    with time_machine.travel(ruled.home.at, tick=False):
        yield


def elected(world: World, *votes: int, record: Record, ballot: Ballot | None = None) -> Ballot:
    return write_ballot(
        record=record,
        kind=BallotKind.ELECTION,
        counts=COUNTS,
        candidates=[(f"示例{number}", each) for number, each in enumerate(votes, 1)],
        excusals=[("示例病", "长期患病"), ("示例外", "出国半年以上")],
        ballot=ballot,
        actor=world.actor("secretary"),
    )


def outcomes() -> list[str]:
    entries = AuditEntry.objects.filter(verb="record.write_ballot").order_by("pk")
    return [entry.after["outcome"] for entry in entries]


def test_the_trail_tells_the_outcome_of_the_corrected_count(ruled: World, client: Client) -> None:
    record = held(ruled, RecordKind.ELECTION)
    ballot = elected(ruled, 9, 4, 3, record=record)
    ruled.login(client, "secretary")

    client.post(
        reverse("routines:ballot_edit", args=[ballot.pk]),
        {**COUNTS, "needs_difference": "on", "candidates": "示例1 9\n示例2 8\n示例3 3"},
    )

    assert outcomes() == ["当选不足", "选举有效"]
    remove_ballot(ballot=Ballot.objects.get(), actor=ruled.actor("secretary"))
    assert AuditEntry.objects.get(verb="record.remove_ballot").before["outcome"] == "选举有效"


def test_the_page_names_the_elected_and_the_excused_and_costs_the_same_for_many(
    ruled: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    refreshed(ruled)
    record = held(ruled, RecordKind.ELECTION, also=[RecordKind.MEMBERS_MEETING])
    for _ in range(3):
        elected(ruled, 9, 8, 3, record=record)
    ruled.login(client, "secretary")
    page = reverse("routines:record_detail", args=[record.pk])
    client.get(page)

    with django_assert_max_num_queries(12):
        response = client.get(page)

    votes = response.context["ballots"]
    assert [[one.elected for one in vote["standings"]] for vote in votes] == [
        [True, True, False]
    ] * 3
    html = response.content.decode()
    assert html.count("示例病（长期患病）、示例外（出国半年以上）") == 3


def test_the_form_of_a_record_costs_twelve_queries_at_most_also_when_copied(
    ruled: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    refreshed(ruled)
    older, last = (
        held(ruled, RecordKind.THEME_DAY, day, place=place)
        for day, place in ((dt.date(2026, 1, 6), "一楼"), (dt.date(2026, 2, 6), "二楼"))
    )
    ruled.login(client, "secretary")
    form = reverse("routines:record_new", args=[ruled.branch.pk, RecordKind.THEME_DAY])
    client.get(form)

    for query, place in (("", "二楼"), (f"?copy={older.pk}", "一楼"), (f"?copy={last.pk}", "二楼")):
        with django_assert_max_num_queries(12):
            shown = client.get(form + query)
        assert shown.context["last"] == last
        assert shown.context["form"].initial["place"] == place
