"""An officer on a phone keeps a unit's facts; the station checks; the committee sees the gap."""

import pytest
from playwright.sync_api import expect

from tests.browser import needs_browser
from tests.coverage.conftest import entered

pytestmark = [pytest.mark.browser, needs_browser]

NAME = "临顿路示例百货有限公司"


@pytest.fixture
def unit(committed_world):
    """A unit of the officer's with two members, one short of founding, and its neighbours."""
    alone = {"place": committed_world.branch, "cover": "alone"}
    entered(committed_world, "观前示例商场", members_here=5, **alone)
    sibling = {"place": committed_world.sibling_officer, "region": "xietang"}
    entered(committed_world, "斜塘示例市场", members_here=4, **sibling)
    return entered(committed_world, NAME, members_here=2, phone="0512-65000000")


def correct_on_the_phone(officer):
    officer.opens("/units/mine/")
    officer.sees(NAME, "从未联系")
    call = officer.page.get_by_role("link", name=f"给{NAME}打电话")
    expect(call).to_have_attribute("href", "tel:0512-65000000")
    officer.page.get_by_role("link", name=f"更正{NAME}的信息").click()
    officer.sees("更正信息", "由工作站核实")
    officer.writes("正式党员数（组织关系在本单位）", "3")
    officer.writes("说明", "已看党员名册。")
    officer.presses("提交更正")
    officer.sees("已更正，台账即时更新", "应建未建（完全未建）", "正式党员 3 名，达到 3 名")


def record_a_visit(officer):
    officer.presses("记录联系")
    officer.sees("记录联系", "这是第一次联系")
    officer.writes("情况", "约好下周谈组建。")
    officer.presses("保存")
    officer.sees("已记录对", "约好下周谈组建。", "0 天前")


def ask_back(station):
    station.opens("/units/notices/")
    station.sees(NAME, "已看党员名册。")
    station.page.get_by_label(f"对{NAME}的核实意见或问回内容").fill("第三名党员的关系转到了吗？")
    station.presses("问回")
    station.sees("已问回", "没有等着核实的信息变更单")


def answer_on_the_phone(officer):
    officer.opens("/units/notices/")
    officer.sees("第三名党员的关系转到了吗？")
    officer.page.get_by_label(f"对{NAME}的答复").fill("2 月已转到。")
    officer.presses("答复")
    officer.sees("已答复，送工作站核实")


def confirm(station):
    station.opens("/units/notices/")
    station.sees("2 月已转到。")
    station.page.get_by_label(f"选择：{NAME}").check()
    station.presses("批量核实", sure=True)
    station.sees("已核实 1 份信息变更单")


def look_at_the_gap(leader):
    leader.opens("/coverage/?measure=founded")
    leader.sees("应建已建率", "1/3")
    expect(leader.page.locator("[data-chart=map] svg")).to_have_count(1)
    expect(leader.page.get_by_text("其中从未联系 2 户")).to_be_visible()
    leader.page.locator(".matrix .sums").get_by_role("link", name="1/3").click()
    leader.sees("应建已建率：33.3%", NAME, "观前示例商场", "斜塘示例市场")
    leader.presses("尚缺")
    leader.sees(NAME, "斜塘示例市场")
    expect(leader.page.get_by_text("观前示例商场")).to_have_count(0)


def test_a_unit_crosses_the_line_and_everyone_sees_it(arrive, unit):
    officer, station = arrive("officer", phone=True), arrive("station_head")
    leader = arrive("city_leader")

    correct_on_the_phone(officer)
    record_a_visit(officer)
    ask_back(station)
    answer_on_the_phone(officer)
    confirm(station)
    look_at_the_gap(leader)


def test_the_pages_fit_a_phone(arrive, unit):
    officer = arrive("officer", phone=True)
    for path in ("/units/", "/units/contacts/", f"/units/{unit.pk}/", f"/units/{unit.pk}/give/"):
        officer.opens(path)
    officer.opens("/coverage/")
    officer.sees("组织覆盖率", "久未联系（30 天）")
