"""What the reviewers' scores come to (评审得分): the average of those free of conflict."""

from __future__ import annotations

from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from projects.conflicts import belonging
from projects.models import Amendment, Appraisal, Project
from projects.models.project import CENT
from projects.terms import AmendmentKind, AmendmentStatus, AppraisalStatus


def average_of(project: Project) -> tuple[Decimal | None, int]:
    """The average score, rounded half up to two places, and how many scores it is made of."""
    scores = [row.score for row in counted_scores(project) if row.score is not None]
    if not scores:
        return None, 0
    average = sum(scores, Decimal(0)) / len(scores)
    return average.quantize(CENT, rounding=ROUND_HALF_UP), len(scores)


def counted_scores(project: Project) -> list[Appraisal]:
    """The scores that count, in the order in which they were asked for.

    Who belongs to the project is left out, by what was known on the day of the last score; who
    was asked and has not scored, or stood aside, does not count either.
    """
    scored = Appraisal.objects.filter(project=project, status=AppraisalStatus.SCORED)
    told = scored.annotate(changed=Subquery(_changes_of_lead().values("before")[:1]))
    rows: list[Any] = list(told.select_related("reviewer").order_by("pk"))
    days = [timezone.localdate(row.decided_at) for row in rows if row.decided_at]
    if not days:
        return []
    # Who leads it since has judged free of conflict: the lead of then is what counts.
    then, changed = copy(project), rows[0].changed
    then.lead_id = changed["lead"] if changed else project.lead_id
    partial = belonging(then, [row.reviewer_id for row in rows], on=max(days))
    return [row for row in rows if row.reviewer_id not in partial]


def _changes_of_lead() -> QuerySet[Amendment]:
    """Of the project of the row outside: agreed changes of its lead, the first before others."""
    return Amendment.objects.filter(
        project=OuterRef("project"),
        kind=AmendmentKind.CONTENT,
        status=AmendmentStatus.APPROVED,
        before__has_key="lead",
    ).order_by("pk")
