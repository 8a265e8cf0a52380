"""docs/routines.md shows the tables of moves as they are."""

from __future__ import annotations

from django.conf import settings

from routines.management.commands.draw_routines import PAGE, drawn


def test_the_page_is_current() -> None:
    page = (settings.BASE_DIR / PAGE).read_text(encoding="utf-8")

    assert drawn(page) == page, "run manage.py draw_routines"
    for words in ("draft --> submitted: 报送", "draft --> kept: 登记"):
        assert words in page
