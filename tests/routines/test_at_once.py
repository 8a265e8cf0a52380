"""Refreshing, postponing and confirming at the same moment: nobody blocks anybody for good."""

from __future__ import annotations

import datetime as dt
import threading

from django.db import transaction

from hierarchy.models import Tenant
from routines.actions.balloting import write_ballot
from routines.actions.electing import register_term
from routines.actions.exceptions import postpone
from routines.actions.generating import renew
from routines.actions.summaries import draft_summary
from routines.models import Obligation, Record, Summary
from routines.summary_periods import Span
from routines.terms import BallotKind, RecordKind, SummaryKind
from tests.live import at_once
from tests.routines.conftest import at, owed, party, refreshed, with_rules
from tests.routines.records import held
from tests.world import World
from workflow.electing import Elected

ON = dt.date(2026, 3, 2)


def test_postponing_while_the_city_is_refreshed_waits_instead_of_blocking_it(
    committed_world: World,
) -> None:
    world = committed_world
    with_rules(world)
    party(world.branch, term_from=dt.date(2023, 4, 1), term_to=dt.date(2026, 3, 31))
    refreshed(world, ON)
    row = owed(world.branch, "R-20")
    holds = threading.Event()

    def refresh() -> str:
        with transaction.atomic():
            Tenant.objects.select_for_update(no_key=True).get(pk=world.tenant.pk)
            holds.set()
            threading.Event().wait(1)
            Obligation.objects.filter(pk=row.pk).update(reason="")
            renew(tenant=world.tenant, on=ON)
        return "refreshed"

    def delay() -> str:
        holds.wait(10)
        postpone(
            obligation=row,
            until=dt.date(2026, 12, 31),
            document_no="示例〔2026〕1号",
            approved_by="示例党委",
            approved_on=ON,
            actor=world.actor("officer", at=at(ON)),
        )
        return "postponed"

    assert at_once(refresh, delay) == ["refreshed", "postponed"]
    row.refresh_from_db()
    assert row.due_on == dt.date(2026, 12, 31)


def test_a_paper_begun_twice_at_the_same_moment_is_one(committed_world: World) -> None:
    world = committed_world
    with_rules(world)
    span = Span(SummaryKind.QUARTERLY, 2026, 1)

    def begin() -> Summary:
        return draft_summary(organization=world.mall, span=span, actor=world.actor("mall_clerk"))

    refused = [one for one in at_once(begin, begin) if not isinstance(one, Summary)]
    assert [one.code for one in refused] == ["drafted"]
    assert Summary.objects.count() == 1


def test_registering_a_term_while_a_call_comes_in_waits_instead_of_blocking_it(
    committed_world: World,
) -> None:
    """A call from outside locks the city and then the record that the election is registered by."""
    world = committed_world
    with_rules(world)
    party(world.branch, term_from=dt.date(2023, 3, 16), term_to=dt.date(2026, 3, 15))
    record = held(world, RecordKind.ELECTION, ON)
    write_ballot(
        record=record,
        kind=BallotKind.ELECTION,
        counts={"matter": "选举支部委员会", "eligible": 10, "present": 10, "seats": 1},
        candidates=[("示例甲", 9), ("示例乙", 1)],
        actor=world.actor("secretary"),
    )
    holds = threading.Event()

    def call() -> str:
        with transaction.atomic():
            Tenant.objects.select_for_update(no_key=True).get(pk=world.tenant.pk)
            holds.set()
            threading.Event().wait(1)
            Record.objects.filter(pk=record.pk).update(place="会议室")
        return "taken"

    def register() -> str:
        holds.wait(10)
        register_term(
            record=record,
            starts_on=ON,
            ends_on=dt.date(2029, 3, 1),
            members=[Elected("示例甲", "secretary")],
            actor=world.actor("secretary", at=at(ON)),
        )
        return "registered"

    assert at_once(call, register) == ["taken", "registered"]
