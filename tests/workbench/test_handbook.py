"""The handbook as it is written: nothing in it leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.world import World
from workbench.handbook import as_html, chapter
from workbench.views.help_pages import FOR_EVERYONE, GUIDES

SHOTS = settings.BASE_DIR / "docs" / "screenshots"
CHAPTERS = sorted(path.stem for path in Path(settings.HANDBOOK_DIR).glob("[a-z]*.md"))


def test_every_chapter_is_offered_to_somebody_and_every_offer_is_a_chapter() -> None:
    offered = {*FOR_EVERYONE, *(slug for guide in GUIDES for slug in guide.slugs)}

    assert offered == set(CHAPTERS)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_a_chapter_leads_nowhere_in_vain(slug: str) -> None:
    html = as_html(chapter(slug) or "")

    for name in re.findall(r"/static/handbook/([\w.-]+)", html):
        assert finders.find(f"handbook/{name}"), name
    for other in re.findall(r"/help/([a-z-]+)/", html):
        assert other in CHAPTERS, other
    assert not re.search(r"\]\(|\*\*|^\s*\|", html), "markup that is not drawn"


def test_screenshots_stay_small_and_are_all_used() -> None:
    texts = "".join(path.read_text("utf-8") for path in Path(settings.HANDBOOK_DIR).glob("*.md"))
    sizes = {path.name: path.stat().st_size for path in SHOTS.glob("*.png")}

    assert [name for name in sizes if f"../screenshots/{name}" not in texts] == []
    assert max(sizes.values()) < 150_000
    assert sum(sizes.values()) < 3_000_000


def test_a_chapter_shows_its_pictures(client: Client, world: World) -> None:
    world.login(client, "officer")

    html = client.get(reverse("workbench:handbook", args=["officer"])).content.decode()

    assert '<figure class="shot">' in html
    assert 'alt="手机上的我的待办"' in html


def test_a_picture_from_elsewhere_and_its_words_are_only_text() -> None:
    html = as_html('![x](https://example.org/a.png)\n\n![<b>"](../screenshots/todo.png)')

    assert html.count("<img") == 1
    assert "<b>" not in html
    assert 'alt="&lt;b&gt;&quot;"' in html
