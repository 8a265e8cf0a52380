"""What of this room a meeting could talk about: rounds under way, red findings, what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Concat
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.figure_source import below
from inspections.models import Correction, Finding, Rectification, Round
from inspections.terms import Level, RectificationStatus
from workflow.figures import Matter
from workflow.todo_lines import lines, text, told

MOST: Final = 20
NEAR: Final = dt.timedelta(days=7)


class Line(NamedTuple):
    """One row of the query."""

    sort: str
    pk: int
    place: int
    title: str
    hint: str
    due: dt.date | None


_PAGES: Final = {
    "round": "round_detail",
    "letter": "rectification_detail",
    "finding": "finding_list",
    "correction": "review_detail",
}


class InspectionMatters:
    """Rounds, red findings without a letter, what is near or late to be put right. One query."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterator[Matter]:
        """What is open here and below, the most urgent of each sort."""
        parts = [
            _rounds(organization, actor),
            _letters(organization, actor),
            _findings(organization, actor),
            _corrections(organization, actor),
        ]
        for line in lines([part[:MOST] for part in parts], Line):
            yield Matter(
                key=f"inspection-{line.sort}:{line.pk}",
                title=line.title,
                hint=line.hint,
                path=_path(line),
                due=line.due,
            )


def _path(line: Line) -> str:
    page = f"inspections:{_PAGES[line.sort]}"
    return reverse(page) if line.sort == "finding" else reverse(page, args=[line.place])


def _joined(*parts: Any) -> Any:
    return Concat(*parts, output_field=CharField())


def _rounds(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    """The body's own rounds and those of the body above in which it is inspected."""
    rows: Any = Round.objects.visible_to(actor).running()
    return told(
        rows.filter(organizer=organization).order_by("scoring_until", "pk"),
        Line,
        "round",
        pk=F("pk"),
        place=F("pk"),
        title=_joined(text("党建体检："), F("name")),
        hint=text("研究体检进展和发现的问题"),
        due=F("scoring_until"),
    )


def _letters(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    rows: Any = Rectification.objects.visible_to(actor).open()
    near = rows.filter(below(organization, "organization__"), due_on__lte=actor.on + NEAR)
    return told(
        near.exclude(status=RectificationStatus.RECHECK).order_by("due_on", "pk"),
        Line,
        "letter",
        pk=F("pk"),
        place=F("pk"),
        title=_joined(text("整改："), F("title")),
        hint=_joined(F("organization__name"), text("，"), F("number")),
        due=F("due_on"),
    )


def _findings(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    """Red ones for which nobody has written yet, of bodies that still stand."""
    rows: Any = Finding.objects.visible_to(actor).waiting(actor.on)
    red = rows.filter(below(organization, "organization__"), level=Level.RED)
    return told(
        red.order_by("found_on", "pk"),
        Line,
        "finding",
        pk=F("pk"),
        place=F("pk"),
        title=_joined(text("红项："), F("fact")),
        hint=F("organization__name"),
    )


def _corrections(organization: Organization, actor: Actor) -> QuerySet[Any, Any]:
    rows = Correction.objects.visible_to(actor).filter(
        below(organization, "review__organization__"),
        done_on__isnull=True,
        due_on__lte=actor.on + NEAR,
    )
    return told(
        rows.order_by("due_on", "pk"),
        Line,
        "correction",
        pk=F("pk"),
        place=F("review_id"),
        title=_joined(text("述职整改："), F("words")),
        hint=F("review__organization__name"),
        due=F("due_on"),
    )
