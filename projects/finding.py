"""What of this room bears some words: projects, brand cases and venues, each in scope."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hierarchy.actors import Actor
from projects.models import BrandPack, Project, Venue
from projects.terms import VenueStatus


def found_projects(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Projects by name or number, the latest first."""
    rows = Project.objects.visible_to(actor)
    return rows.filter(Q(name__contains=text) | Q(number__icontains=text)).order_by("-year", "-pk")


def found_cases(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Brand cases in the library by what they are called or say, the latest first."""
    rows = BrandPack.objects.visible_to(actor).filter(
        published_on__isnull=False, withdrawn_on__isnull=True
    )
    worded = Q(title__contains=text) | Q(summary__contains=text)
    return rows.filter(worded).order_by("-published_on", "-pk")


def found_venues(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Venues not given up, by name or address."""
    rows = Venue.objects.visible_to(actor).exclude(status=VenueStatus.CLOSED)
    return rows.filter(Q(name__contains=text) | Q(address__contains=text)).order_by("name", "pk")
