"""Draw the diagrams of docs anew from the tables of moves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflow.diagrams import pages, redrawn


class Command(BaseCommand):
    """``manage.py draw_diagrams``: run after a change of a table of moves."""

    help = "按各状态流转表重绘 docs 中的状态图。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write every page that draws one."""
        for page, parts in pages():
            page.write_text(redrawn(page.read_text(encoding="utf-8"), parts), encoding="utf-8")
            self.stdout.write(f"已重绘 {page.relative_to(settings.BASE_DIR)}")
