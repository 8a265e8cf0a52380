"""The posts of a body and who holds them, for pages about a body the reader may see.

A tied station's posts stand on one node of its site and serve them all, so they are read
by site; where they stand does not decide who may read their names.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Organization, Position, Region
from hierarchy.roles import can
from hierarchy.terms import Capability


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post with its holders, and whether the reader may fill it."""

    position: Position
    holders: list[Appointment]
    may_appoint: bool


def posts_of(organization: Organization, *, actor: Actor) -> list[PostLine]:
    """The living posts of a body; three queries, however many there are."""
    place = Q(organization=organization)
    if organization.site_id:
        place |= Q(organization__site_id=organization.site_id)
    return [
        PostLine(
            position=position,
            holders=list(position.appointments.all()),
            may_appoint=can(actor, Capability.MANAGE_APPOINTMENTS, at=position.organization),
        )
        for position in _living(place, on=actor.on)
    ]


def region_posts(region: Region, *, actor: Actor, root: Organization | None) -> list[PostLine]:
    """The territory posts (属地联络员) of a region; the city's root decides who fills them."""
    may = root is not None and can(actor, Capability.MANAGE_APPOINTMENTS, at=root)
    return [
        PostLine(position=position, holders=list(position.appointments.all()), may_appoint=may)
        for position in _living(Q(region=region), on=actor.on)
    ]


def _living(place: Q, *, on: dt.date) -> Any:
    present: Any = (
        Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .select_related("user")
        .order_by("starts_on", "pk")
    )
    stand_ins: Any = (
        Delegation.objects.filter(revoked_at__isnull=True, ends_on__gte=on)
        .select_related("delegate")
        .order_by("starts_on", "pk")
    )
    return (
        Position.objects.filter(place, is_abolished=False)
        .select_related("organization", "region")
        .prefetch_related(
            Prefetch("appointments", present),
            Prefetch("appointments__delegations", stand_ins),
        )
        .order_by("pk")
    )
