"""A report that is still written is its own body's and its judge's; others see that it is due."""

from __future__ import annotations

import io
from typing import Any

import pytest

from inspections.actions.reviews import edit_report, return_review, submit_review
from inspections.models import DutyReview
from tests.inspections.pages import as_person, page, plain
from tests.inspections.reviews import opened, who
from tests.world import City, World
from workflow.actions import store_attachment
from workflow.models import Attachment

WORDS = "主题党日缺开一次的原因还在核对"
OUTSIDE = ("officer", "station_head", "mall_clerk", "city_leader", "district_reader")
"""People who see the branch, but neither write its report nor hear it."""


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    return world.home


def written(city: City) -> DutyReview:
    """The branch's draft, with a file."""
    secretary = who(city, "secretary")
    content = "底稿".encode()
    file = store_attachment(
        organization=city.branch,
        name="底稿.txt",
        stream=io.BytesIO(content),
        size=len(content),
        actor=secretary,
    )
    return edit_report(
        review=opened(city, "branch"),
        content={"reporter": "云支一", "report": WORDS},
        files=[file],
        actor=secretary,
    )


def shown_to(city: City, name: str, review: DutyReview) -> tuple[bool, bool, int, bool]:
    """Whether words and file stand on the page; how the paper answers, whether the file opens."""
    file = review.attachments.get()
    with as_person(city, name) as client:
        detail = plain(client.get(page("review_detail", review.pk)))
        paper = client.get(page("review_paper", review.pk))
    opens = Attachment.objects.visible_to(who(city, name)).filter(pk=file.pk).exists()
    return WORDS in detail, file.name in detail, paper.status_code, opens


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_draft_is_not_read_by_everyone_who_sees_the_body(city: City, name: str) -> None:
    review = written(city)
    assert shown_to(city, name, review) == (False, False, 403, False)

    with as_person(city, name) as client:
        assert "报告还在起草" in plain(client.get(page("review_detail", review.pk)))
        assert "还没有报送" in plain(client.get(page("review_paper", review.pk)))


@pytest.mark.parametrize("name", ["secretary", "mall_leader"])
def test_a_draft_is_read_by_who_writes_and_who_hears_it(city: City, name: str) -> None:
    assert shown_to(city, name, written(city)) == (True, True, 200, True)


def test_what_was_handed_up_is_read_by_everyone_and_no_more_once_returned(city: City) -> None:
    review = submit_review(review=written(city), actor=who(city, "secretary"))
    assert shown_to(city, "district_reader", review) == (True, True, 200, True)

    returned = return_review(review=review, reason="补充数据", actor=who(city, "mall_leader"))
    assert shown_to(city, "district_reader", returned) == (False, False, 403, False)
    assert Attachment.objects.get(duty_reviews=returned).name == "底稿.txt"
