"""The small scripts, in a real browser: nothing typed is lost, nothing is sent twice."""

import pytest
from django.http import HttpResponse
from django.urls import include, path
from playwright.sync_api import expect

from tests.browser import needs_browser
from workbench import style_page


def page_of(request):
    return HttpResponse("<!DOCTYPE html><title>页面</title>")


workbench_urls = [
    path("", page_of, name="todo"),
    path("search/", page_of, name="search"),
    path("style/", style_page.style, name="style"),
]
urlpatterns = [path("", include((workbench_urls, "workbench")))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.browser, needs_browser]


@pytest.fixture
def style(page, live_server, client, django_user_model, settings):
    client.force_login(django_user_model.objects.create(username="10086", name="王建国"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    cookie["value"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/style/")
    return page


def fill_form(page):
    page.locator("#id_progress").press_sequentially("已走访 6 户。")
    page.fill("#id_done", "6")
    page.fill("#id_on", "2026-03-01")
    page.select_option("#id_kind", "enterprise")
    page.check("input[value=later]")
    page.check("#id_agreed")


def send(page):
    page.click(".action-bar .btn-primary")
    page.click("#confirm-accept")


def test_a_draft_survives_a_reload_and_can_be_discarded(style):
    fill_form(style)

    style.reload()

    expect(style.locator(".draft-notice")).to_contain_text("已恢复未提交的草稿")
    expect(style.locator("#id_progress")).to_have_value("已走访 6 户。")
    expect(style.locator("input[value=later]")).to_be_checked()
    style.click("text=放弃草稿")
    style.reload()
    expect(style.locator("#id_progress")).to_have_value("")


def test_a_draft_goes_when_the_server_said_yes(style):
    fill_form(style)

    send(style)

    expect(style.locator("#toasts")).to_contain_text("已上报")
    assert style.evaluate("Object.keys(localStorage)") == []


def test_a_refused_form_keeps_its_draft_and_takes_the_focus(style):
    style.locator("#id_progress").press_sequentially("只写了一半")

    # By the keyboard, say, without the button that asks.
    style.evaluate("document.querySelector('form[data-draft-key]').requestSubmit()")

    expect(style.locator(".error-summary")).to_be_focused()
    assert style.evaluate("Object.keys(localStorage).length") == 1


def test_a_form_drawn_anew_while_the_question_stands_is_still_sent(style):
    fill_form(style)

    style.click(".action-bar .btn-primary")
    style.evaluate(
        """() => {
            const form = document.querySelector("#id_progress").form;
            const drawn = form.cloneNode(false);
            drawn.append(...form.childNodes);
            form.replaceWith(drawn);
        }"""
    )
    style.click("#confirm-accept")

    expect(style.locator("#toasts")).to_contain_text("已上报")


def test_nothing_is_sent_while_offline(style):
    fill_form(style)
    style.context.set_offline(True)

    style.click(".action-bar .btn-primary")

    expect(style.locator("[data-offline]")).to_contain_text("恢复后再提交")
    expect(style.locator("#id_progress")).to_have_value("已走访 6 户。")
    style.context.set_offline(False)
    expect(style.locator("[data-offline]")).to_be_hidden()


def test_what_is_missing_is_said_in_chinese_before_anything_is_asked(style):
    fill_form(style)
    style.fill("#id_done", "")

    style.click(".action-bar .btn-primary")

    expect(style.locator("#confirm")).to_be_hidden()
    said = "document.querySelector('#id_done').validationMessage"
    assert style.evaluate(said) == "请填写：实际完成数"
    style.fill("#id_done", "6")
    style.click(".action-bar .btn-primary")
    expect(style.locator("#confirm")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("录像.mp4", 9, "的格式不能上传，请改用 照片、PDF、Word 或 Excel"),
        ("扫描件.pdf", (20 << 20) + 1, "超过 20 MB 的上限"),
        ("IMG_0001.HEIC", 9, "兼容性最佳"),
    ],
)
def test_a_file_that_would_be_refused_is_told_at_once_and_holds_the_form(style, name, size, said):
    fill_form(style)
    style.evaluate(
        """([name, size]) => {
            const chosen = new DataTransfer();
            chosen.items.add(new File([new Uint8Array(size)], name));
            const input = document.querySelector("#id_photos");
            input.files = chosen.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        [name, size],
    )

    expect(style.locator("[data-file-faults]")).to_contain_text(said)
    style.click(".action-bar .btn-primary")
    expect(style.locator("#confirm")).to_be_hidden()
    style.click("text=移除")
    expect(style.locator("[data-file-faults]")).to_be_hidden()
    style.click(".action-bar .btn-primary")
    expect(style.locator("#confirm")).to_be_visible()


def test_the_question_names_the_deed(style):
    fill_form(style)

    style.click(".action-bar .btn-primary")

    label = style.locator("#confirm-accept").text_content()
    expect(style.locator("#confirm-title")).to_have_text(f"确定{label}吗？")


def test_cancelling_the_question_sends_nothing(style):
    fill_form(style)
    style.click(".action-bar .btn-primary")
    expect(style.locator("#confirm-text")).to_contain_text("审核前不能修改")

    style.keyboard.press("Escape")

    expect(style.locator("#confirm")).to_be_hidden()
    expect(style.locator(".error-summary")).to_have_count(0)


def test_a_second_press_is_not_a_second_submission(style):
    sent = style.evaluate(
        """() => {
            const form = document.querySelector("form[data-draft-key]");
            let sent = 0;
            window.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) sent += 1;
                event.preventDefault();
            });
            const button = form.querySelector("[data-print]").cloneNode();
            button.type = "submit";
            form.append(button);
            form.requestSubmit(button);
            form.requestSubmit(button);
            return sent;
        }"""
    )

    assert sent == 1


def test_rows_are_chosen_with_shift(style):
    expect(style.locator("[data-bulk-bar]")).to_be_hidden()

    style.locator("[data-row-box]").nth(0).click()
    style.locator("[data-row-box]").nth(3).click(modifiers=["Shift"])

    expect(style.locator("[data-selected-count]")).to_have_text("4")


def test_keys_reach_search_and_help(style):
    style.keyboard.press("/")
    expect(style.locator("[data-search]")).to_be_focused()
    style.evaluate("document.activeElement.blur()")

    style.keyboard.press("?")

    expect(style.locator("#help")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1366, 768)])
def test_no_page_scrolls_sideways(style, width, height):
    style.set_viewport_size({"width": width, "height": height})

    assert style.evaluate("document.documentElement.scrollWidth") <= width


def test_touch_targets_on_a_phone_are_large_enough(style):
    style.set_viewport_size({"width": 390, "height": 844})

    small = style.evaluate(
        """() => [...document.querySelectorAll("button, .btn, .form-control, .form-select")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_arrow_keys_look_through_a_choice_without_sending_it(style):
    style.evaluate("""() => {
        const form = document.createElement("form");
        form.innerHTML = '<select id="which" name="which" data-autosubmit>' +
            '<option>甲</option><option>乙</option><option>丙</option></select>';
        document.querySelector("main").append(form);
    }""")
    style.focus("#which")
    style.keyboard.press("ArrowDown")
    style.keyboard.press("ArrowDown")

    expect(style.locator("#which")).to_have_value("丙")
    assert "which" not in style.url

    style.mouse.click(5, 5)
    style.select_option("#which", "乙")
    style.wait_for_url("**which=*")
