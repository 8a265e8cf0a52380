"""The thread (穿透) opens row by row, and folds again, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser import needs_browser
from tests.lists import cascade

pytestmark = [pytest.mark.browser, needs_browser]


def test_row_opens_folds_and_opens_again(arrive, committed_world):
    top, *_ = cascade(committed_world, titles=("源泉工程",))
    leader = arrive("city_leader")
    leader.opens(f"/items/{top.items.get().pk}/thread/")
    page = leader.page
    row = page.get_by_role("button", name="展开 商圈市场行业党建专委会")
    station = page.get_by_text("平江区域党建工作站").first
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))

    row.focus()
    page.keyboard.press("Enter")

    opened = page.get_by_role("button", name="收起 商圈市场行业党建专委会")
    expect(station).to_be_visible()
    expect(opened).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("Space")

    expect(station).to_be_hidden()
    expect(row).to_have_attribute("aria-expanded", "false")

    row.click()

    expect(station).to_be_visible()
    # The browser may still ask for the icon of the page.
    assert len([url for url in fetched if "/rows/" in url]) == 1
    leader.inspect()
