"""People that a form offers: who may lead a project or take part, and who may review it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Appointment, Organization
from hierarchy.terms import Role, Tier
from projects.conflicts import belonging
from projects.models import Project

STAFF: Final = (Tier.COMMITTEE, Tier.COUNTY, Tier.STATION)
REVIEWERS: Final = (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY)
_ROLES: Final = (Role.LEADER, Role.CLERK)
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Offered:
    """One person to choose, with the post that tells namesakes apart."""

    user: User
    post: str

    @property
    def label(self) -> str:
        """「金商主（商圈市场行业党建专委会 主任）」."""
        return f"{self.user.name}（{self.post}）"


def staff_of(bodies: list[Organization], actor: Actor) -> list[Offered]:
    """Leaders and clerks of some committees and of the stations below them. One query."""
    rows = _posts(actor).filter(position__organization__tier__in=STAFF)
    ids = [body.pk for body in bodies]
    below = Q(position__organization__committee__in=ids)
    return _offered(rows.filter(below | Q(position__organization__county__in=ids)))


def reviewers_for(project: Project, actor: Actor) -> list[Offered]:
    """Leaders and clerks of the city and its committees who don't belong to the project."""
    found = _offered(_posts(actor).filter(position__organization__tier__in=REVIEWERS))
    own = belonging(project, [one.user.pk for one in found], on=actor.on)
    asked = set(project.appraisals.values_list("reviewer_id", flat=True))
    return [one for one in found if one.user.pk not in own | asked]


def _posts(actor: Actor) -> Any:
    return (
        Appointment.objects.visible_to(actor)
        .live(actor.on)
        .filter(position__role__in=_ROLES, position__is_abolished=False)
        .select_related("user", "position__organization")
        .order_by("position__organization__tier", "position__organization__name_key", "pk")
    )


def _offered(rows: Any) -> list[Offered]:
    """Each person once, under the post that stands highest."""
    found: dict[int, Offered] = {}
    for row in rows[:MOST]:
        found.setdefault(row.user_id, Offered(row.user, row.position.label))
    return list(found.values())
