"""One verb on many rows (批量): each row stands alone, each gets its own answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from checklists.models import Assignment


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: done, or why not."""

    assignment: Assignment
    done: bool
    text: str


def in_bulk(
    *,
    assignments: Iterable[Assignment],
    action: Callable[[Assignment], object],
    done: str,
) -> list[RowResult]:
    """Run ``action`` on each assignment in its own transaction; refusals do not stop the rest."""
    results = []
    for assignment in assignments:
        try:
            with transaction.atomic():
                action(assignment)
        except ValidationError as refusal:
            results.append(RowResult(assignment, done=False, text="；".join(refusal.messages)))
        except PermissionDenied as refusal:
            results.append(RowResult(assignment, done=False, text=str(refusal)))
        else:
            results.append(RowResult(assignment, done=True, text=done))
    return results
