"""What waits for whom in inspections, rectification and reviews, on the front page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hierarchy.actors import Actor
from inspections.actions.reviews import open_reviews
from inspections.models import (
    Appeal,
    Correction,
    DutyReview,
    Inspection,
    Rectification,
    Round,
    Score,
    Voter,
)
from inspections.terms import (
    Grade,
    InspectionStatus,
    RectificationKind,
    RectificationStatus,
    ReviewGrade,
    ReviewStatus,
    RoundStatus,
)
from inspections.todos import InspectionTodos
from tests.inspections import grounds
from tests.world import AT, World
from workflow.todos import Todo

DAY = AT.date()


def who(world: World, person: str, day: dt.date = DAY) -> Actor:
    return world.home.actor(person, at=dt.datetime.combine(day, AT.timetz()))


def todos(world: World, person: str, day: dt.date = DAY) -> list[Todo]:
    return list(InspectionTodos().todos(who(world, person, day)))


def verbs(world: World, person: str, day: dt.date = DAY) -> set[str]:
    return {todo.verb for todo in todos(world, person, day)}


def sheets(round: Round, **given: object) -> None:
    Inspection.objects.filter(round=round).update(**given)


def a_letter(world: World, status: str, **given: object) -> Rectification:
    """A letter of the mall committee to the branch, as it stands."""
    columns = {
        "kind": RectificationKind.ORDER,
        "title": "关于规范组织生活的整改通知书",
        "demands": "按期召开党员大会。",
        "number": "ZG-2026-0001",
        "issued_on": DAY,
        "due_on": DAY + dt.timedelta(days=30),
        "created_at": AT,
        **given,
    }
    return Rectification.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        issuer=world.mall,
        status=status,
        **columns,
    )


def a_review(world: World, status: str, **given: object) -> DutyReview:
    columns = {"year": 2025, "created_at": AT, **given}
    return DutyReview.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        judge=world.mall,
        status=status,
        **columns,
    )


def test_nothing_is_asked_of_anybody_where_nothing_is(world: World) -> None:
    for person in ("city_leader", "mall_leader", "station_head", "officer", "secretary"):
        assert todos(world, person) == []


def test_a_plan_waits_for_the_leader_who_may_open_it_and_not_for_the_clerk(world: World) -> None:
    round = grounds.a_round(world.home)

    (line,) = todos(world, "mall_leader")

    assert (line.verb, line.title) == ("启动", round.name)
    assert todos(world, "mall_clerk") == []
    assert todos(world, "lawyer_leader") == []


def test_a_self_check_waits_for_each_inspected_until_its_day(world: World) -> None:
    round = grounds.an_open_round(world.home)

    (line,) = todos(world, "secretary")

    assert (line.verb, line.due) == ("自查", round.self_check_until)
    assert line.came_from == world.mall.name
    assert line.light == "green"
    assert line.path == f"/inspections/sheets/{grounds.sheet_of(round, world.home).pk}/self-check/"
    (late,) = todos(world, "secretary", round.self_check_until + dt.timedelta(days=1))
    assert late.light == "red"
    assert todos(world, "contact") == []
    assert todos(world, "lawyer_secretary") == []


def test_after_the_self_check_the_leader_turns_to_scoring(world: World) -> None:
    round = grounds.an_open_round(world.home)

    assert todos(world, "mall_leader", round.self_check_until) == []
    after = round.self_check_until + dt.timedelta(days=1)
    assert verbs(world, "mall_leader", after) == {"转入核验评分"}


def test_sheets_to_score_are_one_line_a_station_with_their_number(world: World) -> None:
    round = grounds.a_scoring_round(world.home)

    (line,) = todos(world, "station_head")
    assert (line.verb, line.count, line.due) == ("核验评分", 2, round.scoring_until)
    assert "2 份体检单" in line.hint
    assert line.path == f"/inspections/rounds/{round.pk}/inspections/?status=on_site"

    (alone,) = todos(world, "single_head")
    sheet = grounds.sheet_of(round, world.home, "sibling_branch")
    assert (alone.count, alone.path) == (1, f"/inspections/sheets/{sheet.pk}/score/")


def test_scored_sheets_wait_for_another_than_who_scored_them(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    sheets(
        round, status=InspectionStatus.SCORED, scored_at=AT, scored_by=world.user("station_head")
    )

    (line,) = todos(world, "mall_leader")
    assert (line.verb, line.count, line.waiting_since) == ("复核", 3, DAY)

    sheets(round, scored_by=world.user("mall_leader"))
    assert todos(world, "mall_leader") == []


def test_results_are_told_once_every_sheet_is_checked(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    sheets(round, status=InspectionStatus.CHECKED)
    assert verbs(world, "mall_leader") == {"告知结果"}

    one = grounds.sheet_of(round, world.home)
    Inspection.objects.filter(pk=one.pk).update(status=InspectionStatus.SCORED)
    assert verbs(world, "mall_leader") == {"复核"}


def test_a_reading_that_failed_waits_for_the_leader(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    Round.objects.filter(pk=round.pk).update(reading_failed="取数中断")

    assert "重新取数" in verbs(world, "mall_leader")


def told_round(world: World) -> Round:
    round = grounds.a_scoring_round(world.home)
    sheets(round, status=InspectionStatus.TOLD, total=80, grade=Grade.GOOD)
    until = DAY + dt.timedelta(days=7)
    Round.objects.filter(pk=round.pk).update(
        status=RoundStatus.REPLY, told_at=AT, reply_until=until
    )
    return Round.objects.get(pk=round.pk)


def test_a_result_is_signed_for_and_an_appeal_answered_before_publishing(world: World) -> None:
    round = told_round(world)
    (line,) = todos(world, "secretary")
    assert (line.verb, line.due) == ("签收", round.reply_until)

    sheet = grounds.sheet_of(round, world.home)
    score = Score.objects.filter(inspection=sheet).order_by("pk").first()
    assert score is not None
    appeal = Appeal.objects.create(
        inspection=sheet, score=score, about="A1 党员大会", words="已召开", raised_at=AT
    )
    after = DAY + dt.timedelta(days=8)
    (answer,) = todos(world, "mall_leader", after)
    assert (answer.verb, answer.title, answer.waiting_since) == ("答复", "A1 党员大会", DAY)
    assert answer.path == f"/inspections/appeals/{appeal.pk}/answer/"

    Appeal.objects.filter(pk=appeal.pk).update(status="rejected", answered_at=AT)
    assert verbs(world, "mall_leader", after) == {"公布"}


@pytest.mark.parametrize(
    ("status", "given", "verb"),
    [
        (RectificationStatus.ISSUED, {}, "签收"),
        (RectificationStatus.SIGNED, {}, "报送方案"),
        (RectificationStatus.SIGNED, {"kind": RectificationKind.REMINDER}, "报送说明"),
        (RectificationStatus.WORKING, {}, "整改"),
        (RectificationStatus.WORKING, {"second_since": DAY}, "整改"),
    ],
)
def test_a_letter_waits_for_the_body_that_was_told_by_its_day(
    world: World, status: str, given: dict[str, object], verb: str
) -> None:
    letter = a_letter(world, status, **given)

    (line,) = todos(world, "secretary")

    assert (line.verb, line.due, line.came_from) == (verb, letter.due_on, world.mall.name)
    assert line.path == f"/inspections/rectifications/{letter.pk}/"
    assert letter.due_on is not None
    (late,) = todos(world, "secretary", letter.due_on + dt.timedelta(days=1))
    assert late.light == "red"
    assert todos(world, "mall_leader") == todos(world, "second_secretary") == []


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (RectificationStatus.DRAFT, "下发"),
        (RectificationStatus.PLANNED, "审定方案"),
        (RectificationStatus.RECHECK, "复查"),
    ],
)
def test_a_letter_waits_for_its_issuers_leader(world: World, status: str, verb: str) -> None:
    a_letter(world, status, planned_on=DAY, reported_on=DAY)

    assert verbs(world, "mall_leader") == {verb}
    assert todos(world, "mall_clerk") == todos(world, "secretary") == []


def test_drafts_of_a_round_are_signed_on_one_page(world: World) -> None:
    round = told_round(world)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.PUBLISHED)
    for body in ("branch", "second_branch"):
        sheet = grounds.sheet_of(round, world.home, body)
        a_letter(
            world,
            RectificationStatus.DRAFT,
            inspection=sheet,
            number="",
            issued_on=None,
            due_on=None,
        )

    (line,) = todos(world, "mall_leader")

    assert (line.verb, line.count) == ("下发", 2)
    assert line.path == f"/inspections/rounds/{round.pk}/letters/"


def test_a_review_is_written_below_and_heard_above(world: World) -> None:
    open_reviews(judge=world.mall, year=2025, actor=who(world, "mall_leader"))

    (line,) = todos(world, "secretary")
    assert (line.verb, line.title) == ("述职", "2025年度述职评议")
    assert todos(world, "mall_leader") == []

    DutyReview.objects.update(status=ReviewStatus.SUBMITTED, submitted_on=DAY)
    (heard,) = todos(world, "mall_leader")
    assert (heard.verb, heard.count, heard.waiting_since) == ("点评", 3, DAY)
    assert heard.path == "/inspections/reviews/?year=2025&status=submitted"


def test_a_survey_waits_for_each_who_was_asked_until_answered(world: World) -> None:
    until = DAY + dt.timedelta(days=3)
    review = a_review(world, ReviewStatus.SURVEYING, survey_until=until)
    Voter.objects.create(review=review, user=world.user("officer"))

    (line,) = todos(world, "officer")
    assert (line.verb, line.due, line.light) == ("测评", until, "yellow")
    assert todos(world, "mall_leader") == []
    assert verbs(world, "mall_leader", until + dt.timedelta(days=1)) == {"评定等次"}
    assert todos(world, "officer", until + dt.timedelta(days=1)) == []

    Voter.objects.update(has_answered=True)
    assert todos(world, "officer") == []


def test_what_a_review_asked_to_be_put_right_waits_by_its_day(world: World) -> None:
    review = a_review(world, ReviewStatus.CLOSED, grade=ReviewGrade.FAIR)
    Correction.objects.create(review=review, words="补齐党课记录", due_on=DAY)

    (line,) = todos(world, "secretary")

    assert (line.verb, line.title, line.due) == ("整改", "补齐党课记录", DAY)
    Correction.objects.update(done_on=DAY)
    assert todos(world, "secretary") == []


def test_everything_is_asked_in_one_query(world: World) -> None:
    told_round(world)
    a_letter(world, RectificationStatus.RECHECK)
    a_review(world, ReviewStatus.GRADED, grade=ReviewGrade.BEST)
    actor = who(world, "mall_leader")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(list(InspectionTodos().todos(actor))) == 2

    assert len(asked) == 1


def test_the_twin_city_asks_nothing_of_ours(world: World) -> None:
    grounds.an_open_round(world.home)
    a_letter(world, RectificationStatus.ISSUED)

    assert list(InspectionTodos().todos(world.twin.actor("secretary"))) == []
