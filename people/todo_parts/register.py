"""What the part register asks of people now: exports to decide, and exports to take in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Kind, Tier
from people.deciding import decides_for
from people.models import RosterExport
from people.policy import where_register_on
from people.terms import ExportStatus
from workflow.desks import Desk, light_by
from workflow.todo_lines import told
from workflow.todos import Todo

MOST: Final = 20
DECIDE, TAKE = "decide", "take"


class Line(NamedTuple):
    """One row of the query."""

    sort: str
    pk: int
    body: int
    title: str
    other: str
    due: dt.date | None
    asked_at: dt.datetime | None


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Exports to decide and to take; nothing for whoever can have no step."""
    actor = desk.actor
    if not _concerned(actor):
        return []
    deciding = Q(status=ExportStatus.ASKED, superior_id__in=decides_for(actor, Capability.ISSUE))
    taking = Q(status=ExportStatus.APPROVED, asked_by=actor.user, usable_until__gte=actor.on)
    seen = RosterExport.objects.visible_to(actor).order_by("asked_at", "pk")
    rows = where_register_on(seen, actor.on)
    return [
        _told(rows.filter(deciding & ~Q(asked_by=actor.user)), DECIDE, "superior", "organization"),
        _told(rows.filter(taking), TAKE, "organization", "superior", due=F("usable_until")),
    ]


def _told(
    rows: QuerySet[RosterExport], sort: str, body: str, other: str, **days: Any
) -> QuerySet[Any, Any]:
    return told(
        rows,
        Line,
        sort,
        pk=F("pk"),
        body=F(f"{body}_id"),
        title=F("organization__name"),
        other=F(f"{other}__name"),
        asked_at=F("asked_at"),
        **days,
    )[:MOST]


def answered(found: Iterable[Line], desk: Desk) -> Iterator[Todo]:
    """The steps that wait for this person."""
    for line in found:
        yield _todo(line, desk)


def _todo(line: Line, desk: Desk) -> Todo:
    """To decide, or, once approved, to take."""
    decides = line.sort == DECIDE
    since = timezone.localdate(line.asked_at) if line.asked_at and decides else None
    return Todo(
        key=f"roster_export:{line.pk}",
        verb="审批" if decides else "下载",
        title=f"{line.title}名册导出",
        path=reverse("people:export_list"),
        due=line.due,
        light="yellow" if decides else light_by(line.due, on=desk.actor.on),
        came_from=line.other,
        acting_for=desk.post_at(line.body),
        hint="名册导出申请" if decides else "已批准，限期下载一次",
        waiting_since=since,
    )


def _concerned(actor: Actor) -> bool:
    """Party organisations ask, party committees decide; a 专委会 and those above do neither."""
    return any(
        body is not None
        and (body.tier == Tier.BRANCH or body.kind == Kind.INDUSTRY_COMMITTEE)
        and body.kind != Kind.UNIT
        for body in (post.position.organization for post in actor.posts)
    )
