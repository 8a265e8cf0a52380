"""A committee's papers: the quarterly summary opens with true figures and reaches the city."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from routines.actions.recording import register_record
from routines.models import Resolution, Summary
from routines.terms import RecordKind
from tests.browser import needs_browser
from tests.coverage.conftest import entered
from tests.routines.conftest import refreshed, with_rules
from tests.world import World

pytestmark = [pytest.mark.browser, needs_browser]


def figure(person: Any, label: str) -> Any:
    """The row of one figure."""
    return person.page.locator("#main tbody tr").filter(has_text=re.compile(rf"^\s*{label}\s"))


def worked(world: World) -> None:
    """One unit that must found and has, one that has not; one theme day of a branch."""
    with_rules(world)
    refreshed(world)
    entered(world, "甲店", cover="alone", place=world.branch, members_here=3)
    entered(world, "乙店", place=world.officer, members_here=4)
    register_record(
        organization=world.branch,
        kind=RecordKind.THEME_DAY,
        content={"title": "主题党日", "happened_on": dt.date(2026, 2, 20)},
        actor=world.actor("secretary"),
    )


def test_the_committees_quarterly_summary_draft_opens_with_true_figures(
    arrive: Any, committed_world: World
) -> None:
    worked(committed_world)
    clerk = arrive("mall_clerk")
    clerk.opens("/routines/summaries/")
    clerk.page.get_by_label("期间").select_option(label="2026年第一季度小结")
    clerk.presses("按数据起草")
    clerk.sees("已按当前数据起草", "2026年第一季度行业党建工作小结")
    expect(figure(clerk, "应建已建率")).to_contain_text("1/2（50.0%）")
    expect(figure(clerk, "主题党日记录")).to_contain_text("1")
    expect(figure(clerk, "月度例会")).to_contain_text("0/3（0.0%）")
    clerk.presses("修改文字")
    clerk.writes("存在问题", "一是应建未建单位还有 1 家。")
    clerk.presses("保存")
    clerk.sees("已保存", "一是应建未建单位还有 1 家。")
    clerk.presses("报送")
    clerk.sees("报送后不能修改")
    clerk.presses("报送")
    clerk.sees("已报送，上级会收到待办")

    leader = arrive("city_leader", phone=True)
    leader.opens("/")
    leader.sees("商圈市场行业党建专委会2026年第一季度行业党建工作小结")
    leader.opens(f"/routines/summaries/{Summary.objects.get().pk}/")
    leader.sees("1/2（50.0%）")
    leader.presses("点评")
    leader.writes("意见", "数据实，问题准。")
    leader.presses("点评")
    leader.sees("已点评，报送单位会收到消息")


def test_a_meeting_is_prepared_held_and_its_resolution_done(
    arrive: Any, committed_world: World
) -> None:
    clerk = arrive("mall_clerk")
    clerk.opens("/routines/meetings/")
    clerk.presses("筹备例会")
    clerk.writes("自拟议题", "研究应建未建清零")
    clerk.presses("保存筹备")
    clerk.sees("例会已筹备", "研究应建未建清零")
    clerk.presses("登记例会")
    clerk.writes("1. 研究应建未建清零", "同意方案。")
    clerk.writes("议定事项 1", "核实名单")
    row = clerk.page.locator("#id_responsible_0")
    row.select_option(label=committed_world.station.label)
    clerk.page.locator("#id_due_0").fill("2026-03-20")
    clerk.presses("登记例会", sure=True)
    clerk.sees("例会已登记，布置议定事项 1 项", "核实名单")

    head = arrive("station_head", phone=True)
    head.opens("/")
    head.sees("核实名单")
    head.opens(f"/routines/resolutions/{Resolution.objects.get().pk}/")
    head.writes("完成情况", "已核实 12 家。")
    head.presses("办结")
    head.sees("已办结，召开会议的单位会收到消息", "已核实 12 家。")
