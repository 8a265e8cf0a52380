"""Which tables of moves docs/people.md draws."""

from __future__ import annotations

from typing import Final

from people.admission_moves import ADMISSION_MOVES
from people.export_moves import EXPORT_MOVES
from people.points_moves import POINTS_MOVES
from people.staff_moves import ASSESSMENT_MOVES, RECRUITMENT_MOVES
from people.terms import (
    AssessmentStatus,
    ExportStatus,
    PointsStatus,
    RecruitmentStatus,
    Stage,
)
from workflow.diagrams import Parts

PAGE: Final = "docs/people.md"
PARTS: Final[Parts] = {
    "recruitment": (RECRUITMENT_MOVES, RecruitmentStatus, RecruitmentStatus.DRAFT),
    "assessment": (ASSESSMENT_MOVES, AssessmentStatus, AssessmentStatus.DRAFT),
    "export": (EXPORT_MOVES, ExportStatus, ExportStatus.ASKED),
    "admission": (ADMISSION_MOVES, Stage, Stage.APPLICANT),
    "points": (POINTS_MOVES, PointsStatus, PointsStatus.CLAIMED),
}
