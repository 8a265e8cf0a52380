"""What an upheld appeal puts right (更正): a score, a limit or 加减分; result and findings follow.

Parts of the answer to an appeal, which has locked the inspection.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hierarchy.actors import Actor, Post
from inspections.actions.findings import findings_of
from inspections.actions.results import settle_result
from inspections.appeal_words import Appealed
from inspections.models import Adjustment, Appeal, Inspection, LimitHit, Score
from inspections.reading import line_of
from inspections.round_moves import APPEAL_MOVES
from inspections.score_rules import (
    plain,
    refuse_adjustment,
    refuse_own_appeal,
    refuse_points,
    signed,
)
from inspections.scoring import bites
from inspections.terms import AppealStatus
from workflow import audit
from workflow.indicators import Period, Reading, readings_of
from workflow.moves import perform


def decide(appeal: Appeal, *, upheld: bool, answer: str, actor: Actor) -> Appeal:
    """The move of one appeal with its answer; of a score, what it was before."""
    return perform(
        appeal,
        "uphold" if upheld else "reject",
        table=APPEAL_MOVES,
        actor=actor,
        reason=answer,
        changes={
            "answer": answer,
            "earned_before": appeal.score.earned if appeal.score else None,
            "answered_by": actor.user,
            "answered_at": actor.at,
        },
    )


def correct(
    appeal: Appeal,
    *,
    inspection: Inspection,
    points: Decimal | None,
    actor: Actor,
    post: Post | None,
) -> list[Appeal]:
    """Put right what an upheld appeal is about; which open appeals are upheld along with it.

    ``points`` are given where a person scored or added. Raises ``ValidationError``
    ``points_needed``, ``points_out_of_range``, ``points_off_step``, ``nothing_changed``,
    ``made_worse``, ``no_source``, ``own_appeal`` (of one that is upheld along).
    """
    score, hit = appeal.score, appeal.limit_hit
    before = _standing(inspection, appeal)
    if score is not None:
        verb, along = "score.correct", _correct_score(score, inspection, points, appeal, actor)
    elif hit is not None:
        verb, along = "appeal.lift_limit", _lift_limit(hit, inspection, appeal, actor)
    else:
        verb, along = "appeal.correct_adjustment", []
        _correct_adjustment(appeal.adjustment, inspection, points)
    settle_result(inspection)
    appeal.refresh_from_db()
    after = _standing(inspection, appeal)
    _refuse_outcome(score, before, after)
    findings_of([inspection.pk], on=actor.on)
    audit.record(
        verb=verb,
        target=score or appeal,
        actor=actor,
        organization=inspection.organization,
        before=before,
        after=after,
        reason=appeal.answer,
        post=post,
    )
    return along


def _standing(inspection: Inspection, appeal: Appeal) -> dict[str, Any]:
    """What is appealed against, the limits that bite and the result, as the trail keeps them."""
    hits = inspection.limit_hits.order_by("limit__sort_order", "limit_id")
    return {
        **_facts(appeal.thing),
        "total": inspection.total,
        "grade": str(inspection.get_grade_display()),
        "limit": "、".join(hits.values_list("limit__name", flat=True)),
    }


def _facts(thing: Appealed | None) -> dict[str, Any]:
    if isinstance(thing, Score):
        return {"earned": thing.earned, "is_absent": thing.is_absent}
    if isinstance(thing, Adjustment):
        return {"adjusted": signed(thing.points), "ground": thing.reason}
    return {"ground": thing.reason if thing else ""}


def _correct_score(
    score: Score, inspection: Inspection, points: Decimal | None, appeal: Appeal, actor: Actor
) -> list[Appeal]:
    """Read it again as of today, with the limits that hang on it, or give the points anew."""
    along: list[Appeal] = []
    if score.indicator.is_automatic:
        source = score.indicator.source
        reading = _read_again(inspection, source, actor)
        line = line_of(score.indicator, reading)
        for name in ("value", "of", "lacks_all", "rows", "is_absent", "earned"):
            setattr(score, name, getattr(line, name))
        along = _look_at_limits(inspection, source, reading, appeal, actor)
    else:
        if points is None:
            raise _points_needed("采纳申诉的，请填更正后的得分。")
        refuse_points(score.indicator, points)
        score.earned, score.is_absent = points, False
    score.save()
    return along


def _lift_limit(
    hit: LimitHit, inspection: Inspection, appeal: Appeal, actor: Actor
) -> list[Appeal]:
    """Take a limit off that a person set; one that is read is read again, and may stay."""
    source, name = hit.limit.source, hit.limit.name
    hits = inspection.limit_hits.filter(pk=hit.pk)
    if not source:
        return _lift(hits, appeal, actor)
    reading = _read_again(inspection, source, actor)
    along = _look_at_limits(inspection, source, reading, appeal, actor)
    if hits.exists():
        raise _unchanged(
            f"按今天的数据重新判定，仍触发“{name}”，没有变化。"
            "请先更正台账再采纳，或写明理由不予采纳。"
        )
    return along


def _correct_adjustment(
    added: Adjustment | None, inspection: Inspection, points: Decimal | None
) -> None:
    """Write the points that are right; 0 takes the whole of it off."""
    if points is None:
        raise _points_needed("采纳申诉的，请填更正后的加减分；不应加减的填 0。")
    if added is None or points == added.points:
        raise _unchanged("所填加减分与原来相同，没有变化。请填更正后的分，或写明理由不予采纳。")
    if not points:
        added.delete()
        return
    refuse_adjustment(points, inspection.round.scheme.adjust_most)
    added.points = points
    added.save(update_fields=["points"])


def _read_again(inspection: Inspection, source: str, actor: Actor) -> Reading | None:
    held = inspection.round
    period = Period(held.period_start, held.period_end, actor.on)
    bodies = [inspection.organization_id]
    try:
        found = readings_of(source, tenant=inspection.tenant, bodies=bodies, period=period)
    except KeyError as lost:
        raise ValidationError(
            "这一项的取数来源已停用，不能重新取数。请写明理由不予采纳，或联系系统管理员。",
            code="no_source",
        ) from lost
    return found.get(inspection.organization_id)


def _look_at_limits(
    inspection: Inspection, source: str, reading: Reading | None, appeal: Appeal, actor: Actor
) -> list[Appeal]:
    """The limits that hang on the same reading, as it is now; the appeals upheld along."""
    gone: list[int] = []
    for limit in inspection.round.scheme.limits.filter(source=source):
        bound = limit.bound
        if reading is None or bound is None or not bites(limit.comparison, bound, reading):
            gone.append(limit.pk)
            continue
        LimitHit.objects.update_or_create(
            inspection=inspection,
            limit=limit,
            defaults={"value": reading.value},
            create_defaults={"value": reading.value, "added_at": actor.at},
        )
    return _lift(inspection.limit_hits.filter(limit__in=gone), appeal, actor)


def _lift(hits: QuerySet[LimitHit], appeal: Appeal, actor: Actor) -> list[Appeal]:
    """Take limits off; an open appeal against one of them is upheld with the same answer."""
    waiting = Appeal.objects.filter(limit_hit__in=hits, status=AppealStatus.RAISED)
    along: list[Appeal] = []
    for other in waiting.order_by("pk"):
        refuse_own_appeal(other, actor)
        along.append(decide(other, upheld=True, answer=appeal.answer, actor=actor))
    hits.delete()
    return along


def _score_stays(score: Score) -> str:
    points = "不适用" if score.earned is None else f"{plain(score.earned)} 分"
    if score.indicator.is_automatic:
        return (
            f"按今天的数据重新取数，得分仍是 {points}，没有变化。"
            "请先更正台账再采纳，或写明理由不予采纳。"
        )
    return f"所给得分仍是 {points}，没有变化。请填更正后的得分，或写明理由不予采纳。"


def _refuse_outcome(score: Score | None, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A correction changes something, and whoever appeals does not fare worse (申诉不加重)."""
    if score is not None and after == before:
        raise _unchanged(_score_stays(score))
    was, now = before["total"], after["total"]
    if was is not None and now is not None and now < was:
        raise ValidationError(
            f"更正后总分由 {plain(was)} 分降为 {plain(now)} 分。"
            "采纳申诉不能使结果比申诉前更差，请核对更正后的分，或写明理由不予采纳。",
            code="made_worse",
        )


def _points_needed(words: str) -> ValidationError:
    return ValidationError({"points": ValidationError(words, code="points_needed")})


def _unchanged(words: str) -> ValidationError:
    return ValidationError(words, code="nothing_changed")
