"""Handing rounds, visits, letters and hearings to the body that takes another one's place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from inspections.models import DutyReview, Finding, Inspection, Rectification, Round
from inspections.open_rows import (
    open_hearings,
    open_letters,
    open_rounds,
    open_sheets,
    open_visits,
)
from inspections.round_moves import INSPECTION_MOVES
from inspections.terms import InspectionStatus, RoundStatus
from workflow import audit
from workflow.moves import perform

_NAME: Final = 60
_UNSEEN: Final = (InspectionStatus.SELF_CHECK, InspectionStatus.ON_SITE)


@transaction.atomic
def hand_inspections(*, source: Organization, target: Organization, actor: Actor) -> int:
    """Let a body go on with another one's rounds, visits, letters and hearings; how many.

    A sheet under way is not handed: what was read and scored is of ``source`` alone, so it takes
    part no more (不参加), with the reason. Part of a handover or a merge, which asks for the right;
    leaves an entry where anything went.
    """
    counts = {
        "rounds": _rounds(source, target),
        "sheets": _excuse(source, target, actor),
        "visits": _visits(source, target),
        "letters": _letters(source, target),
        "reviews": _hearings(source, target),
    }
    if any(counts.values()):
        audit.record(
            verb="inspection.transfer",
            target=source,
            actor=actor,
            organization=target,
            before={"holder": source.name},
            after={"holder": target.name} | counts,
        )
    return sum(counts.values())


def follow_moves(organization_ids: Sequence[int]) -> None:
    """Give sheets nobody has scored to the station that the body stands under now.

    Within the line of the round's organizer alone; a round of another line keeps its examiner.
    Part of a move, which leaves the entry.
    """
    stands = Organization.objects.filter(pk=OuterRef("organization_id"))
    rows: Any = Inspection.objects.filter(
        organization_id__in=list(organization_ids),
        organization__tier=Tier.BRANCH,
        status__in=_UNSEEN,
        round__status__in=(RoundStatus.SELF_CHECK, RoundStatus.SCORING),
    )
    in_line = rows.filter(round__organizer=F("organization__committee")) | rows.filter(
        round__organizer__tier=Tier.CITY
    )
    holder = Round.objects.filter(pk=OuterRef("round_id")).values("organizer_id")
    Inspection.objects.filter(pk__in=in_line.values("pk")).update(
        examiner_id=Coalesce(Subquery(stands.values("station_id")), Subquery(holder))
    )


def _rounds(source: Organization, target: Organization) -> int:
    """Rounds keep their name; one that the other body uses already is told apart."""
    taken = set(Round.objects.filter(organizer=target).values_list("name", flat=True))
    held = list(open_rounds([source.pk]).select_for_update())
    for one in held:
        mark = f"（{source.name}）"
        name = f"{one.name[: _NAME - len(mark)]}{mark}" if one.name in taken else one.name
        Round.objects.filter(pk=one.pk).update(organizer=target, name=name[:_NAME])
    return len(held)


def _excuse(source: Organization, target: Organization, actor: Actor) -> int:
    """One move a sheet, each with its entry: a body has few at a time."""
    reason = f"组织已并入{target.name}"[:200]
    sheets = list(open_sheets([source.pk]))
    for sheet in sheets:
        perform(
            sheet,
            "excuse",
            table=INSPECTION_MOVES,
            actor=actor,
            reason=reason,
            changes={"excused_reason": reason},
            allowed_as=actor.acting,
        )
    return len(sheets)


def _visits(source: Organization, target: Organization) -> int:
    ids = _ids(open_visits([source.pk]))
    return Inspection.objects.filter(pk__in=ids).update(examiner=target)


def _letters(source: Organization, target: Organization) -> int:
    """Letters that were sent, and those that were got with what they name."""
    ids = _ids(open_letters([source.pk]))
    rows = Rectification.objects.filter(pk__in=ids)
    Finding.objects.filter(rectification__in=ids, organization=source).update(organization=target)
    rows.filter(issuer=source).update(issuer=target)
    rows.filter(organization=source).update(organization=target)
    return len(ids)


def _hearings(source: Organization, target: Organization) -> int:
    ids = _ids(open_hearings([source.pk]))
    return DutyReview.objects.filter(pk__in=ids).update(judge=target)


def _ids(rows: Any) -> list[int]:
    return list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
