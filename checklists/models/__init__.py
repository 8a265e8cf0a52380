"""The models of the checklists room."""

from checklists.models.assignment import Assignment
from checklists.models.checklist import (
    Allocation,
    Checklist,
    ChecklistAttachment,
    ChecklistItem,
    Waiver,
)
from checklists.models.library import LibraryItem
from checklists.models.report import Comment, Report, ReportEvidence, Review

__all__ = [
    "Allocation",
    "Assignment",
    "Checklist",
    "ChecklistAttachment",
    "ChecklistItem",
    "Comment",
    "LibraryItem",
    "Report",
    "ReportEvidence",
    "Review",
    "Waiver",
]
