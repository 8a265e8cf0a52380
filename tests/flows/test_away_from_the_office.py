"""Where the line is poor, and where there is no mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser import needs_browser
from tests.flows.pages import photo
from tests.lists import cascade, given_to

pytestmark = [pytest.mark.browser, needs_browser]

ORDER = ("跳到正文", "五级协同", "搜索清单", "帮助", "我的待办", "未办结")
WORDS = "已走访临顿路 6 户，宣讲入党程序。"


@pytest.fixture
def at_report(arrive, committed_world):
    """A secretary on a phone, at the report form of a task."""
    cascade(committed_world, titles=("源泉工程",))
    assignment = given_to(committed_world, "branch")
    secretary = arrive("secretary", phone=True)
    secretary.opens(f"/assignments/{assignment.pk}/report/")
    return secretary


def test_draft_survives_lost_connection(at_report):
    page = at_report.page
    page.get_by_label("进展情况").press_sequentially(WORDS)

    page.context.set_offline(True)
    at_report.presses("只报进展")

    at_report.sees("网络已断开，内容已存在本机，恢复后再提交。")
    expect(page.get_by_label("进展情况")).to_have_value(WORDS)

    page.context.set_offline(False)
    page.reload()

    at_report.sees("已恢复未提交的草稿")
    expect(page.get_by_label("进展情况")).to_have_value(WORDS)
    page.get_by_label("佐证材料").set_input_files([photo()])
    at_report.presses("只报进展")
    at_report.sees(WORDS, "办理中")
    assert page.evaluate("Object.keys(localStorage)") == []


def focused(page):
    return page.evaluate(
        "() => (document.activeElement.getAttribute('aria-label')"
        " || document.activeElement.textContent).trim()"
    )


def test_keyboard_use(arrive, committed_world):
    cascade(committed_world, titles=("源泉工程",))
    officer = arrive("officer")
    officer.opens("/")
    page = officer.page

    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    page.keyboard.press("/")
    assert focused(page) == "搜索清单、任务、单位、组织、人员"
    page.keyboard.type("源泉")
    page.keyboard.press("Enter")
    officer.sees("搜索", "源泉工程")

    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()

    page.keyboard.press("g")
    page.keyboard.press("c")
    officer.sees("工作分解清单")


def test_tab_goes_from_the_frame_to_the_work_in_the_order_of_reading(arrive, committed_world):
    cascade(committed_world, titles=("源泉工程",))
    officer = arrive("officer")
    officer.opens("/assignments/")
    seen = []
    for _ in range(24):
        officer.page.keyboard.press("Tab")
        seen.append(focused(officer.page))

    order = [next(n for n, name in enumerate(seen) if mark in name) for mark in ORDER]
    assert order == sorted(order), seen
