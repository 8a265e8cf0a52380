"""Sheets that nobody would go and look at, taken over by who holds the round (转由本单位核验)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.attendance import unattended
from inspections.models import Inspection, Round
from workflow import audit


@transaction.atomic
def take_over_visits(*, round: Round, actor: Actor) -> Round:
    """Let the organizer look at the sheets whose examiner has nobody left (转由本单位核验).

    What was scored stays. Raises ``PermissionDenied``, ``ValidationError`` ``nobody_absent``.
    """
    fresh = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    post = require(actor, Capability.ISSUE, at=fresh.organizer)
    waiting = unattended(Inspection.objects.filter(round=fresh), on=actor.on)
    rows = Inspection.objects.select_for_update(of=("self",)).filter(pk__in=waiting.values("pk"))
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise ValidationError(
            "本轮的核验单位都有人在岗，由核验单位核验评分，不必转由本单位办理。",
            code="nobody_absent",
        )
    Inspection.objects.filter(pk__in=ids).update(examiner=fresh.organizer)
    audit.record(
        verb="round.take_over",
        target=fresh,
        actor=actor,
        organization=fresh.organizer,
        after={"visits": len(ids)},
        post=post,
    )
    return fresh
