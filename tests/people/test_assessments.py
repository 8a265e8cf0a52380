"""The yearly assessment: told, replied to within its days, settled; seen by two sides alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from people.actions.assessments import (
    draft_assessment,
    edit_assessment,
    reply_to_assessment,
    settle_assessment,
    tell_assessment,
)
from people.models import Assessment, Worker
from people.terms import AssessmentGrade, AssessmentStatus
from tests.people.staff_grounds import DAY, assessed, linked_to, refusal, told, who, worker
from tests.world import City, World
from workflow.models import AuditEntry, Notice

LAST = dt.date(2026, 9, 21)
"""Five working days after ``DAY``."""
SETTLED = {"grade": AssessmentGrade.COMPETENT, "answer": "", "reason": ""}


@pytest.fixture
def city(world: World) -> City:
    return world.home


def with_account(city: City) -> Worker:
    """The clerk of the committee is its full-time worker."""
    return linked_to(city, worker(city), "mall_clerk")


def seen_by(city: City, *names: str) -> set[str]:
    return {name for name in names if Assessment.objects.visible_to(who(city, name)).exists()}


def test_the_leader_alone_sees_a_draft_and_the_worker_what_was_told(city: City) -> None:
    row = assessed(city, with_account(city))
    everyone = ("city_leader", "mall_leader", "mall_clerk", "lawyer_leader", "station_head")
    assert seen_by(city, *everyone) == {"mall_leader"}

    tell_assessment(assessment=row, actor=who(city, "mall_leader"))

    assert seen_by(city, *everyone) == {"mall_leader", "mall_clerk"}
    assert Notice.objects.filter(recipient=city.user("mall_clerk")).count() == 1


def test_a_clerk_sees_no_assessment_of_a_colleague(city: City) -> None:
    with_account(city)
    told(city, worker(city, "专职乙"))

    assert seen_by(city, "mall_clerk", "mall_leader") == {"mall_leader"}


def test_nobody_assesses_oneself(city: City) -> None:
    own = linked_to(city, worker(city), "mall_leader", by="mall_clerk")

    with pytest.raises(PermissionDenied):
        assessed(city, own)
    with pytest.raises(PermissionDenied):
        draft_assessment(worker=own, year=2026, grade="", comment="", actor=who(city, "mall_clerk"))


def test_a_year_is_assessed_once_and_while_the_worker_served(city: City) -> None:
    of, leader = worker(city), who(city, "mall_leader")
    assessed(city, of)
    facts = {"worker": of, "grade": "", "comment": "", "actor": leader}

    codes = [refusal(draft_assessment, year=year, **facts) for year in (2026, 2025, 2024)]

    assert codes == ["assessed", "not_serving", "year_wrong"]


def test_an_incomplete_assessment_is_not_told(city: City) -> None:
    row, leader = assessed(city), who(city, "mall_leader")
    edit_assessment(assessment=row, grade="", comment="评语", actor=leader)

    assert refusal(tell_assessment, assessment=row, actor=leader) == "incomplete"


def test_the_worker_replies_within_the_working_days(city: City) -> None:
    row = told(city, with_account(city))
    reply = {"assessment": row, "words": "二月的走访没有计入。"}

    assert row.reply_until == LAST
    late = who(city, "mall_clerk", LAST + dt.timedelta(days=1))
    assert refusal(reply_to_assessment, actor=late, **reply) == "reply_late"
    with pytest.raises(PermissionDenied):
        reply_to_assessment(actor=who(city, "mall_leader"), **reply)

    done = reply_to_assessment(actor=who(city, "mall_clerk", LAST), **reply)

    assert done.status == AssessmentStatus.REPLIED
    assert Notice.objects.filter(recipient=city.user("mall_leader")).exists()


def test_the_reply_of_a_worker_without_an_account_is_put_down_by_the_body(city: City) -> None:
    row = told(city)
    with pytest.raises(PermissionDenied):
        reply_to_assessment(assessment=row, words="有意见", actor=who(city, "city_leader"))

    done = reply_to_assessment(assessment=row, words="有意见", actor=who(city, "mall_clerk"))

    assert done.reply == "有意见"


def test_it_is_settled_after_the_days_or_with_an_answer(city: City) -> None:
    row, leader = told(city, with_account(city)), who(city, "mall_leader", LAST)
    early = refusal(settle_assessment, assessment=row, actor=leader, **SETTLED)
    reply_to_assessment(assessment=row, words="有意见", actor=who(city, "mall_clerk", LAST))
    unanswered = refusal(settle_assessment, assessment=row, actor=leader, **SETTLED)

    done = settle_assessment(
        assessment=row, actor=leader, **{**SETTLED, "answer": "已核查，意见采纳。"}
    )

    assert (early, unanswered) == ("reply_running", "answer_needed")
    assert (done.status, done.settled_on) == (AssessmentStatus.SETTLED, LAST)


def test_another_grade_at_the_end_needs_its_reason(city: City) -> None:
    row, leader = told(city), who(city, "mall_leader", LAST + dt.timedelta(days=1))
    better = {**SETTLED, "grade": AssessmentGrade.EXCELLENT}

    assert refusal(settle_assessment, assessment=row, actor=leader, **better) == (
        "grade_reason_needed"
    )
    done = settle_assessment(assessment=row, actor=leader, **{**better, "reason": "补计二月走访"})

    entry = AuditEntry.objects.get(verb="assessment.settle")
    assert done.grade == AssessmentGrade.EXCELLENT
    assert entry.reason == "补计二月走访"
    assert entry.before["grade"] == AssessmentGrade.COMPETENT


def test_what_was_told_is_not_rewritten(city: City) -> None:
    row = told(city)

    code = refusal(
        edit_assessment,
        assessment=row,
        grade=AssessmentGrade.FAILED,
        comment="改",
        actor=who(city, "mall_leader"),
    )

    assert code == "told_already"
    assert row.told_on == DAY
