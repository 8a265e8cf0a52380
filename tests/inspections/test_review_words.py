"""No identity or mobile number gets into a yearly review: it is told further, and printed."""

from __future__ import annotations

from typing import Any

import pytest

from inspections.actions.reviews import (
    close_review,
    comment_review,
    edit_report,
    finish_correction,
    grade_review,
    return_review,
)
from inspections.models import Correction
from tests.inspections.pages import as_person, page, plain
from tests.inspections.reviews import AFTER, closed, commented, drafted, graded, submitted, who
from tests.inspections.scored import refused
from tests.world import City, World

MOBILE, IDENTITY = "联系 13800138000", "身份证 32050119900101123X"


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    return world.home


@pytest.mark.parametrize("words", [MOBILE, IDENTITY])
def test_the_report_names_nobodys_number(city: City, words: str) -> None:
    review = drafted(city)

    with refused("personal_data"):
        edit_report(review=review, content={"report": words}, actor=who(city, "mall_clerk"))


def test_what_the_judge_says_names_nobodys_number(city: City) -> None:
    review, judge = submitted(city), who(city, "city_leader")

    with refused("personal_data"):
        return_review(review=review, reason=MOBILE, actor=judge)
    with refused("personal_data"):
        comment_review(review=review, comment=IDENTITY, actor=judge)


def test_the_ground_of_a_grade_names_nobodys_number(city: City) -> None:
    judge = who(city, "city_leader")

    with refused("personal_data"):
        grade_review(review=commented(city), grade="better", reason=MOBILE, actor=judge)


def test_the_feedback_and_its_corrections_name_nobodys_number(city: City) -> None:
    review, judge = graded(city), who(city, "city_leader", AFTER)

    for feedback, words in ((MOBILE, "补齐台账"), ("请抓好整改。", IDENTITY)):
        with refused("personal_data"):
            close_review(
                review=review, feedback=feedback, corrections=[(words, AFTER)], actor=judge
            )


def test_what_came_of_a_correction_names_nobodys_number(city: City) -> None:
    correction = Correction.objects.get(review=closed(city))

    with refused("personal_data"):
        finish_correction(correction=correction, result=MOBILE, actor=who(city, "mall_clerk"))


def test_the_page_marks_the_comment(city: City) -> None:
    review = submitted(city)
    with as_person(city, "city_leader") as client:
        answer = client.post(page("review_move", review.pk, "comment"), {"comment": MOBILE})

    assert answer.status_code == 422
    assert "这里写有身份证号或手机号码" in plain(answer)
