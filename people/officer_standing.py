"""How officers' posts stand: holders, files, caseloads, contacts. Never one beside another.

Who holds a post, handovers and stand-ins are hierarchy's facts; units and contacts the ledger's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Prefetch, Q

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Handover, Organization
from hierarchy.terms import Role
from people.models import OfficerFile, PeoplePolicy, StudyRecord
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


def holders_of(post: Organization, *, on: dt.date) -> list[Appointment]:
    """The holders of one post, each with the stand-ins of now and to come. Two queries."""
    stand_ins: Any = (
        Delegation.objects.filter(revoked_at__isnull=True, ends_on__gte=on)
        .select_related("delegate")
        .order_by("starts_on", "pk")
    )
    rows = present_holders([post.pk], on=on)
    return list(rows.prefetch_related(Prefetch("delegations", stand_ins)))


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
    post: Organization, holders: Sequence[Appointment], *, actor: Actor
) -> OfficerFile | None:
    """The file of who holds the post now, with the hours studied. Two queries."""
    studies: Any = StudyRecord.objects.order_by("-studied_on", "-pk")
    rows = OfficerFile.objects.visible_to(actor).filter(
        organization=post, user__in=[held.user_id for held in holders]
    )
    found: OfficerFile | None = (
        rows.select_related("user").prefetch_related(Prefetch("studies", studies)).first()
    )
    return found


def handovers_of(post: Organization, *, actor: Actor) -> list[Handover]:
    """What passed from or to this post, the latest first. One query."""
    rows: Any = Handover.objects.visible_to(actor).filter(
        Q(organization=post) | Q(receiving_organization=post)
    )
    rows = rows.select_related("appointment__user", "successor", "organization")
    return list(rows.order_by("-handed_over_on", "-pk")[:MOST_HANDOVERS])


def _by_post(rows: Iterable[Any], path: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    first, last = path.split(".")
    for row in rows:
        found[getattr(getattr(row, first), last)].append(row)
    return found
