"""What of this room a meeting could talk about: open demands of the year, and late projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Concat
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from projects.duties import NEAR_DAYS
from projects.figure_source import below
from projects.models import Milestone, Project, YearDuty
from projects.terms import RUNNING, DutyKind, ProjectStatus
from workflow.figures import Matter
from workflow.todo_lines import lines, text, told

MOST: Final = 20


class Line(NamedTuple):
    """One row of the query."""

    sort: str
    pk: int
    place: int
    year: int
    title: str
    hint: str
    due: dt.date | None


class ProjectMatters:
    """Demands of the year not met, projects to be put right, late milestones. One query."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterator[Matter]:
        """What is near or late here and below, the most urgent of each sort."""
        parts = [
            _duties(organization, actor),
            _corrections(organization, actor),
            _milestones(organization, actor),
        ]
        for line in lines([part[:MOST] for part in parts], Line):
            yield Matter(
                key=f"project-{line.sort}:{line.pk}",
                title=_title(line),
                hint=line.hint,
                path=_path(line),
                due=line.due,
            )


def _title(line: Line) -> str:
    if line.sort == "duty":
        return f"{DutyKind(line.title).label}（{line.year}年）"
    return f"{line.title}限期整改" if line.sort == "correction" else f"{line.title}未按期完成"


def _path(line: Line) -> str:
    if line.sort == "duty":
        return reverse("projects:project_year", args=[line.place, line.year])
    return reverse("projects:project_detail", args=[line.place])


def _duties(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    near = actor.on + dt.timedelta(days=NEAR_DAYS)
    rows = YearDuty.objects.visible_to(actor).filter(
        below(organization, "organization"),
        met_on__isnull=True,
        due_on__lte=near,
        organization__closed_on__isnull=True,
    )
    hint = Concat(F("organization__name"), text("，"), F("rule__article"), output_field=CharField())
    return told(
        rows.order_by("due_on", "pk"),
        Line,
        "duty",
        pk=F("pk"),
        place=F("organization_id"),
        year=F("year"),
        title=F("kind"),
        hint=hint,
        due=F("due_on"),
    )


def _corrections(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    rows: Any = Project.objects.visible_to(actor).filter(
        Q(status__in=(ProjectStatus.CORRECTING, ProjectStatus.UNDERWAY)),
        below(organization, "applicant"),
        correct_by__isnull=False,
    )
    return told(
        rows.order_by("correct_by", "pk"),
        Line,
        "correction",
        pk=F("pk"),
        place=F("pk"),
        title=F("name"),
        hint=F("applicant__name"),
        due=F("correct_by"),
    )


def _milestones(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    rows = Milestone.objects.visible_to(actor).filter(
        below(organization, "project__applicant"),
        done_on__isnull=True,
        due_on__lt=actor.on,
        project__status__in=RUNNING,
    )
    title = Concat(F("project__name"), text("："), F("name"), output_field=CharField())
    return told(
        rows.order_by("due_on", "pk"),
        Line,
        "milestone",
        pk=F("pk"),
        place=F("project_id"),
        title=title,
        hint=F("project__applicant__name"),
        due=F("due_on"),
    )
