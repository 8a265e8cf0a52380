"""A secretary on a phone enters one meeting, and three obligations turn green."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from routines.models import Obligation, Record
from tests.browser import needs_browser
from tests.flows.pages import photo
from tests.routines.conftest import members, party, refreshed, with_rules

pytestmark = [pytest.mark.browser, needs_browser]

RULES = ("R-09", "R-12-1", "R-13")


@pytest.fixture
def branch(committed_world):
    """A branch of twelve members, with its rules in force since January."""
    with_rules(committed_world)
    party(committed_world.branch, meeting_day=2)
    members(committed_world.branch, committed_world, 12, on=dt.date(2026, 1, 1))
    refreshed(committed_world)
    Obligation.objects.filter(due_on__lt=dt.date(2026, 3, 1)).delete()
    return committed_world.branch


def enter_the_meeting(secretary):
    secretary.opens("/routines/")
    secretary.sees("本期应办", "主题党日（2026年3月）", "固定主题党日", "已到，还没有登记")
    secretary.presses("登记主题党日")
    secretary.sees("登记主题党日", "这次可以完成", "主题党日（2026年3月）")
    expect(secretary.page.get_by_label("应到人数")).to_have_value("12")
    matches = secretary.page.locator("#matches")
    expect(matches.get_by_role("checkbox")).to_have_count(1)
    secretary.page.get_by_role("checkbox", name="党员大会").first.check()
    secretary.page.get_by_role("checkbox", name="党课", exact=True).first.check()
    expect(matches.get_by_role("checkbox", checked=True)).to_have_count(3)
    secretary.writes("实到人数", "11")
    secretary.page.locator("input[type=file]").set_input_files(photo())
    secretary.presses("登记")
    secretary.sees("完成 3 项：支部党员大会、党课、主题党日", "已完成")


def vote_in_it(secretary):
    secretary.page.get_by_role("link", name="2026年3月主题党日").click()
    secretary.sees("完成的应办事项", "按期完成", "党员大会、党课")
    secretary.presses("登记表决")
    secretary.writes("事项", "通过年度工作计划")
    secretary.writes("有表决权的党员", "20")
    secretary.writes("实到有表决权人数", "11")
    secretary.writes("赞成票", "10")
    secretary.sees("不通过", "至少 11 票")
    secretary.writes("赞成票", "11")
    expect(secretary.page.locator("#outcome")).to_contain_text("超过应到会半数")
    secretary.presses("保存")
    secretary.sees("已登记“通过年度工作计划”：通过")


def test_one_meeting_turns_three_obligations_green(arrive, branch):
    secretary = arrive("secretary", phone=True)

    enter_the_meeting(secretary)
    vote_in_it(secretary)

    rows = Obligation.objects.filter(
        organization=branch, rule__code__in=RULES, due_on__lte=dt.date(2026, 3, 31)
    )
    record = Record.objects.get()
    assert {row.rule.code: row.met_on for row in rows} == dict.fromkeys(RULES, record.happened_on)
    assert record.attachments.count() == 1
    officer = arrive("officer")
    officer.opens("/routines/")
    officer.sees(branch.name)
