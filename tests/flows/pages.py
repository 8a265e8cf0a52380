"""A person at a browser: signs in, reads, presses buttons; every page seen is also inspected."""

from __future__ import annotations

import re
from io import BytesIO

from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Error, FilePayload, Page, expect

from tests.world import World

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

# What is wrong with a page, as lines to read; the basics that an accessibility checker looks for.
_FAULTS = """() => {
    const shown = (one) => one.offsetParent !== null;
    const short = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
    const faults = [];
    const say = (text, all) => all.filter(shown).forEach((one) => faults.push(text + short(one)));
    const named = (one) => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby");
    const all = (selector) => [...document.querySelectorAll(selector)];
    say("no label: ", all("input, select, textarea").filter(
        (one) => one.type !== "hidden" && !named(one) && !one.labels?.length));
    say("no name: ", all("a[href], button").filter(
        (one) => !named(one) && !one.textContent.trim()));
    say("no alt: ", all("img:not([alt])"));
    const ids = all("[id]").map((one) => one.id);
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => faults.push("id twice: " + id));
    if (all("h1").length !== 1) faults.push(`${all("h1").length} main headings`);
    if (document.documentElement.lang !== "zh-Hans") faults.push("no language");
    const excess = document.documentElement.scrollWidth - window.innerWidth;
    if (excess > 0) faults.push(`${excess} px too wide`);
    return faults;
}"""

# No part of the page is just being put in place of another.
_STANDS = '() => !document.querySelector(".htmx-swapping, .htmx-settling")'


def photo(name: str = "现场照片.jpg") -> FilePayload:
    """A small picture as a phone would send it."""
    file = BytesIO()
    Image.new("RGB", (640, 480), "#b8242a").save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


class Person:
    """One of the world's people, signed in on a desk or a phone of their own."""

    def __init__(
        self, browser: Browser, world: World, url: str, name: str, *, phone: bool = False
    ) -> None:
        context = browser.new_context(
            base_url=url,
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            has_touch=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        session = world.login(Client(), name).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def opens(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(path)
        self.inspect()

    def sees(self, *texts: str) -> None:
        """Each text stands on the page, or in the message above it."""
        for text in texts:
            expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()
        self.waits()
        self.inspect()

    def waits(self) -> None:
        """Until the page is whole: a person is slower than the scripts that serve the page."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(_STANDS)

    def inspect(self) -> None:
        """Nothing is wrong with the page, and the browser had nothing to complain of."""
        try:
            faults = self.page.evaluate(_FAULTS)
        except Error as moved:
            # The press before had not led on yet: what was looked at is gone, so is its context.
            if "navigation" not in str(moved):
                raise
            self.waits()
            faults = self.page.evaluate(_FAULTS)
        assert faults == [], f"{self.page.url}: {faults}"
        assert self.complaints == [], self.page.url

    def presses(self, name: str, *, sure: bool = False) -> None:
        """Press the button or follow the link of that name; confirm when asked."""
        name_is = re.compile(rf"^\s*{re.escape(name)}")
        button = self.page.locator("#main").get_by_role("button", name=name_is)
        link = self.page.locator("#main").get_by_role("link", name=name_is)
        target = button.or_(link).locator("visible=true").first
        target.wait_for()
        self.waits()
        target.click()
        if sure:
            self.page.click("#confirm-accept")

    def writes(self, label: str, text: str) -> None:
        """Fill the field of that label."""
        field = self.page.get_by_label(label)
        field.wait_for()
        self.waits()
        field.fill(text)

    def gives_it_only_to(self, receiver: str) -> None:
        """On the board: choose one direct subordinate and save."""
        self.page.get_by_label("指定下级").check()
        for share in self.page.locator("[data-share]").all():
            share.get_by_role("checkbox").set_checked(receiver in share.inner_text())
        self.presses("保存分配")
        expect(self.page.locator("#toasts")).to_contain_text("分配")

    def signs_and_opens(self, title: str) -> None:
        """From 我的待办 to the list or task that waits to be signed, and sign it."""
        self.opens("/")
        self.presses(f"签收：{title}")
        self.inspect()

    def passes_on_to(self, receiver: str) -> None:
        """Decompose what was signed, give it to one subordinate, and issue the list."""
        self.presses("分解到下级")
        self.sees("分解清单")
        self.presses("生成草稿")
        self.sees("已逐条生成草稿", "上级事项")
        self.page.locator(".board-upper .board-line").nth(1).click()
        self.gives_it_only_to(receiver)
        self.presses("下发", sure=True)
        self.sees("已下发")
