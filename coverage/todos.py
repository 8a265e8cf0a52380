"""What our people owe, for the front page: found, look into, verify, answer, contact.

An officer sees each unit by name; a station, which looks after hundreds, sees one line a kind
with its number. One query for all of it, however much there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate
from django.urls import reverse

from coverage.models import ChangeNotice, ContactRecord, Crossing, Unit
from coverage.terms import CrossingKind, NoticeStatus, OperatingState
from hierarchy.actors import Actor
from hierarchy.served import ServedAs, committee_of
from hierarchy.terms import ANCESTOR_COLUMN, Capability, Tier
from workflow.todo_lines import lines, told
from workflow.todos import Todo

# More than this nobody reads on one page; the rest stands behind a link with its number.
MOST = 60
SOON_DAYS = 7
# 应当: past its day it is late. The others only warn (般), and are never red.
OWED = frozenset({CrossingKind.MUST_FOUND, CrossingKind.COMMITTEE_DUE})
VERBS: dict[str, str] = {
    CrossingKind.MUST_FOUND: "推动组建",
    CrossingKind.BELOW_FOUNDING: "核实人数",
    CrossingKind.FIRST_MEMBER: "纳入联系",
    CrossingKind.BRANCH_TOO_LARGE: "研究分设",
    CrossingKind.JOINT_TOO_WIDE: "研究拆分",
    CrossingKind.COMMITTEE_DUE: "推动设立支委会",
}


class Line(NamedTuple):
    """One row of the query, whatever it is about; each sort fills what it has."""

    sort: str
    pk: int
    kind: str
    unit_id: int | None
    body_id: int | None
    title: str
    due: dt.date | None
    since: dt.date | None
    number: int | None
    threshold: int | None
    holder: int | None
    committee: str | None
    sender: str | None
    words: str


class CoverageTodos:
    """The ledger's to-dos of officers and of those who lead a station or a committee."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything the person owes as any of the posts held."""
        posts = ServedAs.of(actor, Capability.REVIEW)
        tiers = {each.organization_id: each.tier for each in actor.scope(Capability.REVIEW).nodes}
        officers = [pk for pk, tier in tiers.items() if tier == Tier.OFFICER]
        leaders = [pk for pk, tier in tiers.items() if tier in (Tier.STATION, Tier.COMMITTEE)]
        parts: list[QuerySet[Any, Any]] = []
        if officers:
            parts += [_crossings(officers), _asked_back(officers), _contacts(officers, actor)]
        if leaders:
            parts += [_grouped(leaders), _to_confirm(leaders)]
        found = [
            replace(
                _MAKERS[line.sort](line, actor, tiers),
                acting_for=posts.name(line.holder, line.committee) if line.holder else "",
            )
            for line in lines(parts, Line)
        ]
        return sorted(found, key=lambda todo: (todo.due or dt.date.max, todo.key))


# The query's parts, each a row of ``Line``.


def _line(rows: QuerySet[Any, Any], sort: str, **given: Any) -> QuerySet[Any, Any]:
    """Rows as ``Line`` has them; what is not given is empty."""
    return told(rows, Line, sort, **{"pk": F("pk"), **given})


def _either(path: str) -> Coalesce:
    """A column of the unit that a crossing is about, or of the body."""
    return Coalesce(f"unit__{path}", f"organization__{path}")


def _crossings(officers: list[int]) -> QuerySet[Any, Any]:
    rows = Crossing.objects.open().filter(
        Q(unit__officer__in=officers) | Q(organization__officer__in=officers)
    )
    return _line(
        rows.order_by("due_date", "pk"),
        "crossing",
        kind=F("kind"),
        unit_id=F("unit_id"),
        body_id=F("organization_id"),
        title=_either("name"),
        due=F("due_date"),
        number=Cast("value", BigIntegerField()),
        threshold=Cast("threshold", BigIntegerField()),
        holder=_either("officer_id"),
        committee=Coalesce(committee_of("unit"), committee_of("organization")),
    )[:MOST]


def _grouped(leaders: list[int]) -> QuerySet[Any, Any]:
    """One line a body and kind: a station's all, a committee's those that have no station."""
    rows = (
        Crossing.objects.open()
        .annotate(
            body=Coalesce(
                "unit__station_id",
                "organization__station_id",
                "unit__committee_id",
                "organization__committee_id",
            ),
            industry_body=Coalesce(committee_of("unit"), committee_of("organization")),
        )
        .filter(body__in=leaders)
        .order_by()
        .values("kind", "body", "industry_body")
        .annotate(count=Count("pk"), first_due=Min("due_date"))
        .order_by("first_due", "kind", "body")
    )
    return _line(
        rows,
        "crossings",
        pk=F("body"),
        kind=F("kind"),
        body_id=F("body"),
        title=F("kind"),
        due=F("first_due"),
        number=F("count"),
        holder=F("body"),
        committee=F("industry_body"),
    )[:MOST]


def _to_confirm(leaders: list[int]) -> QuerySet[Any, Any]:
    """Change notices that wait for the station, or for the body above where there is none."""
    rows = ChangeNotice.objects.filter(status=NoticeStatus.SUBMITTED).filter(
        Q(station__in=leaders) | Q(station__isnull=True, unit__place__in=leaders)
    )
    return _line(
        rows.order_by("submitted_at", "pk"),
        "notice",
        title=F("unit__name"),
        since=TruncDate("submitted_at"),
        holder=Coalesce("station_id", "unit__place_id"),
        committee=committee_of("unit"),
        sender=F("submitted_by__name"),
    )[:MOST]


def _asked_back(officers: list[int]) -> QuerySet[Any, Any]:
    rows = ChangeNotice.objects.filter(
        status=NoticeStatus.ASKED_BACK, unit__officer__in=officers
    ).order_by("decided_at", "pk")
    return _line(
        rows,
        "asked",
        title=F("unit__name"),
        holder=F("unit__officer_id"),
        committee=committee_of("unit"),
        sender=F("station__name"),
        words=F("question"),
    )[:MOST]


def _contacts(officers: list[int], actor: Actor) -> QuerySet[Any, Any]:
    """Units whose last contact named a next day that has come."""
    last = ContactRecord.objects.filter(unit=OuterRef("pk")).order_by("-contacted_on", "-id")
    rows = (
        Unit.objects.filter(officer__in=officers, operating=OperatingState.OPERATING)
        .annotate(agreed=Subquery(last.values("next_on")[:1]))
        .filter(agreed__lte=actor.on)
        .order_by("agreed", "name_key", "pk")
    )
    committee = Coalesce(NullIf("committee__short_name", Value("")), "committee__name")
    return _line(
        rows,
        "contact",
        title=F("name"),
        due=F("agreed"),
        holder=F("officer_id"),
        committee=committee,
    )[:MOST]


# From a row to what the page shows.


def _crossing(line: Line, actor: Actor, tiers: dict[int, str]) -> Todo:
    owed = line.kind in OWED
    path = (
        reverse("coverage:unit_detail", args=[line.unit_id])
        if line.unit_id
        else reverse("coverage:party_detail", args=[line.body_id])
    )
    return Todo(
        key=f"crossing:{line.pk}",
        verb=VERBS[line.kind],
        title=line.title,
        path=path,
        due=line.due,
        light=_light(line.due, actor.on, owed=owed),
        hint=f"{CrossingKind(line.kind).label}：现为 {line.number}，界线 {line.threshold}",
        counts_down=owed,
    )


def _crossings_of_kind(line: Line, actor: Actor, tiers: dict[int, str]) -> Todo:
    owed, body = line.kind in OWED, line.body_id or 0
    query = {ANCESTOR_COLUMN[tiers[body]]: body, "crossing": line.kind}
    return Todo(
        key=f"crossings:{line.kind}:{body}",
        verb=VERBS[line.kind],
        title=CrossingKind(line.kind).label,
        path=f"{reverse('coverage:unit_list')}?{urlencode(query)}",
        due=line.due,
        light=_light(line.due, actor.on, owed=owed),
        hint=f"共 {line.number} 项，请督促指导员办理",
        count=line.number or 0,
        counts_down=owed,
    )


def _notice(line: Line, actor: Actor, tiers: dict[int, str]) -> Todo:
    waits = (actor.on - line.since).days if line.since else 0
    return Todo(
        key=f"notice:{line.pk}",
        verb="核实变更",
        title=line.title,
        path=reverse("coverage:notice_detail", args=[line.pk]),
        due=None,
        light="yellow" if waits > SOON_DAYS else "green",
        came_from=line.sender or "",
        hint="指导员反馈了信息变更，请核实",
        counts_down=False,
    )


def _asked(line: Line, actor: Actor, tiers: dict[int, str]) -> Todo:
    return Todo(
        key=f"notice:{line.pk}",
        verb="答复核实",
        title=line.title,
        path=reverse("coverage:notice_detail", args=[line.pk]),
        due=None,
        light="yellow",
        came_from=line.sender or "",
        hint=line.words,
    )


def _contact(line: Line, actor: Actor, tiers: dict[int, str]) -> Todo:
    late = line.due is not None and line.due < actor.on
    keeps = line.holder in actor.organization_ids(Capability.KEEP_LEDGER)
    page = "unit_contact" if keeps else "unit_detail"
    return Todo(
        key=f"contact:{line.pk}",
        verb="联系",
        title=line.title,
        path=reverse(f"coverage:{page}", args=[line.pk]),
        due=line.due,
        light="red" if late else "yellow",
        hint="上次联系时约定的日期",
    )


_MAKERS: dict[str, Callable[[Line, Actor, dict[int, str]], Todo]] = {
    "crossing": _crossing,
    "crossings": _crossings_of_kind,
    "notice": _notice,
    "asked": _asked,
    "contact": _contact,
}


def _light(due: dt.date | None, on: dt.date, *, owed: bool) -> str:
    """Red only for what is owed and late; a usual thing warns, whatever its day."""
    if due is None:
        return "green"
    if due < on:
        return "red" if owed else "yellow"
    return "yellow" if due - on <= dt.timedelta(days=SOON_DAYS) else "green"
