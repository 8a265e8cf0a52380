"""One key point, five people: from the city's draft to a branch's photograph, and back."""

import pytest

from tests.browser import needs_browser
from tests.flows.pages import photo

pytestmark = [pytest.mark.browser, needs_browser]

TITLE = "源泉工程：无党员单位培养入党积极分子"
KEY_POINTS = "市委两新工委2026年工作要点清单"


def draft_and_issue(leader):
    leader.opens("/checklists/new/")
    leader.presses("建立草稿")
    leader.sees("已建立草稿", "还没有事项")
    leader.presses("添加事项")
    leader.writes("任务内容", TITLE)
    leader.page.get_by_label("类别").select_option("覆盖")
    leader.writes("起始日", "2026-03-02")
    leader.writes("完成时限", "2026-11-30")
    leader.writes("最少份数", "1")
    leader.page.click(".item-form .board-save")
    leader.sees("已添加第 1 条", "检查通过，可以")
    leader.gives_it_only_to("商圈市场")
    leader.presses("下发", sure=True)
    leader.sees("已下发", "接收单位签收情况")


def sign_and_pass_on(person, receiver):
    person.opens("/")
    person.sees("共 1 项")
    person.presses("签收：")
    person.sees("待签收")
    person.presses("一键签收 1 项", sure=True)
    person.sees("已签收")
    person.passes_on_to(receiver)


def sign_and_report_with_photo(secretary):
    secretary.opens("/")
    secretary.presses("签收：")
    secretary.presses("一键签收 1 项", sure=True)
    secretary.sees("已签收")
    report_up(secretary, "已谈话 6 人，收到入党申请书 1 份。", photo())


def report_up(person, text, *files):
    person.opens("/")
    person.presses(f"上报：{TITLE}")
    person.sees("办理中", "佐证材料")
    person.presses("上报")
    person.writes("进展情况", text)
    if files:
        person.page.get_by_label("佐证材料").set_input_files(list(files))
        person.sees(files[0]["name"])
    person.presses("申请销号", sure=True)
    person.sees("待审核办结")


def accept(person, text):
    person.opens("/")
    person.presses(f"审核：{TITLE}")
    person.sees(text)
    person.presses("销号")
    person.sees("已销号")


def test_a_key_point_goes_down_to_a_branch_and_comes_back_settled(arrive):
    city, committee, station = arrive("city_leader"), arrive("mall_leader"), arrive("station_head")
    officer, secretary = arrive("officer", phone=True), arrive("secretary", phone=True)

    draft_and_issue(city)
    sign_and_pass_on(committee, "平江")
    sign_and_pass_on(station, "平江1岗")
    sign_and_pass_on(officer, "观前商城")
    sign_and_report_with_photo(secretary)

    accept(officer, "收到入党申请书 1 份")
    report_up(officer, "联系单位已全部办结。", photo("走访记录.jpg"))
    accept(station, "联系单位已全部办结。")
    report_up(station, "本站已全部办结。", photo("汇总表.jpg"))
    accept(committee, "本站已全部办结。")
    report_up(committee, "本行业已全部办结。", photo("情况报告.jpg"))
    accept(city, "本行业已全部办结。")

    city.opens("/assignments/?mine=issued")
    city.presses(TITLE)
    city.sees("✓", "已销号", "下级办理")
