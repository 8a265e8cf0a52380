"""docs/projects.md shows the tables of moves as they are."""

from __future__ import annotations

from django.conf import settings

from projects.management.commands.draw_projects import PAGE, drawn


def test_the_page_is_current() -> None:
    page = (settings.BASE_DIR / PAGE).read_text(encoding="utf-8")

    assert drawn(page) == page, "run manage.py draw_projects"
    for words in ("draft --> submitted: 报送", "asked --> scored: 评分", "paid --> reversed: 冲销"):
        assert words in page
