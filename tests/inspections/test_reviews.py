"""The yearly review from its opening to its corrections: who may what, and what is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.reviews import (
    close_review,
    comment_review,
    draft_report,
    edit_report,
    finish_correction,
    grade_review,
    open_reviews,
    return_review,
    submit_review,
)
from inspections.models import DutyReview
from inspections.review_text import read_back
from inspections.terms import ReviewStatus
from tests.inspections.reviews import (
    DAY,
    closed,
    commented,
    drafted,
    graded,
    opened,
    submitted,
    surveying,
    who,
)
from tests.routines.conftest import refreshed, with_rules
from tests.world import City, World
from workflow.models import AuditEntry, Notice


@pytest.fixture
def city(world: World) -> City:
    return world.home


def refused(act: Any, **given: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(ValidationError) as told:
        act(**given)
    error = told.value
    return str(error.error_list[0].code if not hasattr(error, "error_dict") else _first(error))


def _first(error: ValidationError) -> str | None:
    return next(iter(error.error_dict.values()))[0].code


def test_the_city_opens_a_year_for_its_committees_and_a_committee_for_its_branches(
    city: City,
) -> None:
    number = open_reviews(judge=city.city, year=2026, actor=who(city, "city_leader"))
    assert number == 2
    assert {one.organization for one in DutyReview.objects.all()} == {city.mall, city.lawyer}

    number = open_reviews(judge=city.mall, year=2026, actor=who(city, "mall_leader"))
    branches = DutyReview.objects.filter(judge=city.mall)
    assert number == 3
    assert {one.organization for one in branches} == {
        city.branch,
        city.second_branch,
        city.sibling_branch,
    }, "a unit without an organisation is not heard"
    entry = AuditEntry.objects.get(verb="duty_review.open", target_id=city.mall.pk)
    assert entry.after == {"year": 2026, "reviews": 3}
    assert Notice.objects.filter(recipient=city.user("secretary"), kind="issued").exists()


def test_opening_twice_adds_nobody_and_says_so(city: City) -> None:
    leader = who(city, "city_leader")
    open_reviews(judge=city.city, year=2026, actor=leader)

    assert refused(open_reviews, judge=city.city, year=2026, actor=leader) == "nothing_to_open"
    assert refused(open_reviews, judge=city.city, year=2020, actor=leader) == "not_this_year"
    assert DutyReview.objects.count() == 2


def test_only_the_leader_of_who_judges_opens_a_year(city: City) -> None:
    for name, judge in (("city_clerk", city.city), ("mall_leader", city.city)):
        with pytest.raises(PermissionDenied):
            open_reviews(judge=judge, year=2026, actor=who(city, name))
    assert (
        refused(open_reviews, judge=city.station, year=2026, actor=who(city, "station_head"))
        == "no_judge"
    )


def test_a_report_is_drafted_from_what_every_room_says_and_keeps_the_figures(city: City) -> None:
    review = drafted(city)
    figures = read_back(review.figures)

    assert figures
    assert all(line.section and line.label for line in figures)
    assert figures[0].label in review.report
    assert "存在问题和原因" in review.report
    assert review.report.startswith("一、")
    entry = AuditEntry.objects.filter(verb="duty_review.draft").get()
    assert entry.after["figures"] == len(figures)


def test_quarterly_summaries_and_lists_flow_into_the_figures_of_the_year(city: City) -> None:
    with_rules(city)
    for month in (4, 7, 10, 12):
        refreshed(city, dt.date(2026, month, 9))
    lines = read_back(drafted(city).figures)

    summaries = [line for line in lines if "季度小结" in line.label]
    assert [(line.value, line.of) for line in summaries] == [(0, 3)], "three quarters have ended"
    assert summaries[0].label in DutyReview.objects.get(organization=city.mall).report
    assert any("本级任务" in line.label for line in lines), "what became of the lists"


def test_drafting_again_takes_new_figures_and_leaves_what_was_rewritten(city: City) -> None:
    review = drafted(city)
    clerk = who(city, "mall_clerk")
    kept = review.report.replace("对照工作要点清单", "明年突出抓好商圈")
    edit_report(review=review, content={"report": kept}, actor=clerk)
    again = draft_report(review=review, actor=clerk)
    assert "明年突出抓好商圈" in again.report
    assert again.figures == review.figures

    edit_report(review=review, content={"report": "一、自己写的\n都是自己写的。"}, actor=clerk)
    assert draft_report(review=review, actor=clerk).report == "一、自己写的\n都是自己写的。"


def test_an_empty_report_or_one_without_a_reporter_is_not_handed_up(city: City) -> None:
    review, leader = opened(city), who(city, "mall_leader")
    assert refused(submit_review, review=review, actor=leader) == "report_needed"
    draft_report(review=review, actor=leader)
    assert refused(submit_review, review=review, actor=leader) == "reporter_needed"


def test_what_was_handed_up_is_not_changed_until_it_comes_back(city: City) -> None:
    review, clerk = submitted(city), who(city, "mall_clerk")
    assert review.submitted_on == DAY
    assert refused(edit_report, review=review, content={"report": "改"}, actor=clerk) == "not_open"
    assert refused(draft_report, review=review, actor=clerk) == "not_open"

    leader = who(city, "city_leader")
    back = return_review(review=review, reason="数据请再核对", actor=leader)
    assert (back.status, back.submitted_on) == (ReviewStatus.DRAFT, None)
    edit_report(review=back, content={"report": "一、已核对\n数据已核对。"}, actor=clerk)
    assert submit_review(review=back, actor=clerk).status == ReviewStatus.SUBMITTED


def test_only_the_judge_comments_and_a_hearing_has_its_day(city: City) -> None:
    review = submitted(city)
    with pytest.raises(PermissionDenied):
        comment_review(review=review, comment="好", actor=who(city, "mall_leader"))
    leader = who(city, "city_leader")
    given = {"review": review, "actor": leader, "comment": "好"}
    assert refused(comment_review, **{**given, "comment": " "}) == "comment_needed"
    assert refused(comment_review, **given, on_site=True) == "heard_on_needed"
    late = DAY + dt.timedelta(days=1)
    assert refused(comment_review, **given, on_site=True, heard_on=late) == "heard_on_wrong"


def test_a_survey_that_runs_holds_the_grade_back(city: City) -> None:
    review = surveying(city)
    given = {"review": review, "grade": "best", "reason": "点评"}
    assert refused(grade_review, **given, actor=who(city, "city_leader")) == "survey_running"

    after = who(city, "city_leader", dt.date(2026, 12, 21))
    assert grade_review(**given, actor=after).grade == "best"


def test_a_grade_is_one_of_four_and_has_its_ground(city: City) -> None:
    review, leader = commented(city), who(city, "city_leader")
    assert (
        refused(grade_review, review=review, grade="优秀", reason="点评", actor=leader)
        == "unknown_grade"
    )
    assert (
        refused(grade_review, review=review, grade="best", reason=" ", actor=leader)
        == "grade_reason_needed"
    )
    done = grade_review(review=review, grade="fair", reason="未组织测评，依据点评", actor=leader)
    assert (done.get_grade_display(), done.graded_on) == ("一般", DAY)


def test_a_feedback_lists_what_to_put_right_by_which_day(city: City) -> None:
    review, leader = graded(city, "fair"), who(city, "city_leader")
    given: dict[str, Any] = {"review": review, "feedback": "请整改。", "actor": leader}
    assert refused(close_review, **given, corrections=[]) == "corrections_needed"
    past = [("联合支部整改", DAY - dt.timedelta(days=1))]
    assert refused(close_review, **given, corrections=past) == "due_past"
    assert refused(close_review, **given, corrections=[(" ", DAY)]) == "correction_incomplete"

    done = close_review(**given, corrections=[("联合支部整改", dt.date(2027, 3, 31))])
    assert done.status == ReviewStatus.CLOSED
    assert done.corrections.get().words == "联合支部整改"
    assert Notice.objects.filter(title__startswith="已反馈", body__contains="一般").exists()


def test_a_correction_is_finished_once_by_the_reviewed_body(city: City) -> None:
    review = closed(city)
    correction = review.corrections.get()
    with pytest.raises(PermissionDenied):
        finish_correction(correction=correction, result="好", actor=who(city, "city_leader"))
    clerk = who(city, "mall_clerk", dt.date(2027, 3, 1))
    assert refused(finish_correction, correction=correction, result="", actor=clerk) == (
        "result_needed"
    )
    done = finish_correction(correction=correction, result="已拆分两个联合支部", actor=clerk)
    assert done.done_on == dt.date(2027, 3, 1)
    again = {"correction": correction, "result": "又一次", "actor": clerk}
    assert refused(finish_correction, **again) == "already_done"


def test_the_other_city_does_nothing_here(world: World) -> None:
    review = submitted(world.home)
    with pytest.raises(PermissionDenied):
        comment_review(review=review, comment="好", actor=who(world.twin, "city_leader"))
    with pytest.raises(PermissionDenied):
        open_reviews(judge=world.home.city, year=2026, actor=who(world.twin, "city_leader"))
