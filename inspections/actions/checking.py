"""The second look at a scoring (复核): by the organizer's leader, never by who scored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.telling import tell_of
from inspections.models import Inspection, Round
from inspections.privacy import refuse_personal
from inspections.querysets import InspectionQuerySet
from inspections.round_moves import INSPECTION_MOVES
from inspections.score_rules import refuse_own_scoring, touched_by
from inspections.terms import RoundStatus
from workflow.models import Notice
from workflow.moves import perform, perform_all


@transaction.atomic
def check_inspection(*, inspection: Inspection, actor: Actor) -> Inspection:
    """Find a scoring in order (复核通过); results are told of the whole round together.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``second_person_needed``.
    """
    fresh = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    post = require(actor, Capability.REVIEW, at=fresh.organizer)
    refuse_own_scoring(fresh, actor)
    return perform(
        fresh, "check", table=INSPECTION_MOVES, actor=actor, changes=_checked(actor, post)
    )


@transaction.atomic
def return_inspection(*, inspection: Inspection, reason: str, actor: Actor) -> Inspection:
    """Hand a scoring back to the examiner (退回重评); what was scored stays to be put right.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``second_person_needed``, ``not_scoring``, ``personal_data``.
    """
    fresh = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    require(actor, Capability.REVIEW, at=fresh.organizer)
    refuse_own_scoring(fresh, actor)
    if fresh.round.status != RoundStatus.SCORING:
        raise ValidationError(
            f"这一轮现为“{fresh.round.get_status_display()}”，不能退回重评。"
            "结果已告知的，请在申诉期内按申诉办理。",
            code="not_scoring",
        )
    refuse_personal(reason=reason)
    returned = perform(
        fresh,
        "return",
        table=INSPECTION_MOVES,
        actor=actor,
        reason=reason,
        changes={"checked_by": None, "checked_as": "", "checked_at": None},
    )
    tell_of(
        returned,
        kind=Notice.Kind.RETURNED,
        title=f"体检评分被退回：{returned.organization.label}",
        body=reason.strip(),
        to=returned.examiner,
        actor=actor,
    )
    return returned


@transaction.atomic
def check_inspections(*, inspections: InspectionQuerySet[Inspection], actor: Actor) -> int:
    """Find many scorings of one round in order at once (批量复核); how many.

    Those that the actor had a hand in, and those not waiting for a check, are left out. One
    entry a round. Raises ``PermissionDenied``.
    """
    ids = list(inspections.values_list("pk", flat=True))
    rounds = Round.objects.filter(inspections__in=ids).select_related("organizer").distinct()
    return sum(_check_round(one, ids, actor) for one in rounds.order_by("pk"))


@transaction.atomic
def excuse_inspection(*, inspection: Inspection, reason: str, actor: Actor) -> Inspection:
    """Leave a body out of the round after all (不参加), e.g. one that is being dissolved.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``personal_data``.
    """

    def excusing(_: Inspection) -> dict[str, Any]:
        refuse_personal(reason=reason)
        return {"excused_reason": reason.strip()[:200]}

    excused = perform(
        inspection,
        "excuse",
        table=INSPECTION_MOVES,
        actor=actor,
        reason=reason,
        changes=excusing,
    )
    tell_of(
        excused,
        kind=Notice.Kind.STOPPED,
        title=f"不参加本轮体检：{excused.round.name}",
        body=reason.strip(),
        to=excused.organization,
        actor=actor,
    )
    return excused


def _check_round(held: Round, ids: list[int], actor: Actor) -> int:
    post = require(actor, Capability.REVIEW, at=held.organizer)
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=held.pk)
    waiting = Inspection.objects.filter(pk__in=ids, round=held)
    if actor.user is not None:
        waiting = waiting.exclude(touched_by(actor.user))
    return perform_all(
        waiting,
        "check",
        table=INSPECTION_MOVES,
        actor=actor,
        whole=held,
        organization=held.organizer,
        counted="inspections",
        changes=_checked(actor, post),
    )


def _checked(actor: Actor, post: Post | None) -> dict[str, Any]:
    return {
        "checked_by": actor.user,
        "checked_as": post.label[:200] if post else actor.post_label,
        "checked_at": actor.at,
    }
