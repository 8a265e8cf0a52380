"""A scheme is followed and changed at a desk, tried on last year, and put in use on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from inspections.models import Scheme
from inspections.terms import SchemeStatus
from tests.browser import needs_browser
from tests.inspections.grounds import scheme_of, seeded
from tests.world import World

pytestmark = [pytest.mark.browser, needs_browser]

SMALL_TARGETS = """() => [...document.querySelectorAll("#main .btn")].filter(
    (one) => one.offsetParent && one.getBoundingClientRect().height < 44
).map((one) => one.textContent.trim())"""


def give(person: Any, scheme: Scheme, code: str, points: str) -> None:
    """Set the points of one indicator on its page."""
    row = scheme.indicators.get(code=code)
    person.opens(f"/inspections/schemes/indicators/{row.pk}/edit/")
    person.writes("分值", points)
    person.presses("保存")


def test_a_new_version_goes_from_the_desk_of_the_clerk_to_the_phone_of_the_leader(
    arrive: Any, committed_world: World
) -> None:
    home = committed_world.home
    seeded(home)
    clerk = arrive("city_clerk")
    clerk.opens("/inspections/schemes/")
    clerk.presses("两新党组织党建体检方案")
    clerk.sees("第 1 版", "分值合计 100 分", "连续无党员大会的季度数不少于 2 季度")
    clerk.presses("起草新版本")
    clerk.presses("起草")
    clerk.sees("已起草第 2 版", "没有不同。")

    follower = Scheme.objects.get(version=2)
    give(clerk, follower, "C1", "4")
    clerk.sees("分值合计 99 分，应为 100 分，还差 1 分", "指标 C1")

    leader = arrive("city_leader", phone=True)
    leader.opens(f"/inspections/schemes/{follower.pk}/")
    assert leader.page.evaluate(SMALL_TARGETS) == []
    leader.presses("启用")
    leader.presses("启用", sure=True)
    expect(leader.page.get_by_role("alert")).to_contain_text("各指标分值合计 99 分，应为 100 分")
    leader.complaints.clear()  # a refusal answers 422, which the browser notes

    give(clerk, follower, "C2", "5")
    clerk.presses("试算")
    clerk.page.get_by_label("观前商城党支部").check()
    clerk.presses("试算")
    clerk.sees("自动指标合计", "各项指标", "B1 党员大会")

    leader.opens(f"/inspections/schemes/{follower.pk}/trial/?span=2025&body={home.branch.pk}")
    leader.opens(f"/inspections/schemes/{follower.pk}/adopt/")
    leader.presses("启用", sure=True)
    leader.sees("已启用，新的体检轮次可以选用")
    follower.refresh_from_db()
    assert follower.status == SchemeStatus.IN_USE
    assert scheme_of(home).status == SchemeStatus.RETIRED
