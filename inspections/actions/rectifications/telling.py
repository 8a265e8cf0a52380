"""Telling a body what became of a rectification: one notice an occasion."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.models import Rectification
from workflow.actions import send_notices


def tell(
    letter: Rectification,
    *,
    kind: str,
    title: str,
    body: str,
    to: Organization | None,
    actor: Actor,
    roles: Sequence[str] | None = None,
) -> None:
    """Put a notice before those who serve a body; nobody where there is no body.

    Part of an action.
    """
    if to is None:
        return
    send_notices(
        tenant=letter.tenant,
        kind=kind,
        title=title,
        body=body,
        key=f"rectification:{letter.pk}:{kind}:{to.pk}:{actor.at:%y%m%d%H%M%S%f}",
        path=reverse("inspections:rectification_detail", args=[letter.pk]),
        organizations=[to],
        roles=roles,
        actor=actor,
    )
