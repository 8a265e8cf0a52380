"""Which tables of moves docs/projects.md draws."""

from __future__ import annotations

from typing import Final

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
from workflow.diagrams import Parts

PAGE: Final = "docs/projects.md"
PARTS: Final[Parts] = {
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
