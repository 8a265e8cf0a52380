"""The self-check (自查): what a body says of itself before anybody comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.enclosing import enclose_more
from inspections.models import Indicator, Inspection, Score
from inspections.privacy import refuse_personal
from inspections.round_moves import INSPECTION_MOVES
from inspections.score_rules import refuse_points
from inspections.terms import Formula, InspectionStatus
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform

Answers = Mapping[int, tuple[Decimal | None, str]]


@transaction.atomic
def submit_self_check(
    *,
    inspection: Inspection,
    words: str,
    answers: Answers,
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> Inspection:
    """Hand in the self-check (提交自查): words, and own points of what a person scores.

    ``answers`` by indicator id: own points or ``None``, and a note. Automatic indicators are
    read, not told. Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``,
    ``words_needed``, ``personal_data``, ``foreign_indicator``, ``points_out_of_range``,
    ``points_off_step``, ``too_many_files``, ``foreign_file``.
    """
    fresh = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.status == InspectionStatus.SELF_CHECK:
        _refuse_silence(words)
        refuse_personal(words=words, **{words_field(pk): said for pk, (_, said) in answers.items()})
        _write_answers(fresh, answers)
    said = {"self_words": words.strip(), "self_checked_by": actor.user, "self_checked_at": actor.at}
    done = perform(fresh, "self_check", table=INSPECTION_MOVES, actor=actor, changes=said)
    if names := enclose_more(done, files, actor=actor):
        audit.record(
            verb="inspection.enclose",
            target=done,
            actor=actor,
            organization=done.organization,
            after={"files": names},
            post=post,
        )
    return done


def words_field(indicator_id: int) -> str:
    """The field of the words on one indicator, where a refusal of them stands."""
    return f"i{indicator_id}-words"


def _refuse_silence(words: str) -> None:
    if not words.strip():
        raise ValidationError(
            {
                "words": ValidationError(
                    "请写明自查情况：做得怎样、还差什么、打算怎么改。", code="words_needed"
                )
            }
        )


def _write_answers(inspection: Inspection, answers: Answers) -> None:
    known = _asked(inspection)
    scores = {score.indicator_id: score for score in inspection.scores.all()}
    new, changed = [], []
    for pk, (points, words) in answers.items():
        indicator = known.get(pk)
        if indicator is None:
            raise ValidationError(
                "所填指标不在本轮方案的人工评分指标中。请刷新页面后重填。", code="foreign_indicator"
            )
        refuse_points(indicator, points)
        given = {"self_earned": points, "self_words": words.strip()}
        score = scores.get(pk)
        if score is None:
            new.append(Score(inspection=inspection, indicator=indicator, **given))
            continue
        for name, value in given.items():
            setattr(score, name, value)
        changed.append(score)
    Score.objects.bulk_create(new)
    Score.objects.bulk_update(changed, ["self_earned", "self_words"])


def _asked(inspection: Inspection) -> dict[int, Indicator]:
    rows = Indicator.objects.filter(scheme_id=inspection.round.scheme_id, formula=Formula.MANUAL)
    return {row.pk: row for row in rows}
