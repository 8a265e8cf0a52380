"""docs/inspections.md shows the tables of moves as they are."""

from __future__ import annotations

from django.conf import settings

from inspections.management.commands.draw_inspections import PAGE, drawn


def test_the_page_is_drawn_from_the_tables_of_moves() -> None:
    page = (settings.BASE_DIR / PAGE).read_text(encoding="utf-8")

    assert drawn(page) == page, "run manage.py draw_inspections"
    assert page.count("```mermaid") == 6
