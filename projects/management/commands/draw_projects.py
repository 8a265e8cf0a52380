"""Draw the diagrams of docs/projects.md anew from the tables of moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from projects.booking_moves import BOOKING_MOVES, VENUE_MOVES
from projects.course_moves import AMENDMENT_MOVES, APPRAISAL_MOVES
from projects.money_moves import EXPENSE_MOVES, TRANCHE_MOVES
from projects.path_moves import PATH_MOVES
from projects.project_moves import PROJECT_MOVES
from projects.team_moves import TEAM_MOVES
from projects.terms import (
    AmendmentStatus,
    AppraisalStatus,
    BookingStatus,
    ExpenseStatus,
    PathStatus,
    ProjectStatus,
    TeamStatus,
    TrancheStatus,
    VenueStatus,
)
from workflow.diagrams import redrawn
from workflow.moves import MoveTable

PAGE = Path("docs") / "projects.md"


def drawn(text: str) -> str:
    """The page with each part between its two marks drawn anew."""
    parts: dict[str, tuple[MoveTable, type[TextChoices], str]] = {
        "project": (PROJECT_MOVES, ProjectStatus, ProjectStatus.DRAFT),
        "appraisal": (APPRAISAL_MOVES, AppraisalStatus, AppraisalStatus.ASKED),
        "amendment": (AMENDMENT_MOVES, AmendmentStatus, AmendmentStatus.ASKED),
        "tranche": (TRANCHE_MOVES, TrancheStatus, TrancheStatus.PLANNED),
        "expense": (EXPENSE_MOVES, ExpenseStatus, ExpenseStatus.DRAFT),
        "path": (PATH_MOVES, PathStatus, PathStatus.DRAFT),
        "team": (TEAM_MOVES, TeamStatus, TeamStatus.ASKED),
        "venue": (VENUE_MOVES, VenueStatus, VenueStatus.PLANNED),
        "booking": (BOOKING_MOVES, BookingStatus, BookingStatus.ASKED),
    }
    return redrawn(text, parts)


class Command(BaseCommand):
    """``manage.py draw_projects``: run after a change of a table of moves."""

    help = "按状态流转表重绘 docs/projects.md 中的状态图。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        page = settings.BASE_DIR / PAGE
        page.write_text(drawn(page.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"已重绘 {PAGE}")
