"""What the part guidance asks of people now: liaisons to name, files to open, opinions to give.

Units to be contacted are the ledger's to-dos; what nobody saw for long stands on the
officer's page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from people.models import Liaison, OfficerFile, Opinion
from people.officer_posts import officers_in_post
from workflow.desks import Desk
from workflow.todo_lines import told
from workflow.todos import Todo

MOST: Final = 20
LAST_MONTH: Final = 12
"""Opinions are asked for in December; they may be given all year."""


class Line(NamedTuple):
    """One row of the query."""

    sort: str
    pk: int
    body: int
    title: str
    since: dt.date | None
    many: int


def answered(found: Iterable[Line], desk: Desk) -> Iterator[Todo]:
    """The steps that wait for this person."""
    for line in found:
        yield _MAKERS[line.sort](line, desk)


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Every part that can concern the person."""
    own = desk.at(Capability.HANDLE)
    if not own:
        return []
    parts = [_vacant(own, desk.actor), _unfiled(own, desk.actor)]
    if desk.actor.on.month == LAST_MONTH:
        parts.append(_unsaid(own, desk.actor))
    return [part[:MOST] for part in parts]


def _vacant(own: list[int], actor: Actor) -> QuerySet[Any, Any]:
    """Departments without a liaison, one line a committee."""
    rows: Any = Liaison.objects.live(actor.on).filter(organization__in=own, name="").order_by()
    return told(
        rows.values("organization_id"),
        Line,
        "liaison",
        pk=Min("pk"),
        body=F("organization_id"),
        title=F("organization__name"),
        since=Min("starts_on"),
        many=Count("pk"),
    )


def _unfiled(own: list[int], actor: Actor) -> QuerySet[Any, Any]:
    """Officers in post without a file, one line a station."""
    held = officers_in_post(actor)
    files = OfficerFile.objects.filter(
        organization=OuterRef("position__organization"), user=OuterRef("user")
    )
    posts = Organization.objects.filter(parent__in=own, tier=Tier.OFFICER).open(actor.on)
    rows: Any = posts.filter(Exists(held.filter(~Exists(files)))).order_by()
    return told(
        rows.values("parent_id"),
        Line,
        "file",
        pk=Min("pk"),
        body=F("parent_id"),
        title=F("parent__name"),
        many=Count("pk"),
    )


def _unsaid(own: list[int], actor: Actor) -> QuerySet[Any, Any]:
    """Branches and units that have not spoken of their officer this year."""
    given = Opinion.objects.filter(organization=OuterRef("pk"), year=actor.on.year)
    rows = Organization.objects.filter(
        ~Exists(given), pk__in=own, tier=Tier.BRANCH, officer__isnull=False
    )
    return told(
        rows.open(actor.on).order_by("pk"),
        Line,
        "opinion",
        pk=F("pk"),
        body=F("pk"),
        title=F("name"),
    )


def _liaison(line: Line, desk: Desk) -> Todo:
    return Todo(
        key=f"people-liaison:{line.body}",
        verb="明确联络员",
        title=line.title,
        path=f"{reverse('people:liaison_list')}?committee={line.body}&state=vacant",
        due=None,
        light="red",
        acting_for=desk.post_at(line.body),
        hint=f"{line.many} 个成员单位没有联络员",
        count=line.many,
        waiting_since=line.since,
    )


def _file(line: Line, desk: Desk) -> Todo:
    one = line.many == 1
    page = reverse("people:officer_detail", args=[line.pk]) if one else _unfiled_page()
    return Todo(
        key=f"people-file:{line.body}",
        verb="建立指导员档案",
        title=line.title,
        path=page,
        due=None,
        light="yellow",
        acting_for=desk.post_at(line.body),
        hint=f"{line.many} 名指导员没有档案，须写明来源、核实党员身份",
        count=line.many,
    )


def _opinion(line: Line, desk: Desk) -> Todo:
    return Todo(
        key=f"people-opinion:{line.pk}",
        verb="评价指导员",
        title=line.title,
        path=reverse("people:opinion_new", args=[line.pk]),
        due=dt.date(desk.actor.on.year, LAST_MONTH, 31),
        light="green",
        acting_for=desk.post_at(line.body),
        hint="每年一次，不记名反馈给指导员",
        counts_down=False,
    )


def _unfiled_page() -> str:
    return f"{reverse('people:officer_list')}?state=unfiled"


_MAKERS: Final = {"liaison": _liaison, "file": _file, "opinion": _opinion}
