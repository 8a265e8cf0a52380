"""What of this room a meeting could talk about: open resolutions, and duties past their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import CharField, Count, F, Min, QuerySet
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from routines.figure_source import below
from routines.models import Obligation, Resolution
from workflow.figures import Matter
from workflow.todo_lines import lines, text, told

MOST: Final = 40


class Line(NamedTuple):
    """One row of the query: a resolution, or one rule with what is late of it."""

    sort: str
    key: str
    title: str
    who: str
    record: int | None
    late: int | None
    bodies: int | None
    due: dt.date | None


class RoutineMatters:
    """Resolutions of earlier meetings, and what is overdue here and below. One query."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterator[Matter]:
        """Resolutions and overdue duties by rule, the earliest of each sort."""
        parts = [_resolutions(organization, actor), _overdue(organization, actor)]
        for line in lines([part[:MOST] for part in parts], Line):
            yield _resolution(line) if line.sort == "resolution" else _duty(line)


def _resolution(line: Line) -> Matter:
    return Matter(
        key=f"resolution:{line.key}",
        title=line.title[:200],
        hint=f"以往例会议定，{line.who}负责",
        path=reverse("routines:meeting_detail", args=[line.record]),
        due=line.due,
    )


def _duty(line: Line) -> Matter:
    return Matter(
        key=f"duty:{line.key}",
        title=f"{line.title}逾期未办",
        hint=f"{line.bodies} 个组织，共 {line.late} 次",
        path="",
        due=line.due,
    )


def _resolutions(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    rows: Any = Resolution.objects.visible_to(actor).open()
    return told(
        rows.filter(record__organization=organization).order_by("due_on", "pk"),
        Line,
        "resolution",
        key=Cast(F("pk"), CharField()),
        title=F("text"),
        who=Coalesce(NullIf(F("responsible__short_name"), text("")), F("responsible__name")),
        record=F("record_id"),
        due=F("due_on"),
    )


def _overdue(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    rows: Any = Obligation.objects.visible_to(actor).overdue(actor.on)
    groups = rows.filter(below(organization)).order_by().values("rule__code", "rule__name")
    return told(
        groups,
        Line,
        "duty",
        key=F("rule__code"),
        title=F("rule__name"),
        late=Count("pk"),
        bodies=Count("organization", distinct=True),
        due=Min("due_on"),
    ).order_by("told_due", "rule__code")
