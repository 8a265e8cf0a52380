"""The models of the checklists room."""

from checklists.models.assignment import Assignment
from checklists.models.checklist import Allocation, Checklist, ChecklistItem, Waiver
from checklists.models.report import Comment, Report, Review

__all__ = [
    "Allocation",
    "Assignment",
    "Checklist",
    "ChecklistItem",
    "Comment",
    "Report",
    "Review",
    "Waiver",
]
