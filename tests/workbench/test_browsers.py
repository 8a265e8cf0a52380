"""The page of signed-in devices names browsers in words, not in their own long marks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import World
from workbench.templatetags.browsers import browser

_MOZILLA = "Mozilla/5.0"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_CHROME}", "Chrome 浏览器，Windows"),
        (f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_CHROME} Edg/126.0", "Edge 浏览器，Windows"),
        (f"{_MOZILLA} (Linux; Android 14; V2309A) {_CHROME} MicroMessenger/8.0", "微信，安卓"),
        (
            f"{_MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari 浏览器，iPhone",
        ),
        ("", "未知浏览器"),
        ("curl/8.5.0", "未知浏览器"),
    ],
)
def test_a_browser_is_named_in_words(mark: str, words: str) -> None:
    assert browser(mark) == words


def test_the_page_of_devices_names_the_browser(client: Client, world: World) -> None:
    world.login(client, "officer")

    page = client.get(
        reverse("usersessions_list"),
        headers={"User-Agent": f"{_MOZILLA} (X11; Linux x86_64) {_CHROME}"},
    )

    assert page.status_code == 200
    assert "AppleWebKit" not in page.text
