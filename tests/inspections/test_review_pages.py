"""The pages of the yearly review: from the list to the feedback, on a phone as on a desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.models import DutyReview, SurveyTally
from inspections.terms import ReviewStatus
from tests.inspections.pages import as_person, main, page, plain, word
from tests.inspections.reviews import (
    AFTER,
    DAY,
    answer_all,
    closed,
    commented,
    graded,
    opened,
    submitted,
    surveying,
    who,
)
from tests.world import City, World


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    return world.home


def test_a_leader_opens_the_year_for_everyone_below_at_once(city: City) -> None:
    with as_person(city, "city_leader") as client:
        assert "发起" in plain(client.get(page("review_list")))
        asked = plain(client.get(page("review_open")))
        assert "专委会" in asked
        sent = {"judge": city.city.pk, "year": 2026}
        answer = client.post(page("review_open"), sent, follow=True)
        assert "已发起 2026年度述职评议，2 个组织已收到消息" in plain(answer)
        again = client.post(page("review_open"), sent)
    assert (again.status_code, "没有需要再发起的" in plain(again)) == (422, True)
    assert DutyReview.objects.count() == 2


@pytest.mark.parametrize("name", ["mall_clerk", "secretary", "district_reader", "city_clerk"])
def test_who_judges_nobody_opens_nothing(city: City, name: str) -> None:
    with as_person(city, name) as client:
        assert client.get(page("review_open")).status_code == 403


def test_a_report_is_drafted_written_and_handed_up_on_the_pages(city: City) -> None:
    review = opened(city)
    with as_person(city, "mall_clerk") as client:
        assert "按数据起草" in plain(client.get(page("review_detail", review.pk)))
        drafted = client.post(page("review_move", review.pk, "draft"), {"csrf": ""}, follow=True)
        assert "数据摘要" in plain(drafted)
        refused = client.post(page("review_move", review.pk, "submit"), {"csrf": ""})
        assert (refused.status_code, "还没有填写述职人" in plain(refused)) == (422, True)
        review.refresh_from_db()
        sent = {"reporter": "金商主（主任）", "report": review.report}
        saved = client.post(page("review_report", review.pk), sent, follow=True)
        assert "已保存" in plain(saved)
        done = client.post(page("review_move", review.pk, "submit"), {"csrf": ""}, follow=True)
        assert "已报送" in plain(done)
    review.refresh_from_db()
    assert review.status == ReviewStatus.SUBMITTED


def test_the_judge_comments_asks_grades_and_feeds_back_on_the_pages(city: City) -> None:
    review = submitted(city)
    with as_person(city, "city_leader") as client:
        sent: dict[str, Any] = {"comment": "较好", "on_site": "on", "heard_on": "2026-12-10"}
        answer = client.post(page("review_move", review.pk, "comment"), sent, follow=True)
        assert "已点评" in plain(answer)
        form = plain(client.get(page("review_move", review.pk, "open_survey")))
        assert "两新党组织（3 人）" in form
        sent = {"groups": ["branch"], "names": "谢站长、陶律书", "until": "2026-12-20"}
        answer = client.post(page("review_move", review.pk, "open_survey"), sent, follow=True)
        assert "5 名测评人已收到消息" in plain(answer)
        early = client.post(
            page("review_move", review.pk, "grade"), {"grade": "best", "reason": "点评"}
        )
        assert (early.status_code, "还有 5 人没有测评" in plain(early)) == (422, True)
    with as_person(city, "city_leader", AFTER) as client:
        sent = {"grade": "fair", "reason": "点评和测评结果"}
        client.post(page("review_move", review.pk, "grade"), sent)
        none = client.post(page("review_move", review.pk, "close"), {"feedback": "请整改"})
        assert (none.status_code, "至少列一项整改事项" in plain(none)) == (422, True)
        sent = {"feedback": "请整改", "words_1": "联合支部整改", "due_1": "2027-03-31"}
        answer = client.post(page("review_move", review.pk, "close"), sent, follow=True)
    assert "联合支部整改" in plain(answer)
    review.refresh_from_db()
    assert (review.status, review.grade) == (ReviewStatus.CLOSED, "fair")


def test_a_name_that_may_not_be_asked_is_told_beside_the_field(city: City) -> None:
    review = commented(city)
    with as_person(city, "city_leader") as client:
        sent = {"names": "谢站长、金商主", "until": "2026-12-20"}
        answer = client.post(page("review_move", review.pk, "open_survey"), sent)
    assert (answer.status_code, "金商主（不在可选人员中）" in plain(answer)) == (422, True)


def test_a_representative_answers_with_one_press_and_cannot_again(city: City) -> None:
    review = surveying(city)
    with as_person(city, "secretary") as client:
        assert "请您测评" in plain(client.get(page("review_list")))
        asked = client.get(page("survey", review.pk))
        html = asked.content.decode()
        assert html.count('name="grade"') == 4
        assert 'class="btn survey-choice"' in html
        done = client.post(page("survey", review.pk), {"grade": "better"}, follow=True)
        assert "已收到您的评价" in plain(done)
        assert 'name="grade"' not in done.content.decode()
        again = client.post(page("survey", review.pk), {"grade": "poor"}, follow=True)
        assert "每人一次" in plain(again)
        assert "请您测评" not in plain(client.get(page("review_list")))
    assert SurveyTally.objects.get(review=review, grade="better").count == 1
    assert SurveyTally.objects.get(review=review, grade="poor").count == 0


@pytest.mark.parametrize("name", ["second_secretary", "city_leader", "mall_leader", "stranger"])
def test_the_survey_is_not_there_for_who_was_not_asked(city: City, name: str) -> None:
    review = surveying(city)
    with as_person(city, name) as client:
        assert client.get(page("survey", review.pk)).status_code == 404
        assert client.post(page("survey", review.pk), {"grade": "best"}).status_code == 404


def test_while_a_survey_runs_nobody_reads_a_result_and_the_page_says_why(city: City) -> None:
    review = surveying(city)
    answer_all(city, review, ("poor", "poor", "poor"))
    for name in ("city_leader", "mall_leader"):
        with as_person(city, name) as client:
            said = main(client.get(page("review_detail", review.pk)))
            papers = word(client.get(page("review_paper", review.pk)))
        assert "3/4 人" in said
        assert "测评结束后才显示结果；参加不足 3 人的不公布" in said
        assert "票" not in said
        assert "票" not in papers
    with as_person(city, "city_leader", AFTER) as client:
        assert "3/3 票" in main(client.get(page("review_detail", review.pk)))


def test_fewer_than_three_answers_are_never_shown(city: City) -> None:
    review = surveying(city)
    answer_all(city, review, ("poor", "best"))
    with as_person(city, "city_leader", AFTER) as client:
        said = main(client.get(page("review_detail", review.pk)))
        papers = word(client.get(page("review_paper", review.pk)))
    assert "参加测评不足 3 人，为保证匿名，不公布结果" in said
    assert "票" not in said
    assert "为保证匿名不公布结果" in papers


def test_the_grade_reaches_the_reviewed_body_with_the_feedback_and_not_before(city: City) -> None:
    review = graded(city, "poor")
    with as_person(city, "mall_leader") as client:
        said = main(client.get(page("review_detail", review.pk)))
        found = main(client.get(page("review_list", grade="poor")))
        papers = word(client.get(page("review_paper", review.pk)))
    assert "综合评价：差" not in said
    assert "商圈市场行业党建专委会" not in found
    assert "评定依据" not in papers
    with as_person(city, "city_leader") as client:
        assert "综合评价：差" in main(client.get(page("review_detail", review.pk)))


def test_who_answered_is_no_line_of_the_history(city: City) -> None:
    review = surveying(city)
    answer_all(city, review, ("best", "best"))
    with as_person(city, "city_leader") as client:
        said = plain(client.get(page("review_detail", review.pk)))
    assert "参加测评" not in said
    assert "发起测评" in said


def test_a_correction_is_ticked_off_by_the_reviewed_body(city: City) -> None:
    review = closed(city)
    correction = review.corrections.get()
    with as_person(city, "city_leader") as client:
        assert client.get(page("correction_done", correction.pk)).status_code == 403
    with as_person(city, "mall_clerk", dt.date(2027, 4, 2)) as client:
        assert "逾期" in main(client.get(page("review_detail", review.pk)))
        sent = {"result": "已拆分两个联合支部"}
        done = client.post(page("correction_done", correction.pk), sent, follow=True)
    assert "已拆分两个联合支部" in plain(done)


def test_the_paper_says_everything_with_the_figures_as_they_were_kept(city: City) -> None:
    review = closed(city)
    kept = DutyReview.objects.get(pk=review.pk).figures[0]
    with as_person(city, "mall_clerk") as client:
        answer = client.get(page("review_paper", review.pk))
    said = word(answer)
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "商圈市场行业党建专委会" in said
    for words in ("金商主（主任）", "上级点评", "测评结果", "较好。评定依据", "2027年3月31日"):
        assert words in said
    assert kept["label"] in said


def test_a_review_is_seen_where_its_body_is_and_nowhere_in_the_other_city(world: World) -> None:
    review = submitted(world.home)
    address = page("review_detail", review.pk)
    for city, name, status in (
        (world.home, "city_clerk", 200),
        (world.home, "mall_clerk", 200),
        (world.home, "lawyer_leader", 404),
        (world.home, "secretary", 404),
        (world.home, "administrator", 404),
        (world.twin, "city_leader", 404),
        (world.twin, "mall_leader", 404),
    ):
        with as_person(city, name) as client:
            assert client.get(address).status_code == status, name
    with as_person(world.twin, "city_leader") as client:
        assert "商圈市场行业党建专委会" not in main(client.get(page("review_list")))


def test_a_move_needs_its_right_before_its_form_is_shown(city: City) -> None:
    review = submitted(city)
    with as_person(city, "mall_leader") as client:
        for verb in ("return", "comment", "open_survey", "grade", "close"):
            assert client.get(page("review_move", review.pk, verb)).status_code == 403, verb
        assert client.get(page("review_move", review.pk, "rank")).status_code == 404
    with as_person(city, "city_leader") as client:
        assert client.get(page("review_move", review.pk, "submit")).status_code == 403


def test_pages_of_reviews_cost_few_queries_whatever_the_rows(city: City) -> None:
    review = closed(city)
    opened(city, "branch")
    for name in ("review_list", "review_detail"):
        args = [review.pk] if name == "review_detail" else []
        with as_person(city, "city_leader") as client:
            client.get(page(name, *args))
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(page(name, *args)).status_code == 200
        assert len(seen) <= 12, [one["sql"][:90] for one in seen.captured_queries]
    assert DutyReview.objects.count() > 3
    assert who(city, "city_leader", DAY).on == DAY
