"""What may be scored, by whom it may be checked, and who sees it before it is told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from inspections.models import Adjustment, Appeal, Indicator, Inspection, LimitHit, Score
from inspections.terms import TOLD_INSPECTIONS, InspectionStatus, RoundStatus

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class ScoreAnswer:
    """What the scorer says of one indicator: points, or 不适用, and on what ground (评分依据).

    ``seen`` is the mark of what the page showed before (``score_marks``); empty where nobody looks.
    """

    earned: Decimal | None = None
    is_absent: bool = False
    reason: str = ""
    seen: str = ""


def plain(points: Decimal) -> str:
    """Points without needless zeros: ``4``, ``3.5``."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(points: Decimal) -> str:
    """Points up or down: ``−1.5``, ``+2``."""
    return f"{'+' if points > 0 else '−'}{plain(abs(points))}"


def refuse_points(indicator: Indicator, points: Decimal | None) -> None:
    """Points given by hand lie between 0 and all, in the indicator's steps, or are all of them.

    Raises ``ValidationError`` ``points_out_of_range``, ``points_off_step``.
    """
    if points is None:
        return
    if not 0 <= points <= indicator.points:
        raise ValidationError(
            f"{indicator.code} {indicator.name}应在 0 至 {plain(indicator.points)} 分之间，"
            f"现填 {plain(points)} 分。请核对后重填。",
            code="points_out_of_range",
        )
    if points != indicator.points and points % indicator.step:
        raise ValidationError(
            f"{indicator.code} {indicator.name}按 {plain(indicator.step)} 分一档评分，"
            f"不能填 {plain(points)} 分。请选择相邻的一档。",
            code="points_off_step",
        )


def refuse_adjustment(points: Decimal, most: Decimal) -> None:
    """加减分 are not 0, have one decimal, and lie within the scheme's bound either way.

    Raises ``ValidationError`` ``points_out_of_range``.
    """
    if not most:
        raise ValidationError(
            "本轮方案不设加减分，不能登记。需要设置的，请在下一版方案中写明上限。",
            code="points_out_of_range",
        )
    if points and abs(points) <= most and not points % _TENTH:
        return
    words = f"加减分应在 −{plain(most)} 至 +{plain(most)} 之间，最多一位小数。请核对后重填。"
    if not points:
        words = "加减分不能是 0，没有加减的不用登记。"
    raise ValidationError({"points": ValidationError(words, code="points_out_of_range")})


def refuse_absence(indicator: Indicator) -> None:
    """Raise ``ValidationError`` ``never_absent`` where an indicator applies to everybody."""
    if not indicator.may_be_absent:
        raise ValidationError(
            f"{indicator.code} {indicator.name}对每个体检对象都适用，不能选“不适用”。请给出得分。",
            code="never_absent",
        )


def has_scored(inspection: Inspection, user: User | None) -> bool:
    """Whether a person had a hand in the result: self-check, points, 加减分, a limit (双人)."""
    if user is None:
        return False
    return Inspection.objects.filter(touched_by(user), pk=inspection.pk).exists()


def touched_by(user: User) -> Q:
    """Inspections in whose result a person had a hand, as ``has_scored`` says of one."""
    here = {"inspection": OuterRef("pk")}
    return (
        Q(self_checked_by=user)
        | Q(scored_by=user)
        | Q(Exists(Score.objects.filter(scored_by=user, **here)))
        | Q(Exists(Adjustment.objects.filter(added_by=user, **here)))
        | Q(Exists(LimitHit.objects.filter(added_by=user, **here)))
    )


def is_own(inspection: Inspection, actor: Actor) -> bool:
    """Whether a person serves the inspected body or handed in its self-check (回避)."""
    if actor.user is None:
        return False
    handed_in = inspection.self_checked_by_id == actor.user.pk
    return handed_in or can(actor, Capability.HANDLE, at=inspection.organization)


def own_to(actor: Actor) -> Q:
    """Inspections that are a person's own, as ``is_own`` says of one."""
    served = Q(organization_id__in=actor.organization_ids(Capability.HANDLE))
    return served | Q(self_checked_by=actor.user) if actor.user is not None else Q(pk__in=())


OWN_BODY: Final = (
    "您在体检对象任职，或自查由您本人提交，须由核验单位的另一人评分。请联系核验单位其他经办人办理；"
    "没有其他人的，由组织单位转由本单位核验。"
)
"""Why somebody may not score a body; shown on the page and by the refusal."""


def refuse_own_body(inspection: Inspection, actor: Actor) -> None:
    """Raise ``ValidationError`` ``second_person_needed`` for a body's own people."""
    if is_own(inspection, actor):
        raise ValidationError(OWN_BODY, code="second_person_needed")


def refuse_own_scoring(inspection: Inspection, actor: Actor) -> None:
    """Raise ``ValidationError`` ``second_person_needed`` for who scored or self-checked it."""
    if has_scored(inspection, actor.user):
        raise ValidationError(
            f"“{inspection.organization.label}”的自查、评分、加减分或限制项由您本人办理，"
            "须由另一人复核。请本单位其他负责人办理。",
            code="second_person_needed",
        )


def refuse_own_appeal(appeal: Appeal, actor: Actor) -> None:
    """Raise ``ValidationError`` ``own_appeal`` for who raised it in the body's name."""
    if actor.user is not None and appeal.raised_by_id == actor.user.pk:
        raise ValidationError(
            f"“{appeal.about}”的申诉是您本人代体检对象提出的，不能由本人答复。"
            "请本单位其他负责人办理。",
            code="own_appeal",
        )


def is_shown(inspection: Inspection, actor: Actor) -> bool:
    """Whether the reader may see points and grade.

    The inspected body and its territory from the day they are told; whoever scores or holds the
    round, and the body above that, at any time.
    """
    if inspection.status in TOLD_INSPECTIONS:
        return True
    return can(actor, Capability.HANDLE, at=inspection.examiner) or can(
        actor, Capability.VIEW_WORK, at=inspection.round.organizer
    )


def require_shown(inspection: Inspection, actor: Actor) -> None:
    """Raise ``PermissionDenied`` where the result is not told yet and the reader may not see it."""
    if not is_shown(inspection, actor):
        raise PermissionDenied(
            "本轮结果还没有告知，暂不能查看得分。结果告知后会收到消息，可在体检单中查看。"
        )


def may_appeal(inspection: Inspection, actor: Actor) -> bool:
    """Whether the days of reply run and the reader speaks for the inspected body."""
    until = inspection.round.reply_until
    return (
        inspection.status in (InspectionStatus.TOLD, InspectionStatus.APPEALED)
        and inspection.round.status == RoundStatus.REPLY
        and until is not None
        and actor.on <= until
        and can(actor, Capability.HANDLE, at=inspection.organization)
    )


def may_adjust(inspection: Inspection, actor: Actor) -> bool:
    """Whether the reader may add 加减分 and limits: examiner or organizer, before the check."""
    return (
        inspection.round.status == RoundStatus.SCORING
        and inspection.status in (InspectionStatus.ON_SITE, InspectionStatus.SCORED)
        and not is_own(inspection, actor)
        and any(
            can(actor, Capability.HANDLE, at=body)
            for body in (inspection.examiner, inspection.round.organizer)
        )
    )


def content_of(answer: ScoreAnswer) -> dict[str, Any]:
    """What is written to a score."""
    return {
        "earned": None if answer.is_absent else answer.earned,
        "is_absent": answer.is_absent,
        "reason": answer.reason.strip(),
    }
