"""The head of a station scores a branch on a phone with the thumb alone; the leader checks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from inspections.models import Inspection
from inspections.terms import InspectionStatus
from tests.browser import needs_browser
from tests.inspections.conftest import said
from tests.inspections.scored import said_of, score, scoring
from tests.world import World

__all__ = ["said"]
pytestmark = [pytest.mark.browser, needs_browser]

SMALL_TARGETS = """() => [...document.querySelectorAll(
    ".big-choices label, .chips label, .score-card .btn, .action-bar .btn"
)].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent.trim())"""


@pytest.fixture
def sheet(committed_world: World, said: dict[str, Any]) -> Inspection:
    said_of(committed_world.home, said)
    return scoring(committed_world.home)


def card(person: Any, name: str) -> Any:
    """The card of one indicator."""
    return person.page.get_by_role("region", name=name)


def test_a_branch_is_scored_with_the_thumb_and_checked_at_a_desk(
    arrive: Any, sheet: Inspection
) -> None:
    head = arrive("station_head", phone=True)
    head.opens(f"/inspections/sheets/{sheet.pk}/score/")
    head.sees("已办 0 / 4 项", "3 / 6 次（50.0%）")
    assert head.page.evaluate(SMALL_TARGETS) == []

    place = card(head, "B1 固定场所与标识")
    place.get_by_label("减半 12.5").check()
    place.get_by_role("button", name="B1 减一档").click()
    expect(place.get_by_role("spinbutton")).to_have_value("12")
    expect(place.get_by_label("其他分值", exact=True)).to_be_checked()
    place.get_by_label("现场未见到").check()
    card(head, "B2 作用发挥").get_by_label("满分 15").check()
    head.sees("已办 2 / 4 项")

    head.page.get_by_role("button", name="确认全部取数").click()
    head.sees("已确认 2 项取数", "已办 4 / 4 项")
    expect(place.get_by_role("spinbutton")).to_have_value("12")
    head.presses("提交评分", sure=True)
    head.sees("已提交评分")
    assert score(sheet, "B1").earned == Decimal(12)
    assert score(sheet, "B1").reason == "现场未见到"

    leader = arrive("mall_leader")
    leader.opens("/inspections/")
    leader.sees("等我办理", "待复核")
    leader.opens(f"/inspections/sheets/{sheet.pk}/check/")
    leader.presses("复核通过", sure=True)
    leader.sees("已复核通过")
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.CHECKED
