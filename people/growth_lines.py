"""The one query behind growth's to-dos: courses to close, points to decide and to publish."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, Max, Min, OuterRef, QuerySet, Subquery

from hierarchy.terms import Capability
from people.models import Course, PeoplePolicy, PointsEntry
from people.points_rules import ended_quarters
from people.terms import PointsStatus
from workflow.desks import Desk
from workflow.todo_lines import told

CLOSE, DECIDE, PUBLISH = "close", "decide", "publish"
_MOST: Final = 20


class Line(NamedTuple):
    """One row of the query; points come as one line a branch with their number."""

    sort: str
    pk: int
    body: int
    title: str
    since: dt.date | None
    many: int


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Every part that can concern the person, each of a bounded number of rows."""
    own = desk.at(Capability.HANDLE)
    if not own:
        return []
    actor = desk.actor
    ended = Course.objects.filter(organization__in=own, is_closed=False, ends_on__lt=actor.on)
    points = PointsEntry.objects.alias(is_on=_is_on(actor.on)).filter(is_on=True)
    waiting = points.visible_to(actor).filter(status=PointsStatus.CLAIMED)
    settled = points.filter(
        organization__in=own,
        status=PointsStatus.SETTLED,
        happened_on__lte=ended_quarters(actor.on, many=1)[0].end,
    )
    return [
        told(
            ended.order_by("ends_on", "pk"),
            Line,
            CLOSE,
            pk=F("pk"),
            body=F("organization_id"),
            title=F("title"),
            since=F("ends_on"),
        )[:_MOST],
        _counted(waiting.exclude(claimed_by=actor.user), DECIDE),
        _counted(settled, PUBLISH),
    ]


def _is_on(on: dt.date) -> Subquery:
    """Whether the city keeps points that day: what it switched off asks nobody for anything."""
    policies = PeoplePolicy.objects.filter(tenant=OuterRef("tenant")).effective(on)
    return Subquery(policies.order_by("-effective_from").values("points_on")[:1])


def _counted(rows: Any, sort: str) -> QuerySet[Any, Any]:
    return told(
        rows.order_by().values("organization_id"),
        Line,
        sort,
        pk=F("organization_id"),
        body=F("organization_id"),
        title=Max("organization__name"),
        since=Min("happened_on"),
        many=Count("pk"),
    )[:_MOST]
