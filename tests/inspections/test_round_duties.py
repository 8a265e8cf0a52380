"""A published round answers the duty that asks for it, so that nobody enters it again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from inspections.actions.rounds import publish_round
from inspections.models import Round
from inspections.terms import Choice, InspectionStatus, RoundStatus, Subject
from routines.actions.fulfilling import withdraw_answer
from routines.actions.recording import amend_record, withdraw_record
from routines.models import Obligation, Record
from routines.terms import Mark, RecordKind, Source
from tests.inspections.letters import a_round, an_inspection
from tests.inspections.results import PUBLISHED_ON
from tests.inspections.reviews import at
from tests.inspections.scored import as_person, page, plain, refused
from tests.routines.conftest import owed, refreshed, with_rules
from tests.routines.records import confirmed, held
from tests.world import World
from workflow.models import AuditEntry

YEAR_START, HALF_YEAR = dt.date(2026, 1, 1), dt.date(2026, 7, 1)


def publishable(world: World, organizer: str = "mall", **changes: Any) -> Round:
    """A round that is told and whose days of reply are over."""
    subject = Subject.COMMITTEE if organizer == "city" else Subject.BRANCH
    round_ = a_round(world.home, organizer=organizer, subject=subject, status=RoundStatus.REPLY)
    body = "mall" if organizer == "city" else "branch"
    an_inspection(world.home, round_, body, status=InspectionStatus.TOLD)
    Round.objects.filter(pk=round_.pk).update(told_at=at(dt.date(2026, 2, 25)), **changes)
    return Round.objects.get(pk=round_.pk)


def published(world: World, round_: Round, day: dt.date = PUBLISHED_ON) -> Round:
    """The same, published on a day on which the duties stand as they should."""
    with_rules(world)
    refreshed(world, day)
    leader = "city_leader" if round_.organizer_id == world.city.pk else "mall_leader"
    return publish_round(round=round_, actor=world.home.actor(leader, at=at(day)))


def duty(world: World, start: dt.date = YEAR_START) -> Obligation:
    return owed(world.mall, "S-11", period_start=start)


def test_a_published_round_of_a_committee_answers_its_duty_of_the_half_year(world: World) -> None:
    round_ = published(world, publishable(world))

    row = duty(world)
    record = Record.objects.get(organization=world.mall)
    assert (row.done, row.met_on) == (1, PUBLISHED_ON)
    assert (record.kind, record.marks) == (RecordKind.OTHER, [Mark.HEALTH_CHECK])
    assert (record.title, record.source) == (round_.name, Source.INSPECTION)
    assert record.happened_on == PUBLISHED_ON
    assert "体检 1 个单位，列出问题 0 项" in record.topics
    assert AuditEntry.objects.about(record).filter(verb="record.answer").count() == 1


def test_within_the_grace_a_round_answers_the_half_year_that_it_looked_at(world: World) -> None:
    day = dt.date(2026, 7, 20)
    published(world, publishable(world, period_end=dt.date(2026, 6, 30)), day)

    assert duty(world).met_on == day
    assert duty(world, HALF_YEAR).met_on is None


def test_a_round_of_the_new_half_year_does_not_answer_the_old_one(world: World) -> None:
    day = dt.date(2026, 7, 20)
    published(world, publishable(world, period_end=dt.date(2026, 7, 10)), day)

    assert duty(world).met_on is None
    assert duty(world, HALF_YEAR).met_on == day


def test_after_the_grace_a_round_answers_the_period_of_its_own_day(world: World) -> None:
    day = dt.date(2026, 8, 10)
    published(world, publishable(world, period_end=dt.date(2026, 6, 30)), day)

    assert duty(world).met_on is None
    assert duty(world, HALF_YEAR).met_on == day


def test_one_that_was_entered_by_hand_before_keeps_its_period_and_no_other_is_met(
    world: World,
) -> None:
    with_rules(world)
    refreshed(world)
    marks = [Mark.HEALTH_CHECK]
    by_hand = held(world, RecordKind.OTHER, body="mall", person="mall_clerk", marks=marks)
    confirmed(world, by_hand, person="mall_clerk")
    day = dt.date(2026, 7, 20)
    published(world, publishable(world, period_end=dt.date(2026, 6, 30)), day)

    assert duty(world).met_on == by_hand.happened_on
    assert duty(world, HALF_YEAR).done == 0


@pytest.mark.parametrize(("choice", "met"), [(Choice.ALL, True), (Choice.CHOSEN, False)])
def test_the_citys_yearly_duty_asks_for_a_round_over_all_committees(
    world: World, choice: str, met: bool
) -> None:
    day = dt.date(2026, 12, 20)
    published(world, publishable(world, "city", choice=choice), day)

    row = owed(world.city, "S-12", period_start=YEAR_START)
    assert (row.met_on == day) is met
    assert Record.objects.filter(organization=world.city).exists() is met


def test_where_no_duty_asks_a_round_is_published_all_the_same(world: World) -> None:
    leader = world.home.actor("mall_leader", at=at(PUBLISHED_ON))

    round_ = publish_round(round=publishable(world), actor=leader)

    assert round_.status == RoundStatus.PUBLISHED
    assert not Record.objects.exists()


def test_what_a_published_round_left_is_neither_changed_nor_taken_back(world: World) -> None:
    published(world, publishable(world))
    record, row = Record.objects.get(organization=world.mall), duty(world)
    clerk = world.home.actor("mall_clerk", at=at(PUBLISHED_ON))

    with refused("of_round"):
        withdraw_record(record=record, reason="重复登记", actor=clerk)
    with refused("of_round"):
        amend_record(record=record, content={"title": "另一个名称"}, actor=clerk)
    with refused("of_round"):
        withdraw_answer(record=record, obligation=row, actor=clerk)
    assert duty(world).done == 1


def test_its_record_leads_to_the_round_and_offers_no_change(world: World) -> None:
    round_ = published(world, publishable(world))
    record = Record.objects.get(organization=world.mall)

    with as_person(world, "mall_clerk", at(PUBLISHED_ON)) as client:
        answer = client.get(f"/routines/records/{record.pk}/")

    assert page("round_detail", round_.pk) in answer.content.decode()
    assert "来自体检轮次，不在这里更正" in plain(answer)
    assert "撤销对应" not in plain(answer)
    assert "照此再登记" not in plain(answer)
