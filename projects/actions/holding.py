"""Rows held until the transaction ends, read as they stand now, in the order that all keep.

Whoever moves money takes the project's row first, then the paper's (tranche, expense); the
accounts come last, in ``posting``.
"""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError

from projects.models import Expense, Project, Tranche
from projects.terms import RUNNING, ProjectStatus

SPENDING: Final = (*RUNNING, ProjectStatus.ACCEPTED)
"""While money is paid out and spent."""
OPEN_BOOK: Final = (*SPENDING, ProjectStatus.FAILED, ProjectStatus.STOPPED)
"""While the books may still be put right and money handed back."""


def locked_project(project: Project) -> Project:
    """The project's row as it stands now, held: whoever moves its money comes here first."""
    return (
        Project.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tenant", "applicant__tenant", "applicant__parent", "lead")
        .get(pk=project.pk)
    )


def locked_expense(expense: Expense) -> Expense:
    """The expense as it stands now, its project held before it."""
    project = locked_project(Project(pk=expense.project_id))
    fresh = (
        Expense.objects.select_for_update(of=("self",))
        .select_related("source", "category", "voucher")
        .get(pk=expense.pk)
    )
    fresh.project = project
    return fresh


def locked_tranche(tranche: Tranche) -> Tranche:
    """The tranche as it stands now, its project held before it."""
    project = locked_project(Project(pk=tranche.project_id))
    fresh = (
        Tranche.objects.select_for_update(of=("self",))
        .select_related("source", "voucher")
        .get(pk=tranche.pk)
    )
    fresh.project = project
    return fresh


def refuse_unless(project: Project, states: tuple[ProjectStatus, ...], what: str) -> None:
    """Refuse an act on money that the project's state does not allow (``not_now``)."""
    if project.status not in states:
        raise ValidationError(
            f"项目“{project}”现为“{project.get_status_display()}”，不能{what}。", code="not_now"
        )
