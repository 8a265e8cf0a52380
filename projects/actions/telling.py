"""Telling a body what became of a path, a team, a venue or a booking: one notice an occasion."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from workflow.actions import send_notices

_PAGES = {
    "jointpath": "projects:path_detail",
    "actionteam": "projects:team_detail",
    "venue": "projects:venue_detail",
}


def tell(
    row: Any,
    *,
    kind: str,
    title: str,
    body: str,
    to: Organization | None,
    actor: Actor,
    path: str = "",
) -> None:
    """Put a notice about a row before those who serve a body; nobody where there is no body.

    Part of an action. ``path`` is the page it leads to, the row's own by default.
    """
    if to is None:
        return
    name = row._meta.model_name
    tenant: Tenant = to.tenant
    send_notices(
        tenant=tenant,
        kind=kind,
        title=title,
        body=body,
        key=f"{name}:{row.pk}:{row.status}:{to.pk}:{actor.at:%y%m%d%H%M%S%f}",
        path=path or reverse(_PAGES[name], args=[row.pk]),
        organizations=[to],
        actor=actor,
    )
