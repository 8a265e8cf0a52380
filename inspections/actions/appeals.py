"""Appeals (申诉) within the days of reply, and the answer to each; the trail keeps both sides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.findings import findings_of
from inspections.actions.results import settle_result
from inspections.actions.telling import tell_of
from inspections.models import Appeal, Inspection, LimitHit, Score
from inspections.privacy import refuse_personal
from inspections.reading import line_of
from inspections.round_moves import APPEAL_MOVES, INSPECTION_MOVES
from inspections.score_rules import TOLD, plain, refuse_own_scoring, refuse_points
from inspections.scoring import bites
from inspections.terms import AppealStatus, InspectionStatus, RoundStatus
from workflow import audit
from workflow.indicators import Period, Reading, readings_of
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def raise_appeal(*, score: Score, words: str, actor: Actor) -> Appeal:
    """Hold something against one score of one's own inspection (提出申诉), within the days.

    Raises ``PermissionDenied``, ``ValidationError`` ``words_needed``, ``personal_data``,
    ``not_told``, ``days_over``, ``appealed_already``.
    """
    inspection = _locked(score.inspection_id)
    post = require(actor, Capability.HANDLE, at=inspection.organization)
    _refuse_raising(inspection, score, words, actor)
    appeal = Appeal.objects.create(
        inspection=inspection,
        score=score,
        words=words.strip(),
        raised_by=actor.user,
        raised_at=actor.at,
    )
    if inspection.status == InspectionStatus.TOLD:
        perform(inspection, "appeal", table=INSPECTION_MOVES, actor=actor)
    audit.record(
        verb="appeal.raise",
        target=appeal,
        actor=actor,
        organization=inspection.organization,
        after={"words": appeal.words},
        post=post,
    )
    tell_of(
        inspection,
        kind=Notice.Kind.OBJECTED,
        title=f"{inspection.organization.label}对体检得分提出申诉：{score.indicator}",
        body=appeal.words,
        to=inspection.organizer,
        actor=actor,
    )
    return appeal


@transaction.atomic
def answer_appeal(
    *, appeal: Appeal, upheld: bool, answer: str, earned: Decimal | None = None, actor: Actor
) -> Appeal:
    """Answer an appeal (答复申诉): upheld, the score is read or given anew; the result follows.

    A reading is taken again as of today, with the limits that hang on it; ``earned`` is what is
    given where a person scores. Raises ``PermissionDenied``, ``ValidationError``
    ``answer_needed``, ``personal_data``, ``answered_already``, ``own_appeal``,
    ``second_person_needed``, ``points_needed``, ``points_out_of_range``, ``points_off_step``,
    ``nothing_changed``, ``no_source``.
    """
    inspection = _locked(appeal.inspection_id)
    post = require(actor, Capability.REVIEW, at=inspection.organizer)
    fresh = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    _refuse_answering(fresh, answer, actor)
    refuse_own_scoring(inspection, actor)
    score = Score.objects.select_related("indicator").get(pk=fresh.score_id)
    before = score.earned
    if upheld:
        _correct(inspection, score, earned, actor, post, answer)
    answered = perform(
        fresh,
        "uphold" if upheld else "reject",
        table=APPEAL_MOVES,
        actor=actor,
        reason=answer.strip(),
        changes={
            "answer": answer.strip(),
            "earned_before": before,
            "answered_by": actor.user,
            "answered_at": actor.at,
        },
    )
    _close(inspection, answered, actor)
    return answered


@transaction.atomic
def acknowledge_result(*, inspection: Inspection, actor: Actor) -> Inspection:
    """Sign for the notice of the result (签收告知); a second time changes nothing.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_told``.
    """
    fresh = _locked(inspection.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.status not in TOLD:
        raise ValidationError("本轮结果还没有告知，暂不能签收。", code="not_told")
    if fresh.seen_at is None:
        fresh.seen_at = actor.at
        fresh.save(update_fields=["seen_at"])
        audit.record(
            verb="inspection.acknowledge",
            target=fresh,
            actor=actor,
            organization=fresh.organization,
            after={"seen_at": actor.at},
            post=post,
        )
    return fresh


def _locked(pk: int) -> Inspection:
    return Inspection.objects.select_for_update(of=("self",)).get(pk=pk)


def _refuse_raising(inspection: Inspection, score: Score, words: str, actor: Actor) -> None:
    until = inspection.round.reply_until
    told = (InspectionStatus.TOLD, InspectionStatus.APPEALED)
    if inspection.status not in told or inspection.round.status != RoundStatus.REPLY:
        raise ValidationError(
            f"这份体检单现为“{inspection.get_status_display()}”，不在申诉期内，不能申诉。"
            "结果告知后 5 个工作日内可以提出。"
            if until is None
            else f"这份体检单现为“{inspection.get_status_display()}”，不在申诉期内，不能申诉。",
            code="not_told",
        )
    if until is not None and actor.on > until:
        raise ValidationError(
            f"申诉期已于 {chinese_date(until)} 结束，不能再申诉。"
            "仍有异议的，请向组织单位书面反映。",
            code="days_over",
        )
    if not words.strip():
        raise ValidationError(
            {"words": ValidationError("请写明哪里不符、依据是什么。", code="words_needed")}
        )
    refuse_personal(words=words)
    if earlier := score.appeals.order_by("-pk").first():
        state = "正在处理，请等答复" if earlier.status == AppealStatus.RAISED else "已经答复"
        raise ValidationError(
            f"“{score.indicator}”的申诉{state}，同一项不重复申诉。", code="appealed_already"
        )


def _refuse_answering(appeal: Appeal, answer: str, actor: Actor) -> None:
    if appeal.status != AppealStatus.RAISED:
        raise ValidationError(
            f"这件申诉{appeal.get_status_display()}，已经答复，请刷新后查看。",
            code="answered_already",
        )
    if actor.user is not None and appeal.raised_by_id == actor.user.pk:
        raise ValidationError(
            "这件申诉是您本人代体检对象提出的，不能由本人答复。请本单位其他负责人办理。",
            code="own_appeal",
        )
    if not answer.strip():
        raise ValidationError(
            {"answer": ValidationError("请写明处理意见和依据，对方会看到。", code="answer_needed")}
        )
    refuse_personal(answer=answer)


def _correct(
    inspection: Inspection,
    score: Score,
    points: Decimal | None,
    actor: Actor,
    post: Post | None,
    answer: str,
) -> None:
    """Read or give the score anew and settle the result; what it cost is drawn again."""
    before = _standing(inspection, score)
    if score.indicator.is_automatic:
        reading = _read_again(inspection, score.indicator.source, actor)
        _write_reading(score, reading)
        _look_at_limits(inspection, score.indicator.source, reading, actor)
    else:
        _give(score, points)
    score.save()
    settle_result(inspection)
    if _standing(inspection, score) == before:
        raise ValidationError(_unchanged(score), code="nothing_changed")
    findings_of([inspection.pk], on=actor.on)
    audit.record(
        verb="score.correct",
        target=score,
        actor=actor,
        organization=inspection.organization,
        before=before,
        after=_standing(inspection, score),
        reason=answer.strip(),
        post=post,
    )


def _standing(inspection: Inspection, score: Score) -> dict[str, Any]:
    """The score, the limits that bite and the result, as the trail keeps them."""
    hits = inspection.limit_hits.order_by("limit__sort_order", "limit_id")
    return {
        "earned": score.earned,
        "is_absent": score.is_absent,
        "total": inspection.total,
        "grade": inspection.grade,
        "limit": "、".join(hits.values_list("limit__name", flat=True)),
    }


def _unchanged(score: Score) -> str:
    points = "不适用" if score.earned is None else f"{plain(score.earned)} 分"
    if score.indicator.is_automatic:
        return (
            f"按今天的数据重新取数，得分仍是 {points}，没有变化。"
            "请先更正台账再采纳，或写明理由不予采纳。"
        )
    return f"所给得分仍是 {points}，没有变化。请填更正后的得分，或写明理由不予采纳。"


def _read_again(inspection: Inspection, source: str, actor: Actor) -> Reading | None:
    held = inspection.round
    period = Period(held.period_start, held.period_end, actor.on)
    bodies = [inspection.organization_id]
    try:
        found = readings_of(source, tenant=inspection.tenant, bodies=bodies, period=period)
    except KeyError as lost:
        raise ValidationError(
            "这项指标的取数来源已停用，不能重新取数。请写明理由不予采纳，或联系系统管理员。",
            code="no_source",
        ) from lost
    return found.get(inspection.organization_id)


def _write_reading(score: Score, reading: Reading | None) -> None:
    line = line_of(score.indicator, reading)
    for name in ("value", "of", "lacks_all", "rows", "is_absent", "earned"):
        setattr(score, name, getattr(line, name))


def _look_at_limits(
    inspection: Inspection, source: str, reading: Reading | None, actor: Actor
) -> None:
    """The limits that hang on the same reading, as it is now."""
    for limit in inspection.round.scheme.limits.filter(source=source):
        bound = limit.bound
        if reading is None or bound is None or not bites(limit.comparison, bound, reading):
            inspection.limit_hits.filter(limit=limit).delete()
            continue
        LimitHit.objects.update_or_create(
            inspection=inspection,
            limit=limit,
            defaults={"value": reading.value},
            create_defaults={"value": reading.value, "added_at": actor.at},
        )


def _give(score: Score, points: Decimal | None) -> None:
    if points is None:
        raise ValidationError(
            {"earned": ValidationError("采纳申诉的，请填更正后的得分。", code="points_needed")}
        )
    refuse_points(score.indicator, points)
    score.earned, score.is_absent = points, False


def _close(inspection: Inspection, appeal: Appeal, actor: Actor) -> None:
    """The move back once every appeal is answered, and the notice to who appealed."""
    if not inspection.appeals.filter(status=AppealStatus.RAISED).exists():
        inspection = perform(inspection, "answer", table=INSPECTION_MOVES, actor=actor)
    tell_of(
        inspection,
        kind=Notice.Kind.ANSWERED,
        title=f"体检申诉{appeal.get_status_display()}：{appeal.score.indicator}",
        body=appeal.answer,
        to=inspection.organization,
        actor=actor,
    )
