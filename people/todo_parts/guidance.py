"""What the part guidance asks of people now: liaisons, officers, files, opinions, units unseen.

A unit whose agreed day has come is the ledger's to-do; here one line an officer's post tells how
many others nobody contacted within the plan. A record of a contact answers it. Units of vacant
posts, whom nobody is asked to see, are told to the body above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, Expression, F, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Organization
from hierarchy.terms import Capability, Role, Tier
from people.models import Liaison, OfficerFile, Opinion, PeoplePolicy
from people.officer_posts import officers_in_post
from workflow.caseload import held_units, unseen_units
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
    parts = [part(own, desk.actor) for part in (_vacant, _unmanned, _unfiled, _unseen)]
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


def _unmanned(own: list[int], actor: Actor) -> QuerySet[Any, Any]:
    """Units whose officer's post is vacant, one line a station."""
    posts = Organization.objects.filter(parent__in=own, tier=Tier.OFFICER).open(actor.on)
    vacant = posts.filter(~Exists(officers_in_post(actor))).order_by().values("pk")
    return told(
        held_units(vacant).order_by().values("officer__parent_id"),
        Line,
        "unmanned",
        pk=Min("officer_id"),
        body=F("officer__parent_id"),
        title=F("officer__parent__name"),
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


def _unseen(own: list[int], actor: Actor) -> QuerySet[Any, Any]:
    """Units nobody contacted within the plan, one line a post; of who is away the stand-in's."""
    away = Delegation.objects.filter(
        appointment__position__organization=OuterRef("officer_id"),
        appointment__user=actor.user,
        revoked_at__isnull=True,
        starts_on__lte=actor.on,
        ends_on__gte=actor.on,
    )
    rows = unseen_units(own, on=actor.on, days=_interval(actor)).filter(~Exists(away))
    return told(
        rows.values("officer_id").order_by(),
        Line,
        "unseen",
        pk=F("officer_id"),
        body=F("officer_id"),
        title=F("officer__name"),
        many=Count("pk"),
    )


def _interval(actor: Actor) -> Expression:
    """How often each unit of a post is seen: by the holder's plan, else by the city's number."""
    held = Appointment.objects.live(actor.on).filter(
        user=OuterRef("user"),
        position__organization=OuterRef("organization"),
        position__role=Role.OFFICER,
    )
    plans = OfficerFile.objects.filter(Exists(held), organization=OuterRef("officer_id"))
    rules = PeoplePolicy.objects.filter(tenant=OuterRef("tenant")).effective(actor.on)
    return Coalesce(
        Subquery(plans.order_by("pk").values("visit_days")[:1]),
        Subquery(rules.order_by("-effective_from").values("visit_days")[:1]),
        Value(PeoplePolicy().visit_days),
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


def _station(line: Line, desk: Desk) -> Todo:
    return Todo(
        key=f"people-unmanned:{line.body}",
        verb="补齐指导员",
        title=line.title,
        path=f"{reverse('people:balance')}?body={line.body}",
        due=None,
        light="red",
        acting_for=desk.post_at(line.body),
        hint=f"{line.many} 家单位的指导员岗位空缺，请尽快任职，或把单位归口到其他指导员",
        count=line.many,
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


def _late(line: Line, desk: Desk) -> Todo:
    return Todo(
        key=f"people-unseen:{line.body}",
        verb="联系单位",
        title=line.title,
        path=reverse("people:officer_detail", args=[line.body]),
        due=None,
        light="yellow",
        acting_for=desk.post_at(line.body),
        hint=f"{line.many} 家联系单位超过联系间隔没有联系，登记联系后即销；约定了日期的另行提醒",
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


_MAKERS: Final = {
    "liaison": _liaison,
    "unmanned": _station,
    "file": _file,
    "unseen": _late,
    "opinion": _opinion,
}
