"""加减分 and limits set by a person: always with a ground, and before somebody else checks."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction

from hierarchy.actors import Actor, Post
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from inspections.actions.results import settle_result
from inspections.models import Adjustment, GradeLimit, Inspection, LimitHit
from inspections.privacy import refuse_personal
from inspections.score_rules import refuse_adjustment, refuse_own_body
from inspections.terms import InspectionStatus, RoundStatus
from workflow import audit


@transaction.atomic
def add_adjustment(
    *, inspection: Inspection, points: Decimal, reason: str, actor: Actor
) -> Adjustment:
    """Add points beyond the scheme, up or down (加减分).

    Together they count within the scheme's bound; the same points on the same ground count once.
    Raises ``PermissionDenied``, ``ValidationError`` ``second_person_needed`` (of one's own
    self-check, as all here), ``too_late``, ``reason_needed``, ``personal_data``,
    ``points_out_of_range``, ``added_already``.
    """
    fresh, post = _open_to(inspection, actor)
    _refuse_groundless(reason, "加减分的理由与依据")
    refuse_adjustment(points, fresh.round.scheme.adjust_most)
    if fresh.adjustments.filter(points=points, reason=reason.strip()).exists():
        raise ValidationError(
            "理由与依据相同的加减分已经登记，不必重复登记。确实另有一项的，请写明区别。",
            code="added_already",
        )
    added = Adjustment.objects.create(
        inspection=fresh,
        points=points,
        reason=reason.strip(),
        added_by=actor.user,
        added_at=actor.at,
    )
    _note(fresh, added, "adjustment.add", post, actor, reason=reason, points=points)
    settle_result(fresh)
    return added


@transaction.atomic
def drop_adjustment(*, adjustment: Adjustment, actor: Actor) -> Inspection:
    """Take 加减分 off again (取消加减分).

    Raises ``PermissionDenied``, ``ValidationError`` ``too_late``, ``gone``.
    """
    fresh, post = _open_to(adjustment.inspection, actor)
    found = fresh.adjustments.filter(pk=adjustment.pk).first()
    if found is None:
        raise ValidationError("这条加减分已经取消，请刷新后查看。", code="gone")
    _note(fresh, found, "adjustment.drop", post, actor, reason=found.reason, points=found.points)
    found.delete()
    settle_result(fresh)
    return fresh


@transaction.atomic
def set_limit_hit(
    *, inspection: Inspection, limit: GradeLimit, reason: str, actor: Actor
) -> LimitHit:
    """Find that a limit bites which no room can read (认定限制项), e.g. 弄虚作假.

    Raises ``PermissionDenied``, ``ValidationError`` ``too_late``, ``reason_needed``,
    ``personal_data``, ``foreign_limit``, ``limit_is_read``, ``already_set``.
    """
    fresh, post = _open_to(inspection, actor)
    _refuse_groundless(reason, "认定限制项的依据")
    if limit.scheme_id != fresh.round.scheme_id:
        raise ValidationError("所选限制项不在本轮方案中，请重新选择。", code="foreign_limit")
    _refuse_read(limit)
    if fresh.limit_hits.filter(limit=limit).exists():
        raise ValidationError(
            f"“{limit.name}”已经认定，不必重复认定。依据有误的，请先取消再认定。",
            code="already_set",
        )
    hit = LimitHit.objects.create(
        inspection=fresh,
        limit=limit,
        reason=reason.strip(),
        added_by=actor.user,
        added_at=actor.at,
    )
    _note(fresh, hit, "limit_hit.set", post, actor, reason=reason, limit=limit.name)
    settle_result(fresh)
    return hit


@transaction.atomic
def drop_limit_hit(*, hit: LimitHit, actor: Actor) -> Inspection:
    """Take back a limit that a person set (取消限制项).

    Raises ``PermissionDenied``, ``ValidationError`` ``too_late``, ``gone``, ``limit_is_read``.
    """
    fresh, post = _open_to(hit.inspection, actor)
    found = fresh.limit_hits.select_related("limit").filter(pk=hit.pk).first()
    if found is None:
        raise ValidationError("这条限制项已经取消，请刷新后查看。", code="gone")
    _refuse_read(found.limit)
    _note(fresh, found, "limit_hit.drop", post, actor, reason=found.reason, limit=found.limit.name)
    found.delete()
    settle_result(fresh)
    return fresh


def _open_to(inspection: Inspection, actor: Actor) -> tuple[Inspection, Post | None]:
    fresh = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    post = _required(fresh, actor)
    refuse_own_body(fresh, actor)
    is_open = fresh.round.status == RoundStatus.SCORING and fresh.status in (
        InspectionStatus.ON_SITE,
        InspectionStatus.SCORED,
    )
    if not is_open:
        raise ValidationError(
            f"这份体检单现为“{fresh.get_status_display()}”，加减分和限制项只能在核验评分阶段、"
            "复核之前办理。需要更改的，请组织单位的负责人先退回。",
            code="too_late",
        )
    return fresh, post


def _required(inspection: Inspection, actor: Actor) -> Post | None:
    """As the examiner's or, where that is another, the organizer's."""
    organizer = inspection.round.organizer
    if can(actor, Capability.HANDLE, at=organizer):
        return require(actor, Capability.HANDLE, at=organizer)
    return require(actor, Capability.HANDLE, at=inspection.examiner)


def _refuse_groundless(reason: str, what: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(f"请写明{what}。", code="reason_needed")})
    refuse_personal(reason=reason)


def _refuse_read(limit: GradeLimit) -> None:
    if limit.source:
        raise ValidationError(
            f"“{limit.name}”由系统取数判定，不由人认定或取消。数据有误的，请先更正台账再重新取数。",
            code="limit_is_read",
        )


def _note(
    inspection: Inspection,
    target: models.Model,
    verb: str,
    post: Post | None,
    actor: Actor,
    *,
    reason: str,
    **facts: object,
) -> None:
    audit.record(
        verb=verb,
        target=target,
        actor=actor,
        organization=inspection.organization,
        after=facts,
        reason=reason,
        post=post,
    )
