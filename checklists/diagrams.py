"""Which tables of moves docs/cascade.md draws."""

from __future__ import annotations

from typing import Final

from checklists.rules import ASSIGNMENT_MOVES, LIST_MOVES
from checklists.terms import AssignmentStatus, ListStatus
from workflow.diagrams import Parts

PAGE: Final = "docs/cascade.md"
PARTS: Final[Parts] = {
    "assignment": (ASSIGNMENT_MOVES, AssignmentStatus, AssignmentStatus.TO_SIGN),
    "checklist": (LIST_MOVES, ListStatus, ListStatus.DRAFT),
}
