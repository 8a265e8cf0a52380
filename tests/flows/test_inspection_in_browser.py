"""A round from its plan to a closed finding, by the four people whose work it is (article 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from inspections.models import Inspection, Rectification, Round, Scheme
from inspections.terms import Grade, InspectionStatus, RectificationStatus
from tests.browser import needs_browser
from tests.inspections.conftest import said
from tests.inspections.scored import said_of, told_scheme
from tests.projects.grounds import at
from tests.world import World

__all__ = ["said"]
pytestmark = [pytest.mark.browser, needs_browser]

AFTER_REPLY = dt.date(2026, 3, 10)
NAME = "2025年下半年党建体检"


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    """The clock of the site and of everybody's sessions, from nine o'clock of a day."""
    with time_machine.travel(at(day), tick=True):
        yield


@pytest.fixture
def scheme(committed_world: World, said: dict[str, Any]) -> Scheme:
    said_of(committed_world.home, said, value=0)
    return told_scheme(committed_world.home)


def plans(clerk: Any) -> None:
    """Draws the round up for one branch, named."""
    clerk.opens("/inspections/")
    clerk.presses("起草体检")
    clerk.page.get_by_label("体检方案").select_option(index=1)
    clerk.writes("轮次名称", NAME)
    clerk.writes("数据周期起", "2025-07-01")
    clerk.writes("数据周期止", "2025-12-31")
    clerk.writes("自查截止", "2026-03-02")
    clerk.writes("核验评分截止", "2026-03-06")
    clerk.page.get_by_label("指定", exact=True).check()
    clerk.page.get_by_label("观前商城党支部").check()
    clerk.presses("保存草稿")
    clerk.sees("已存为草稿")


def moves(leader: Any, label: str, *, said_so: str) -> None:
    """Makes one move of the whole round, and reads what came of it."""
    leader.opens(f"/inspections/rounds/{Round.objects.get().pk}/")
    leader.presses(label)
    leader.presses(label, sure=True)
    leader.sees(said_so)


def checks_itself(secretary: Any, sheet: Inspection) -> None:
    """Says how things stand; what a person scores may stay open."""
    secretary.opens(f"/inspections/sheets/{sheet.pk}/self-check/")
    secretary.writes("自查情况", "党员大会没有按期召开，正在补开。")
    secretary.presses("提交自查", sure=True)
    secretary.sees("已提交自查")


def scores(head: Any, sheet: Inspection) -> None:
    """Gives both scores by hand, confirms both readings, and hands the sheet in."""
    head.opens(f"/inspections/sheets/{sheet.pk}/score/")
    head.page.get_by_role("region", name="B1 固定场所与标识").get_by_label("满分 25").check()
    head.page.get_by_role("region", name="B2 作用发挥").get_by_label("满分 15").check()
    head.presses("确认全部取数")
    head.sees("已确认 2 项取数")
    head.presses("提交评分", sure=True)
    head.sees("已提交评分")


def puts_right(secretary: Any, leader: Any, path: str) -> None:
    """The letter is signed, planned, done and looked at again."""
    secretary.opens(path)
    secretary.presses("签收")
    secretary.presses("签收")
    secretary.sees("已签收。")
    secretary.presses("报送方案")
    secretary.writes("整改方案", "按季召开党员大会。")
    secretary.presses("报送")
    secretary.sees("已报送")
    leader.opens(path)
    leader.presses("同意方案")
    leader.presses("同意方案")
    leader.sees("已同意")
    secretary.opens(path)
    secretary.presses("申请复查")
    secretary.writes("整改结果", "已补开党员大会。")
    secretary.presses("报送")
    secretary.sees("已申请复查")
    leader.opens(path)
    leader.presses("复查合格销号")
    leader.presses("复查合格销号", sure=True)
    leader.sees("已销号")


def test_a_round_goes_from_its_plan_to_a_closed_finding(arrive: Any, scheme: Scheme) -> None:
    plans(arrive("mall_clerk"))
    leader, secretary = arrive("mall_leader"), arrive("secretary", phone=True)
    moves(leader, "启动", said_so="已启动")
    sheet = Inspection.objects.get()
    checks_itself(secretary, sheet)
    moves(leader, "转入核验评分", said_so="已转入核验评分")
    scores(arrive("station_head", phone=True), sheet)
    leader.opens(f"/inspections/sheets/{sheet.pk}/check/")
    leader.presses("复核通过", sure=True)
    leader.sees("已复核通过")
    moves(leader, "告知结果", said_so="已告知结果")
    secretary.opens(f"/inspections/sheets/{sheet.pk}/")
    secretary.presses("签收")
    secretary.sees("已签收")

    with on(AFTER_REPLY):
        # A week later the sessions of then are over.
        leader, secretary = arrive("mall_leader"), arrive("secretary", phone=True)
        moves(leader, "公布并封存", said_so="已公布并封存")
        leader.opens(f"/inspections/rounds/{sheet.round_id}/letters/")
        leader.presses("按体检结果起草")
        leader.sees("已按体检结果起草 1 份")
        letter = Rectification.objects.get()
        path = f"/inspections/rectifications/{letter.pk}/"
        leader.opens(path)
        leader.presses("下发")
        leader.presses("下发", sure=True)
        leader.sees("已下发并编号")
        puts_right(secretary, leader, path)

    sheet.refresh_from_db()
    letter.refresh_from_db()
    assert (sheet.status, sheet.total, sheet.grade) == (
        InspectionStatus.PUBLISHED,
        Decimal("40.0"),
        Grade.POOR,
    )
    assert letter.status == RectificationStatus.CLOSED
    assert not letter.findings.filter(settled_on__isnull=True).exists()
