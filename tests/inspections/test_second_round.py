"""A re-check that failed: a second round, a new day, the body above hears of it; and remarks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.rectifications import (
    close_rectification,
    fail_rectification,
    issue_rectification,
    report_result,
)
from inspections.actions.remarks import remark_rectification
from inspections.models import Rectification
from inspections.terms import RectificationStatus
from tests.inspections.letters import a_letter, explained, issued, planned, reported, then
from tests.world import World
from workflow.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
S = RectificationStatus
FIRST, AGAIN = dt.date(2026, 4, 10), dt.date(2026, 4, 20)


def failed(world: World, letter: Rectification, day: dt.date = FIRST) -> Rectification:
    actor = then(world.home, "mall_leader", day)
    return fail_rectification(rectification=letter, reason="公开栏仍未更新", actor=actor)


def test_a_failed_recheck_begins_a_second_round_with_its_own_day(world: World) -> None:
    letter = failed(world, reported(world.home))

    assert (letter.status, letter.second_since) == (S.WORKING, FIRST)
    # Fifteen working days after Friday 10 April.
    assert letter.due_on == dt.date(2026, 5, 1)
    assert letter.recheck_words == "公开栏仍未更新"


def test_the_body_above_the_issuer_is_told_to_press(world: World) -> None:
    failed(world, reported(world.home))

    told = Notice.objects.filter(title__startswith="二次整改督办")
    assert {one.recipient for one in told} == {
        world.user("city_leader"),
        world.user("city_clerk"),
    }
    assert "约谈、通报" in told[0].body


def test_of_the_citys_own_letter_its_leader_is_told(world: World) -> None:
    letter = reported(world.home, body="mall", issuer="city", by="mall_clerk")

    fail_rectification(
        rectification=letter,
        reason="仍不到位",
        actor=then(world.home, "city_leader", FIRST),
    )

    told = Notice.objects.filter(title__startswith="二次整改督办")
    assert [one.recipient for one in told] == [world.user("city_leader")]


def test_a_second_failure_keeps_the_first_day_and_is_told_again(world: World) -> None:
    letter = failed(world, reported(world.home))
    again = report_result(
        rectification=letter,
        result="再次更新。",
        actor=then(world.home, "secretary", AGAIN),
    )

    twice = failed(world, again, AGAIN)

    assert twice.second_since == FIRST
    assert twice.due_on == dt.date(2026, 5, 11)
    told = Notice.objects.filter(
        title__startswith="二次整改督办", recipient=world.user("city_leader")
    )
    assert told.count() == 2


def test_the_second_round_ends_like_the_first_and_settles_the_findings(world: World) -> None:
    letter = failed(world, reported(world.home))
    finding = letter.findings.get()
    assert finding.settled_on is None
    again = report_result(
        rectification=letter,
        result="再次更新。",
        actor=then(world.home, "secretary", AGAIN),
    )

    closed = close_rectification(
        rectification=again, words="到位。", actor=then(world.home, "mall_leader", AGAIN)
    )

    finding.refresh_from_db()
    assert (closed.status, finding.settled_on) == (S.CLOSED, AGAIN)
    assert Notice.objects.filter(title__startswith="整改已销号", recipient=world.user("secretary"))


def test_a_reminder_that_was_not_enough_is_worked_at_and_looked_at_again(world: World) -> None:
    letter = failed(world, explained(world.home))

    again = report_result(
        rectification=letter,
        result="已补齐。",
        actor=then(world.home, "secretary", AGAIN),
    )

    assert again.status == S.RECHECK


def test_only_a_letter_somebody_must_answer_is_late(world: World) -> None:
    mine, theirs = issued(world.home), reported(world.home)
    later = dt.date(2026, 6, 1)

    late = Rectification.objects.visible_to(world.actor("mall_leader")).late(later)

    assert list(late) == [mine]
    assert theirs.due_on is not None
    assert theirs.due_on < later


@pytest.mark.parametrize(
    "person",
    ["secretary", "officer", "station_head", "mall_clerk", "mall_leader", "city_leader"],
)
def test_both_sides_and_those_above_remark(world: World, person: str) -> None:
    letter = planned(world.home)

    remark = remark_rectification(
        rectification=letter, words="请补充时限。", actor=world.actor(person)
    )

    assert (remark.written_by, remark.words) == (world.user(person), "请补充时限。")
    assert AuditEntry.objects.about(letter).filter(verb="rectification.remark").count() == 1
    assert not Notice.objects.filter(title__contains="批注", recipient=world.user(person)).exists()
    other = "mall_leader" if person == "secretary" else "secretary"
    assert Notice.objects.filter(title__contains="批注", recipient=world.user(other)).exists()


@pytest.mark.parametrize(
    "person",
    ["second_secretary", "lawyer_leader", "town_reader", "district_reader", "twin.city_leader"],
)
def test_no_other_person_remarks(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        remark_rectification(
            rectification=planned(world.home), words="批注。", actor=world.actor(person)
        )


def test_a_remark_decides_nothing(world: World) -> None:
    letter = reported(world.home)
    remark_rectification(rectification=letter, words="同意销号。", actor=world.actor("city_leader"))

    with pytest.raises(PermissionDenied):
        close_rectification(rectification=letter, actor=world.actor("city_leader"))

    letter.refresh_from_db()
    assert letter.status == S.RECHECK


def test_what_is_over_or_not_begun_is_not_remarked(world: World) -> None:
    draft = a_letter(world.home)
    clerk = world.actor("mall_clerk")

    with pytest.raises(ValidationError) as refused:
        remark_rectification(rectification=draft, words="批注。", actor=clerk)

    assert refused.value.code == "not_under_way"
    letter = issue_rectification(rectification=draft, actor=world.actor("mall_leader"))
    assert remark_rectification(rectification=letter, words="批注。", actor=clerk)
