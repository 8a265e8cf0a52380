"""The models of the checklists room."""

from checklists.models.assignment import Assignment
from checklists.models.checklist import Allocation, Checklist, ChecklistItem, Waiver
from checklists.models.library import LibraryItem
from checklists.models.report import Comment, Report, Review

__all__ = [
    "Allocation",
    "Assignment",
    "Checklist",
    "ChecklistItem",
    "Comment",
    "LibraryItem",
    "Report",
    "Review",
    "Waiver",
]
