"""Telling those whom a round concerns: the inspected, and those who go and look."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from inspections.models import Inspection, Round
from inspections.terms import InspectionStatus, RoundStatus
from workflow.actions import send_notices
from workflow.models import Notice


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


def tell_changed(round: Round, changed: Collection[str], *, actor: Actor) -> int:
    """Tell of a last day that was moved whoever has still to keep it; how many were told.

    The self-check is the inspected bodies', the scoring the examiners'. Part of an action.
    """
    sheets = Inspection.objects.filter(round=round)
    if "self_check_until" in changed and round.status == RoundStatus.SELF_CHECK:
        late = sheets.filter(status=InspectionStatus.SELF_CHECK).order_by("pk")
        bodies = late.values_list("organization_id", flat=True)
        what, until = "自查", round.self_check_until
    elif "scoring_until" in changed and round.status == RoundStatus.SCORING:
        late = sheets.filter(status=InspectionStatus.ON_SITE).order_by()
        bodies = late.values_list("examiner_id", flat=True).distinct()
        what, until = "核验评分", round.scoring_until
    else:
        return 0
    return tell_bodies(
        round,
        bodies,
        occasion=f"edit:{actor.at:%y%m%d%H%M%S}",
        kind=Notice.Kind.ISSUED,
        title=f"{what}截止日期已调整",
        body=f"{what}截止改为 {chinese_date(until)}，请按新的日期办理。",
        actor=actor,
    )
