"""Appeals (申诉) within the days of reply, and the answer to each; the trail keeps both sides."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.correcting import correct, decide
from inspections.actions.telling import tell_of
from inspections.appeal_words import COLUMNS, Appealed, about_of
from inspections.models import Appeal, Inspection
from inspections.privacy import refuse_personal
from inspections.round_moves import INSPECTION_MOVES
from inspections.score_rules import refuse_own_appeal, refuse_own_scoring
from inspections.terms import TOLD_INSPECTIONS, AppealStatus, InspectionStatus, RoundStatus
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def raise_appeal(*, thing: Appealed, words: str, actor: Actor) -> Appeal:
    """Hold something against a score, a limit or 加减分 of one's own sheet (提出申诉), in the days.

    Raises ``PermissionDenied``, ``ValidationError`` ``words_needed``, ``personal_data``,
    ``not_told``, ``days_over``, ``gone``, ``appealed_already``.
    """
    inspection = _locked(thing.inspection_id)
    post = require(actor, Capability.HANDLE, at=inspection.organization)
    _refuse_raising(inspection, words, actor)
    fresh = _still_there(thing)
    about = about_of(fresh)
    _refuse_again(fresh, about)
    appeal = Appeal.objects.create(
        inspection=inspection,
        about=about,
        words=words.strip(),
        raised_by=actor.user,
        raised_at=actor.at,
        **{COLUMNS[type(fresh)]: fresh},
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
        title=f"{inspection.organization.label}对体检结果提出申诉：{about}",
        body=appeal.words,
        to=inspection.organizer,
        actor=actor,
    )
    return appeal


@transaction.atomic
def answer_appeal(
    *, appeal: Appeal, upheld: bool, answer: str, points: Decimal | None = None, actor: Actor
) -> Appeal:
    """Answer an appeal (答复申诉): upheld, its thing is put right and the result follows.

    A reading is taken again as of today, with the limits that hang on it; a limit is lifted,
    one that is read where it bites no more. ``points`` are those of a person, or the 加减分 that
    are right, 0 for none. Raises ``PermissionDenied``, ``ValidationError`` ``answer_needed``,
    ``personal_data``, ``answered_already``, ``own_appeal``, ``second_person_needed``,
    ``points_needed``, ``points_out_of_range``, ``points_off_step``, ``nothing_changed``,
    ``made_worse``, ``no_source``.
    """
    inspection = _locked(appeal.inspection_id)
    post = require(actor, Capability.REVIEW, at=inspection.organizer)
    fresh = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    _refuse_answering(fresh, answer, actor)
    refuse_own_scoring(inspection, actor)
    # First the move: what is no longer under an open appeal may be taken away.
    answered = decide(fresh, upheld=upheld, answer=answer.strip(), actor=actor)
    along: list[Appeal] = []
    if upheld:
        along = correct(answered, inspection=inspection, points=points, actor=actor, post=post)
    _close(inspection, [answered, *along], actor)
    return answered


@transaction.atomic
def acknowledge_result(*, inspection: Inspection, actor: Actor) -> Inspection:
    """Sign for the notice of the result (签收告知); a second time changes nothing.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_told``.
    """
    fresh = _locked(inspection.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.status not in TOLD_INSPECTIONS:
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


def _refuse_raising(inspection: Inspection, words: str, actor: Actor) -> None:
    until = inspection.round.reply_until
    told = (InspectionStatus.TOLD, InspectionStatus.APPEALED)
    if inspection.status not in told or inspection.round.status != RoundStatus.REPLY:
        raise ValidationError(
            f"这份体检单现为“{inspection.get_status_display()}”，不在申诉期内，不能申诉。"
            "结果告知后会收到消息，在写明的截止日期前可以提出。"
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


def _still_there(thing: Appealed) -> Any:
    """The thing as it is now; another appeal that was upheld may have taken it away."""
    rows: Any = type(thing)._default_manager
    fresh = rows.filter(pk=thing.pk).first()
    if fresh is None:
        raise ValidationError("这一项已经更正，不再计入，不必申诉。请刷新后查看。", code="gone")
    return fresh


def _refuse_again(thing: Appealed, about: str) -> None:
    if earlier := thing.appeals.order_by("-pk").first():
        state = "正在处理，请等答复" if earlier.status == AppealStatus.RAISED else "已经答复"
        raise ValidationError(
            f"“{about}”的申诉{state}，同一项不重复申诉。", code="appealed_already"
        )


def _refuse_answering(appeal: Appeal, answer: str, actor: Actor) -> None:
    if appeal.status != AppealStatus.RAISED:
        raise ValidationError(
            f"这件申诉{appeal.get_status_display()}，已经答复，请刷新后查看。",
            code="answered_already",
        )
    refuse_own_appeal(appeal, actor)
    if not answer.strip():
        raise ValidationError(
            {"answer": ValidationError("请写明处理意见和依据，对方会看到。", code="answer_needed")}
        )
    refuse_personal(answer=answer)


def _close(inspection: Inspection, answered: Sequence[Appeal], actor: Actor) -> None:
    """The move back once every appeal is answered, and the notice to who appealed."""
    if not inspection.appeals.filter(status=AppealStatus.RAISED).exists():
        inspection = perform(inspection, "answer", table=INSPECTION_MOVES, actor=actor)
    first = answered[0]
    about = "；".join(one.about for one in answered)
    tell_of(
        inspection,
        kind=Notice.Kind.ANSWERED,
        title=f"体检申诉{first.get_status_display()}：{about}",
        body=first.answer,
        to=inspection.organization,
        actor=actor,
    )
