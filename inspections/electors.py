"""Who may be asked about a body in its yearly review (测评人): people with posts around it.

Representatives of the bodies below (党员代表所在组织) and of the other bodies that the judge
hears (同级组织). Never who reports, never who judges, and nobody of a unit without an
organisation. Departments and member bodies of a trade (成员单位, S-02) stand outside the tree:
their liaisons are kept without accounts and are asked on paper.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from hierarchy.models import Appointment, Organization
from hierarchy.terms import ANCESTOR_COLUMN, Kind, Role, Tier
from inspections.models import DutyReview

MOST_VOTERS: Final = 500
FEWEST_SHOWN: Final = 3
"""With fewer answers nobody would be anonymous: fewer are not asked, and not shown."""
_PEERS: Final = "peer"
_OWN: Final = "own"
GROUPS: Final[dict[str, str]] = {
    _OWN: "本组织其他岗位",
    Tier.COUNTY: "县级行业党组织",
    Tier.STATION: "区域党建工作站",
    Tier.OFFICER: "党建指导员",
    Tier.BRANCH: "两新党组织",
    _PEERS: "同级组织",
}
_WORKING: Final = (Role.LEADER, Role.CLERK, Role.OFFICER, Role.SECRETARY)
_REPORTERS: Final = (Role.LEADER, Role.SECRETARY)


@dataclass(frozen=True, slots=True)
class Elector:
    """One person who may be asked; ``group`` is a key of ``GROUPS``."""

    user: int
    name: str
    login: str
    body: str
    group: str


def electors_of(review: DutyReview, *, on: dt.date) -> list[Elector]:
    """Everyone who may be asked about a body today, each once, by name. Two queries."""
    body = review.organization
    posts = (
        Appointment.objects.live(on)
        .filter(_around(review), position__role__in=_WORKING, position__is_abolished=False)
        .filter(user__is_active=True)
        .exclude(position__organization__kind=Kind.UNIT)
    )
    judging = Appointment.objects.live(on).filter(
        Q(position__organization_id=review.judge_id)
        | Q(position__organization_id=body.pk, position__role__in=_REPORTERS)
    )
    rows = (
        posts.exclude(user__in=judging.values("user"))
        .order_by("user__name_key", "user_id", "pk")
        .values_list(
            "user_id",
            "user__name",
            "user__username",
            "position__organization__name",
            "position__organization_id",
            "position__organization__tier",
        )
    )
    below = set(_near(body).values_list("pk", flat=True)) if body.tier == Tier.BRANCH else None
    found: dict[int, Elector] = {}
    for user, name, login, place, place_id, tier in rows:
        group = _group(review, place_id, tier, below)
        found.setdefault(user, Elector(user, name, login, place, group))
    return list(found.values())


def _around(review: DutyReview) -> Q:
    """Posts of the bodies below it and of the judge's other bodies."""
    body, path = review.organization, "position__organization__"
    peers = Q(**{f"{path}parent_id": review.judge_id})
    if body.tier == Tier.BRANCH:
        return peers | Q(position__organization__in=_near(body)) | Q(position__organization=body)
    column = ANCESTOR_COLUMN[body.tier]
    below = Q(**{f"{path}{column}_id": body.pk}) & ~Q(position__organization_id=body.pk)
    return below | (peers & ~Q(position__organization_id=body.pk))


def _near(branch: Organization) -> Any:
    """What stands around a branch: its station with all below it, or its officer's."""
    rows = Organization.objects.exclude(pk=branch.pk)
    if branch.station_id:
        return rows.filter(station_id=branch.station_id)
    if branch.officer_id:
        return rows.filter(officer_id=branch.officer_id)
    return rows.none()


def _group(review: DutyReview, place: int, tier: str, below: set[int] | None) -> str:
    if place == review.organization_id:
        return _OWN
    if tier == Tier.COMMITTEE or (below is not None and place not in below):
        return _PEERS
    return tier
