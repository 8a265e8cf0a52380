"""Telling a body what became of an inspection: one notice an occasion."""

from __future__ import annotations

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.models import Inspection
from workflow.actions import send_notices


def tell_of(
    inspection: Inspection,
    *,
    kind: str,
    title: str,
    body: str,
    to: Organization,
    actor: Actor,
) -> None:
    """Put a notice about an inspection before those who serve a body. Part of an action."""
    send_notices(
        tenant=inspection.tenant,
        kind=kind,
        title=title,
        body=body,
        key=f"inspection:{inspection.pk}:{inspection.status}:{to.pk}:{actor.at:%y%m%d%H%M%S%f}",
        path=reverse("inspections:inspection_detail", args=[inspection.pk]),
        organizations=[to],
        actor=actor,
    )
