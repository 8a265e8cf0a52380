"""Looking at a body and scoring it (现场核验、评分): by hand, beside what the system read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.enclosing import enclose_more
from inspections.actions.results import settle_result
from inspections.models import Inspection, Round, Score
from inspections.privacy import refuse_personal
from inspections.round_moves import INSPECTION_MOVES
from inspections.score_marks import (
    is_left_alone,
    mark_of_visit,
    reason_field,
    visit_is_left_alone,
)
from inspections.score_rules import (
    ScoreAnswer,
    content_of,
    plain,
    refuse_absence,
    refuse_own_body,
    refuse_points,
)
from inspections.terms import Formula, InspectionStatus, RoundStatus
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform

MOST_NAMED = 8
"""So many indicators are named in a refusal; the number is always of all."""


@transaction.atomic
def set_scores(
    *,
    inspection: Inspection,
    answers: Mapping[int, ScoreAnswer],
    visited_on: dt.date | None,
    words: str,
    actor: Actor,
    files: Iterable[Attachment] = (),
    seen: str = "",
) -> Inspection:
    """Keep points given by hand so far, by score id (保存评分); may be done any number of times.

    ``seen`` and that of each answer mark what the page showed: what its person did not touch is
    not written, and what somebody else changed since is not overwritten (``score_marks``).
    Raises ``PermissionDenied``, ``ValidationError`` ``second_person_needed`` (of one's own
    self-check, as all here), ``not_scoring``, ``visit_ahead``, ``foreign_score``,
    ``points_out_of_range``, ``points_off_step``, ``never_absent``, ``personal_data``,
    ``saved_meanwhile``, ``too_many_files``, ``foreign_file``.
    """
    fresh, post = _open_to(inspection, actor)
    _refuse_visit_ahead(visited_on, on=actor.on)
    reasons = {reason_field(pk): answer.reason for pk, answer in answers.items()}
    refuse_personal(words=words, **reasons)
    changed = _write_answers(fresh, answers, actor)
    before, facts = _write_visit(fresh, visited_on, words.strip(), seen)
    names = enclose_more(fresh, files, actor=actor)
    more = {"scores": "；".join(changed), "files": names}
    after = facts | {name: value for name, value in more.items() if value}
    if after:
        audit.record(
            verb="inspection.set_scores",
            target=fresh,
            actor=actor,
            organization=fresh.organization,
            before=before,
            after=after,
            post=post,
        )
    return fresh


@transaction.atomic
def confirm_reading(*, score: Score, actor: Actor) -> Score:
    """What the system read is so (确认取数); takes a dispute back.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_scoring``, ``scored_by_hand``.
    """
    return _answer_reading(score, actor, verb="score.confirm", is_confirmed=True, disputed="")


@transaction.atomic
def dispute_reading(*, score: Score, words: str, actor: Actor) -> Score:
    """Hold something against what the system read (核验异议); the reading itself stays.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_scoring``, ``scored_by_hand``,
    ``words_needed``, ``personal_data``.
    """
    if not words.strip():
        raise ValidationError(
            {"words": ValidationError("请写明现场看到的情况与取数哪里不符。", code="words_needed")}
        )
    refuse_personal(words=words)
    return _answer_reading(
        score, actor, verb="score.dispute", is_confirmed=False, disputed=words.strip()
    )


@transaction.atomic
def confirm_all(*, inspection: Inspection, actor: Actor) -> int:
    """Confirm every reading that nobody disputed (全部确认); how many.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_scoring``.
    """
    fresh, post = _open_to(inspection, actor)
    waiting = fresh.scores.exclude(indicator__formula=Formula.MANUAL).filter(
        is_confirmed=False, disputed=""
    )
    count = waiting.update(is_confirmed=True)
    if count:
        audit.record(
            verb="inspection.confirm_all",
            target=fresh,
            actor=actor,
            organization=fresh.organization,
            after={"confirmed": count},
            post=post,
        )
    return count


@transaction.atomic
def submit_scores(*, inspection: Inspection, actor: Actor) -> Inspection:
    """Hand the scoring in (提交评分): complete, with its grounds; a second person checks it.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``not_scoring``,
    ``readings_missing``, ``scores_missing``, ``reasons_missing``, ``readings_open``.
    """
    fresh = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    post = require(actor, Capability.HANDLE, at=fresh.examiner)
    refuse_own_body(fresh, actor)
    if fresh.status == InspectionStatus.ON_SITE:
        _refuse_early(fresh)
        refuse_unfinished(fresh)
        settle_result(fresh)
    return perform(
        fresh,
        "score",
        table=INSPECTION_MOVES,
        actor=actor,
        changes={
            "scored_by": actor.user,
            "scored_as": post.label[:200] if post else actor.post_label,
            "scored_at": actor.at,
        },
    )


def refuse_unfinished(inspection: Inspection) -> None:
    """Raise ``ValidationError`` that names what is still to be scored, grounded or confirmed."""
    scheme = inspection.round.scheme
    scores = list(inspection.scores.select_related("indicator"))
    known = {score.indicator_id for score in scores}
    lacking = [one for one in scheme.indicators.exclude(pk__in=known) if one.is_automatic]
    if lacking or _is_reading(inspection.round):
        raise ValidationError(
            "自动指标还没有取完数，暂不能提交评分。已评的都已保存，请取数完成后再提交。",
            code="readings_missing",
        )
    manual = [score for score in scores if not score.indicator.is_automatic]
    open_ones = [score for score in manual if score.earned is None and not score.is_absent]
    unscored = [score.indicator.code for score in open_ones]
    unscored += [one.code for one in scheme.indicators.exclude(pk__in=known)]
    _refuse_each("scores_missing", "没有评分", unscored, "请逐项给分，不适用的选“不适用”。")
    groundless = [score.indicator.code for score in manual if needs_reason(score)]
    _refuse_each("reasons_missing", "没有写评分依据", groundless, "扣分和不适用的都要写明依据。")
    unseen = [
        score.indicator.code
        for score in scores
        if score.indicator.is_automatic and not score.is_confirmed and not score.disputed
    ]
    _refuse_each("readings_open", "取数没有核实", unseen, "请逐项确认或提出异议，也可以全部确认。")


def _is_reading(held: Round) -> bool:
    """Whether numbers are still coming in; after a failed second reading the first stands."""
    return held.read_at is None or bool(held.reading_ticket and not held.reading_failed)


def needs_reason(score: Score) -> bool:
    """Whether a score by hand lacks the ground that it needs: below full, or 不适用."""
    if score.reason.strip():
        return False
    return score.is_absent or (score.earned is not None and score.earned < score.indicator.points)


def _refuse_each(code: str, what: str, codes: list[str], how: str) -> None:
    if not codes:
        return
    named = "、".join(codes[:MOST_NAMED]) + ("等" if len(codes) > MOST_NAMED else "")
    raise ValidationError(f"还有 {len(codes)} 项{what}：{named}。{how}", code=code)


def _refuse_visit_ahead(visited_on: dt.date | None, *, on: dt.date) -> None:
    if visited_on is not None and visited_on > on:
        raise ValidationError(
            {
                "visited_on": ValidationError(
                    "现场核验日期不能晚于今天，请核对后重填。", code="visit_ahead"
                )
            }
        )


def _open_to(inspection: Inspection, actor: Actor) -> tuple[Inspection, Post | None]:
    """The locked inspection and the post, where the actor examines and scoring is under way."""
    fresh = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    post = require(actor, Capability.HANDLE, at=fresh.examiner)
    refuse_own_body(fresh, actor)
    _refuse_early(fresh)
    if fresh.status != InspectionStatus.ON_SITE:
        raise ValidationError(
            f"这份体检单现为“{fresh.get_status_display()}”，不能再评分。"
            "需要重评的，请组织单位的负责人先退回。",
            code="not_scoring",
        )
    return fresh, post


def _refuse_early(inspection: Inspection) -> None:
    if inspection.round.status != RoundStatus.SCORING:
        raise ValidationError(
            f"这一轮现为“{inspection.round.get_status_display()}”，不在核验评分阶段，不能评分。"
            "请等组织单位转入核验评分。",
            code="not_scoring",
        )


def _write_answers(
    inspection: Inspection, answers: Mapping[int, ScoreAnswer], actor: Actor
) -> list[str]:
    """Write what differs; each change in words for the trail."""
    scores = {
        score.pk: score
        for score in inspection.scores.select_related("indicator", "scored_by").order_by("pk")
        if not score.indicator.is_automatic
    }
    if answers.keys() - scores.keys():
        raise ValidationError(
            "所评指标不在这份体检单的人工评分指标中。请刷新页面后重评。", code="foreign_score"
        )
    changed: list[Score] = []
    told: list[str] = []
    for pk, answer in _touched(scores, answers).items():
        score, content = scores[pk], content_of(answer)
        _refuse_answer(score, answer)
        if all(getattr(score, name) == value for name, value in content.items()):
            continue
        for name, value in content.items():
            setattr(score, name, value)
        score.scored_by, score.scored_at = actor.user, actor.at
        changed.append(score)
        told.append(_in_words(score))
    Score.objects.bulk_update(changed, ["earned", "is_absent", "reason", "scored_by", "scored_at"])
    return told


def _write_visit(
    inspection: Inspection, visited_on: dt.date | None, words: str, seen: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write what differs of day and words of the visit; what they were and what they are."""
    if visit_is_left_alone(inspection, mark_of_visit(visited_on, words), seen):
        return {}, {}
    written: dict[str, Any] = {"visited_on": visited_on, "visit_words": words}
    facts = {name: value for name, value in written.items() if getattr(inspection, name) != value}
    before = {name: getattr(inspection, name) for name in facts}
    for name, value in facts.items():
        setattr(inspection, name, value)
    inspection.save(update_fields=list(facts))
    return before, facts


def _touched(
    scores: Mapping[int, Score], answers: Mapping[int, ScoreAnswer]
) -> dict[int, ScoreAnswer]:
    """The answers but those that repeat what the page showed; all that collide are told at once."""
    touched: dict[int, ScoreAnswer] = {}
    meanwhile: dict[str, ValidationError] = {}
    for pk, answer in answers.items():
        try:
            if not is_left_alone(scores[pk], answer):
                touched[pk] = answer
        except ValidationError as error:
            meanwhile[reason_field(pk)] = error
    if meanwhile:
        raise ValidationError(meanwhile)
    return touched


def _refuse_answer(score: Score, answer: ScoreAnswer) -> None:
    if answer.is_absent:
        refuse_absence(score.indicator)
    else:
        refuse_points(score.indicator, answer.earned)


def _in_words(score: Score) -> str:
    if score.is_absent:
        return f"{score.indicator.code} 不适用"
    return f"{score.indicator.code} {'未评' if score.earned is None else plain(score.earned)}"


def _answer_reading(
    score: Score, actor: Actor, *, verb: str, is_confirmed: bool, disputed: str
) -> Score:
    inspection, post = _open_to(score.inspection, actor)
    fresh = (
        Score.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .get(pk=score.pk, inspection=inspection)
    )
    if not fresh.indicator.is_automatic:
        raise ValidationError(
            "这项由人工评分，没有取数可以核实。请直接评分。", code="scored_by_hand"
        )
    before = {"disputed": fresh.disputed}
    fresh.is_confirmed, fresh.disputed = is_confirmed, disputed
    fresh.save(update_fields=["is_confirmed", "disputed"])
    audit.record(
        verb=verb,
        target=fresh,
        actor=actor,
        organization=inspection.organization,
        before=before,
        after={"disputed": disputed},
        post=post,
    )
    return fresh
