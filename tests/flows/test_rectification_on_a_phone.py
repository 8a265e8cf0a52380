"""A letter from the committee to a branch: signed, planned and reported on a phone, then closed."""

from __future__ import annotations

from typing import Any

import pytest

from inspections.models import Rectification
from inspections.terms import RectificationStatus
from tests.browser import needs_browser
from tests.inspections.letters import a_finding, a_letter
from tests.world import World

pytestmark = [pytest.mark.browser, needs_browser]

SMALL_TARGETS = """() => [...document.querySelectorAll(
    "#main .btn, .page-primary, .body-list a, .action-bar .btn"
)].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent.trim())"""


@pytest.fixture
def letter(committed_world: World) -> Rectification:
    return a_letter(committed_world.home)


def answers(person: Any, label: str, text: str, *, on: str) -> None:
    """Open the step that waits, write, and send it without a photograph."""
    person.presses(on)
    person.writes(label, text)
    assert person.page.evaluate(SMALL_TARGETS) == []
    person.inspect()
    person.presses("报送")


def test_a_letter_goes_from_the_desk_to_a_phone_and_back(
    arrive: Any, letter: Rectification
) -> None:
    leader, secretary = arrive("mall_leader"), arrive("secretary", phone=True)
    path = f"/inspections/rectifications/{letter.pk}/"
    leader.opens(path)
    leader.presses("下发")
    leader.presses("下发", sure=True)
    leader.sees("已下发并编号")

    secretary.opens("/inspections/rectifications/")
    secretary.sees("整改通知书")
    secretary.opens(path)
    assert secretary.page.evaluate(SMALL_TARGETS) == []
    secretary.presses("签收")
    secretary.presses("签收")
    secretary.sees("已签收。")
    answers(secretary, "整改方案", "每月更新一次公开栏。", on="报送方案")
    secretary.sees("已报送")

    leader.opens(path)
    leader.presses("同意方案")
    leader.presses("同意方案")
    leader.sees("已同意")
    secretary.opens(path)
    answers(secretary, "整改结果", "公开栏已更新。", on="申请复查")
    secretary.sees("已申请复查")

    leader.opens(path)
    leader.presses("复查合格销号")
    leader.presses("复查合格销号", sure=True)
    leader.sees("已销号")
    letter.refresh_from_db()
    assert letter.status == RectificationStatus.CLOSED
    assert letter.findings.get().settled_on is not None


def test_a_finding_is_noted_on_a_phone_and_the_lists_fit_it(
    arrive: Any, committed_world: World
) -> None:
    a_finding(committed_world.home)
    officer = arrive("officer", phone=True)
    officer.opens("/inspections/findings/new/")
    assert officer.page.evaluate(SMALL_TARGETS) == []
    officer.presses("观前商城党支部")
    officer.writes("事实", "场所标识缺失。")
    officer.presses("登记")
    officer.sees("已登记", "场所标识缺失")

    clerk = arrive("mall_clerk")
    clerk.opens("/inspections/findings/")
    clerk.sees("党务公开栏三个月未更新")
