"""Draw the diagrams of docs/inspections.md anew from the tables of moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.review_moves import REVIEW_MOVES
from inspections.round_moves import APPEAL_MOVES, INSPECTION_MOVES, ROUND_MOVES
from inspections.scheme_moves import SCHEME_MOVES
from inspections.terms import (
    AppealStatus,
    InspectionStatus,
    RectificationStatus,
    ReviewStatus,
    RoundStatus,
    SchemeStatus,
)
from workflow.diagrams import redrawn
from workflow.moves import MoveTable

PAGE = Path("docs") / "inspections.md"


def drawn(text: str) -> str:
    """The page with each part between its two marks drawn anew."""
    parts: dict[str, tuple[MoveTable, type[TextChoices], str]] = {
        "scheme": (SCHEME_MOVES, SchemeStatus, SchemeStatus.DRAFT),
        "round": (ROUND_MOVES, RoundStatus, RoundStatus.DRAFT),
        "inspection": (INSPECTION_MOVES, InspectionStatus, InspectionStatus.SELF_CHECK),
        "appeal": (APPEAL_MOVES, AppealStatus, AppealStatus.RAISED),
        "rectification": (RECTIFICATION_MOVES, RectificationStatus, RectificationStatus.DRAFT),
        "review": (REVIEW_MOVES, ReviewStatus, ReviewStatus.DRAFT),
    }
    return redrawn(text, parts)


class Command(BaseCommand):
    """``manage.py draw_inspections``: run after a change of a table of moves."""

    help = "按状态流转表重绘 docs/inspections.md 中的状态图。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        page = settings.BASE_DIR / PAGE
        page.write_text(drawn(page.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"已重绘 {PAGE}")
