"""Draw the diagrams of docs/routines.md anew from the tables of moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from routines.record_moves import RECORD_MOVES
from routines.summary_moves import SUMMARY_MOVES
from routines.terms import RecordStatus, SummaryStatus
from workflow.diagrams import redrawn
from workflow.moves import MoveTable

PAGE = Path("docs") / "routines.md"


def drawn(text: str) -> str:
    """The page with each part between its two marks drawn anew."""
    parts: dict[str, tuple[MoveTable, type[TextChoices], str]] = {
        "record": (RECORD_MOVES, RecordStatus, RecordStatus.DRAFT),
        "summary": (SUMMARY_MOVES, SummaryStatus, SummaryStatus.DRAFT),
    }
    return redrawn(text, parts)


class Command(BaseCommand):
    """``manage.py draw_routines``: run after a change of a table of moves."""

    help = "按状态流转表重绘 docs/routines.md 中的状态图。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        page = settings.BASE_DIR / PAGE
        page.write_text(drawn(page.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"已重绘 {PAGE}")
