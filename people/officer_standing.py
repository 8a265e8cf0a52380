"""How officers' posts stand: holders, files, caseloads, contacts. Never one beside another.

Who holds a post, handovers and stand-ins are hierarchy's facts; units and contacts the ledger's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Q
from django.db.models.functions import Cast, JSONObject

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Handover, Organization
from hierarchy.terms import Role
from people.models import OfficerFile, PeoplePolicy, StudyRecord
from people.terms import StudyKind
from workflow.caseload import Caseload, CaseUnit, caseloads, units_of

MOST_UNITS: Final = 300
"""So many units of one officer are read; nobody looks after more."""
MOST_SHOWN: Final = 20
MOST_HANDOVERS: Final = 10


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post in the list: who holds it, the file of the holder, how many units it has."""

    post: Organization
    holders: list[Appointment]
    file: OfficerFile | None
    load: Caseload
    is_over: bool


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in for a holder, from when to when."""

    name: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, with the stand-ins."""

    appointment: Appointment
    stand_ins: list[StandIn]


@dataclass(frozen=True, slots=True)
class Study:
    """What an officer studied, and for how many hours."""

    title: str
    kind: str
    studied_on: dt.date
    hours: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """The units of one post: how many, which nobody saw within the interval, what is agreed."""

    days: int
    units: int = 0
    is_cut: bool = False
    unseen: list[CaseUnit] = field(default_factory=list)
    agreed: list[CaseUnit] = field(default_factory=list)

    @property
    def most_shown(self) -> list[CaseUnit]:
        """The first of those nobody saw."""
        return self.unseen[:MOST_SHOWN]


def lines_of(
    posts: Sequence[Organization], *, policy: PeoplePolicy, actor: Actor
) -> list[PostLine]:
    """The posts of one page in their order. Three queries."""
    ids = [post.pk for post in posts]
    holders = _by_post(present_holders(ids, on=actor.on), "position.organization_id")
    files = {
        (file.organization_id, file.user_id): file
        for file in OfficerFile.objects.visible_to(actor).filter(organization__in=ids)
    }
    since = actor.on - dt.timedelta(days=policy.visit_days)
    loads = caseloads(tenant=policy.tenant, officers=ids, seen_since=since)
    found = []
    for post in posts:
        held, load = holders.get(post.pk, []), loads.get(post.pk, Caseload())
        file = next((files[key] for one in held if (key := (post.pk, one.user_id)) in files), None)
        found.append(PostLine(post, held, file, load, load.units > policy.caseload_most))
    return found


def present_holders(posts: Iterable[int], *, on: dt.date) -> Any:
    """Today's holders of these officers' posts, the longest in post first."""
    rows = Appointment.objects.live(on).filter(
        position__organization__in=posts,
        position__role=Role.OFFICER,
        position__is_abolished=False,
        user__is_active=True,
    )
    return rows.select_related("user", "position").order_by("starts_on", "pk")


def holders_of(post: Organization, *, on: dt.date) -> list[Holder]:
    """The holders of one post, each with the stand-ins of now and to come. One query."""
    stand_ins: Any = Delegation.objects.filter(
        appointment=OuterRef("pk"), revoked_at__isnull=True, ends_on__gte=on
    ).order_by("starts_on", "pk")
    told = JSONObject(name="delegate__name", starts_on="starts_on", ends_on="ends_on")
    rows = present_holders([post.pk], on=on).annotate(
        told=ArraySubquery(stand_ins.values_list(told, flat=True))
    )
    return [Holder(held, [_stand_in(one) for one in held.told]) for held in rows]


def contacts_of(post: Organization, *, days: int, on: dt.date) -> Contacts:
    """What there is to see: units not seen for ``days``, and the next agreed days. One query."""
    units = units_of([post.pk], most=MOST_UNITS).get(post.pk, [])
    since = on - dt.timedelta(days=days)
    agreed = [unit for unit in units if unit.next_on is not None and unit.next_on >= on]
    return Contacts(
        days=days,
        units=len(units),
        is_cut=len(units) >= MOST_UNITS,
        unseen=[unit for unit in units if unit.seen_on is None or unit.seen_on < since],
        agreed=sorted(agreed, key=lambda unit: (unit.next_on or on, unit.pk))[:MOST_SHOWN],
    )


def file_of(
    post: Organization, holders: Sequence[Holder], *, actor: Actor
) -> tuple[OfficerFile | None, list[Study]]:
    """The file of who holds the post now, and what that officer studied. One query."""
    studies: Any = StudyRecord.objects.filter(officer_file=OuterRef("pk"))
    told = JSONObject(
        title="title", kind="kind", studied_on="studied_on", hours=Cast("hours", CharField())
    )
    latest = studies.order_by("-studied_on", "-pk")[:MOST_SHOWN]
    rows: Any = OfficerFile.objects.visible_to(actor).filter(
        organization=post, user__in=[one.appointment.user_id for one in holders]
    )
    rows = rows.annotate(told=ArraySubquery(latest.values_list(told, flat=True)))
    found = rows.select_related("user").order_by("pk").first()
    return found, [_study(one) for one in found.told] if found else []


def handovers_of(post: Organization, *, actor: Actor) -> list[Handover]:
    """What passed from or to this post, the latest first. One query."""
    rows: Any = Handover.objects.visible_to(actor).filter(
        Q(organization=post) | Q(receiving_organization=post)
    )
    rows = rows.select_related("appointment__user", "successor", "organization")
    return list(rows.order_by("-handed_over_on", "-pk")[:MOST_HANDOVERS])


def _stand_in(told: Mapping[str, Any]) -> StandIn:
    days = (dt.date.fromisoformat(told[name]) for name in ("starts_on", "ends_on"))
    return StandIn(told["name"], *days)


def _study(told: Mapping[str, Any]) -> Study:
    day = dt.date.fromisoformat(told["studied_on"])
    return Study(told["title"], str(StudyKind(told["kind"]).label), day, told["hours"])


def _by_post(rows: Iterable[Any], path: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    first, last = path.split(".")
    for row in rows:
        found[getattr(getattr(row, first), last)].append(row)
    return found
