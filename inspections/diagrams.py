"""Which tables of moves docs/inspections.md draws."""

from __future__ import annotations

from typing import Final

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
from workflow.diagrams import Parts

PAGE: Final = "docs/inspections.md"
PARTS: Final[Parts] = {
    "scheme": (SCHEME_MOVES, SchemeStatus, SchemeStatus.DRAFT),
    "round": (ROUND_MOVES, RoundStatus, RoundStatus.DRAFT),
    "inspection": (INSPECTION_MOVES, InspectionStatus, InspectionStatus.SELF_CHECK),
    "appeal": (APPEAL_MOVES, AppealStatus, AppealStatus.RAISED),
    "rectification": (RECTIFICATION_MOVES, RectificationStatus, RectificationStatus.DRAFT),
    "review": (REVIEW_MOVES, ReviewStatus, ReviewStatus.DRAFT),
}
