"""Guidance officers' posts (指导员岗位): which stand empty, whose holder has a file."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Organization
from hierarchy.terms import Capability, Role, Tier
from people.models import OfficerFile

LONGEST: Final = 366
"""An officer sees each unit once in so many days at the most (联系间隔)."""


def officers_in_post(actor: Actor) -> Any:
    """Today's holders of the officer's post of an outer row of bodies."""
    return Appointment.objects.live(actor.on).filter(
        position__organization=OuterRef("pk"),
        position__role=Role.OFFICER,
        position__is_abolished=False,
        user__is_active=True,
    )


def officer_posts(actor: Actor) -> Any:
    """The open officers' posts in scope, each with ``is_vacant`` and ``is_filed``."""
    held = officers_in_post(actor)
    filed = OfficerFile.objects.filter(
        organization=OuterRef("pk"),
        user__in=Appointment.objects.live(actor.on)
        .filter(position__organization=OuterRef("organization"))
        .values("user"),
    )
    rows = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    posts = rows.of_tier(Tier.OFFICER).open(actor.on)
    return posts.annotate(is_vacant=~Exists(held), is_filed=Exists(filed))
