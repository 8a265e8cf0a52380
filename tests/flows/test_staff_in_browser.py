"""A committee takes on a worker on a desk; an officer on a phone finds whom to call."""

import pytest
from playwright.sync_api import expect

from people.models import Recruitment
from tests.browser import needs_browser

pytestmark = [pytest.mark.browser, needs_browser]

POST = "专职党务工作者（综合岗）"


def test_a_committee_publishes_a_post_and_enters_who_applies(arrive):
    leader = arrive("mall_leader")
    leader.opens("/people/")
    leader.presses("招录")
    leader.presses("拟定招录")
    leader.writes("招录岗位", POST)
    leader.writes("岗位条件", "中共党员，大专以上学历。")
    leader.writes("报名截止", "2026-03-20")
    leader.presses("保存")
    leader.sees("已拟定", POST)
    leader.presses("发布公告")
    leader.sees("岗位条件和考试占比不能再改")
    leader.presses("发布")
    leader.sees("已发布")
    leader.presses("登记报名")
    leader.writes("姓名", "欧阳若琳")
    leader.presses("登记")
    leader.sees("已登记报名", "欧阳若琳", "待定")
    expect(leader.page.get_by_role("link", name="转入考试考察")).to_have_count(0)
    assert Recruitment.objects.get().entrants.count() == 1


def test_an_officer_calls_from_the_directory_with_one_tap(arrive, committed_world):
    secretary = committed_world.user("secretary")
    secretary.phone = "0512-65123456"
    secretary.save(update_fields=["phone"])
    officer = arrive("officer", phone=True)
    officer.opens("/people/")
    officer.presses("通讯录")
    officer.writes("姓名、拼音、单位或职务", secretary.name)
    officer.presses("筛选")
    officer.sees(secretary.name)
    call = officer.page.get_by_role("link", name=f"拨打{secretary.name}")
    expect(call).to_have_attribute("href", "tel:0512-65123456")
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "a thumb finds the button"
    assert box["x"] + box["width"] <= 390, "the number stands on the screen, in one line"
