"""Telling those whom a round concerns: the inspected, and those who go and look."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from hierarchy.actors import Actor
from inspections.models import Round
from workflow.actions import send_notices


def tell_bodies(
    round: Round,
    bodies: Iterable[int],
    *,
    occasion: str,
    kind: str,
    title: str,
    body: str,
    actor: Actor,
) -> int:
    """Put one notice of the round before whoever serves each body; once an occasion and body.

    Part of an action. Leads to the page of one's own sheets (我的体检单).
    """
    return send_notices(
        tenant=round.tenant,
        kind=kind,
        title=f"{title}：{round.name}",
        body=body,
        key=lambda pk: f"round:{round.pk}:{occasion}:{pk}",
        path=reverse("inspections:my_sheets"),
        organizations=bodies,
        actor=actor,
    )
