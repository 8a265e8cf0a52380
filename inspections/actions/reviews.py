"""The yearly review (年度述职评议, articles 10 and 17): opened, handed up, commented, graded,
fed back. Its report and its survey have modules of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.review_reports import draft_report, edit_report
from inspections.actions.review_telling import lock_review, tell
from inspections.actions.surveys import open_survey
from inspections.models import Correction, DutyReview
from inspections.privacy import refuse_personal
from inspections.review_bodies import judged_by
from inspections.review_moves import REVIEW_MOVES
from inspections.review_rules import refuse_feedback
from inspections.survey_tally import is_over
from inspections.terms import ReviewGrade, ReviewStatus
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform

__all__ = [
    "close_review",
    "comment_review",
    "draft_report",
    "edit_report",
    "finish_correction",
    "grade_review",
    "open_reviews",
    "open_survey",
    "return_review",
    "submit_review",
]


@transaction.atomic
def open_reviews(*, judge: Organization, year: int, actor: Actor) -> int:
    """Begin the review of a year for every body that ``judge`` hears (发起年度述职评议).

    The city hears the committees, a committee its branches; who has one is skipped. One entry
    in the trail for all. Returns how many were begun. Raises ``PermissionDenied``,
    ``ValidationError`` ``no_judge``, ``not_this_year``, ``nothing_to_open``.
    """
    post = require(actor, Capability.REVIEW, at=judge)
    if year not in (actor.on.year, actor.on.year - 1):
        raise ValidationError(
            f"只能发起本年度和上年度的述职评议，{year}年度不在其中，请重新选择年度。",
            code="not_this_year",
        )
    ids = _unopened(judge, year, on=actor.on)
    DutyReview.objects.bulk_create(
        (
            DutyReview(
                tenant_id=judge.tenant_id,
                organization_id=body,
                judge=judge,
                year=year,
                created_at=actor.at,
            )
            for body in ids
        ),
        batch_size=2000,
    )
    audit.record(
        verb="duty_review.open",
        target=judge,
        actor=actor,
        organization=judge,
        after={"year": year, "reviews": len(ids)},
        post=post,
    )
    _tell_opened(judge, year, ids, actor)
    return len(ids)


@transaction.atomic
def submit_review(*, review: DutyReview, actor: Actor) -> DutyReview:
    """Hand the report up (报送). Raises ``PermissionDenied``, ``ValidationError``
    ``wrong_status``, ``report_needed``, ``reporter_needed``.
    """
    fresh = lock_review(review)
    if fresh.status == ReviewStatus.DRAFT:
        if not fresh.report.strip():
            raise ValidationError(
                "述职报告还没有内容。请先按数据起草，核对后再报送。", code="report_needed"
            )
        if not fresh.reporter.strip():
            raise ValidationError(
                "还没有填写述职人。请在报告中填写后再报送。", code="reporter_needed"
            )
    done = perform(
        fresh,
        "submit",
        table=REVIEW_MOVES,
        actor=actor,
        changes={"submitted_on": actor.on},
    )
    tell(done, done.judge, Notice.Kind.REPORTED, f"请点评：{done}", "", actor)
    return done


@transaction.atomic
def return_review(*, review: DutyReview, reason: str, actor: Actor) -> DutyReview:
    """Hand the report back to be put right (退回修改). Raises ``PermissionDenied``,
    ``ValidationError`` ``wrong_status``, ``reason_needed``, ``personal_data``.
    """

    def returned(_: DutyReview) -> Mapping[str, Any]:
        refuse_personal(reason=reason)
        return {"submitted_on": None}

    done = perform(
        lock_review(review),
        "return",
        table=REVIEW_MOVES,
        actor=actor,
        reason=reason,
        changes=returned,
    )
    tell(done, done.organization, Notice.Kind.RETURNED, f"退回修改：{done}", reason, actor)
    return done


@transaction.atomic
def comment_review(
    *,
    review: DutyReview,
    comment: str,
    actor: Actor,
    on_site: bool = False,
    heard_on: dt.date | None = None,
) -> DutyReview:
    """The judge says what it thinks of the report (点评), heard in person or read.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``comment_needed``,
    ``personal_data``, ``heard_on_needed``, ``heard_on_wrong``.
    """
    fresh = lock_review(review)
    if not comment.strip():
        raise ValidationError(
            {"comment": ValidationError("请填写点评意见。", code="comment_needed")}
        )
    refuse_personal(comment=comment)
    if on_site and heard_on is None:
        words = "现场述职的，请填写述职日期。"
        raise ValidationError({"heard_on": ValidationError(words, code="heard_on_needed")})
    if heard_on and not dt.date(fresh.year, 1, 1) <= heard_on <= actor.on:
        words = f"述职日期应在 {fresh.year}年1月1日至今天之间，请核对。"
        raise ValidationError({"heard_on": ValidationError(words, code="heard_on_wrong")})
    written = {"comment": comment.strip()[:2000], "on_site": on_site, "heard_on": heard_on}
    done = perform(fresh, "comment", table=REVIEW_MOVES, actor=actor, changes=written)
    tell(done, done.organization, Notice.Kind.COMMENTED, f"已点评：{done}", comment, actor)
    return done


@transaction.atomic
def grade_review(*, review: DutyReview, grade: str, reason: str, actor: Actor) -> DutyReview:
    """Settle the grade (评定综合评价等次): 好, 较好, 一般 or 差, with its ground.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``unknown_grade``,
    ``grade_reason_needed``, ``personal_data``, ``survey_running``.
    """
    fresh = lock_review(review)
    require(actor, Capability.REVIEW, at=fresh.judge)
    if grade not in ReviewGrade.values:
        raise ValidationError({"grade": ValidationError("请选择等次。", code="unknown_grade")})
    if not reason.strip():
        words = "请写明评定依据，如点评意见、测评结果、体检等次。"
        raise ValidationError({"reason": ValidationError(words, code="grade_reason_needed")})
    refuse_personal(reason=reason)
    if fresh.status == ReviewStatus.SURVEYING:
        waiting = fresh.voters.filter(has_answered=False).count()
        if not is_over(fresh, on=actor.on, waiting=waiting):
            until = fresh.survey_until or actor.on
            raise ValidationError(
                f"测评到 {chinese_date(until)}截止，还有 {waiting} 人没有测评。"
                "请在截止或全部测评后再评定。",
                code="survey_running",
            )
    return perform(
        fresh,
        "grade",
        table=REVIEW_MOVES,
        actor=actor,
        changes={
            "grade": grade,
            "grade_reason": reason.strip()[:400],
            "graded_on": actor.on,
        },
    )


@transaction.atomic
def close_review(
    *,
    review: DutyReview,
    feedback: str,
    corrections: Sequence[tuple[str, dt.date]],
    actor: Actor,
) -> DutyReview:
    """Feed the result back with what is to be put right, each by a day (反馈与整改清单).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status`` and of ``refuse_feedback``.
    """
    fresh = lock_review(review)
    require(actor, Capability.REVIEW, at=fresh.judge)
    lines = [(words.strip(), due) for words, due in corrections]
    refuse_feedback(fresh, feedback, lines, on=actor.on)
    done = perform(
        fresh,
        "close",
        table=REVIEW_MOVES,
        actor=actor,
        reason=f"整改事项 {len(lines)} 项" if lines else "",
        changes={"feedback": feedback.strip()[:2000], "closed_on": actor.on},
    )
    Correction.objects.bulk_create(
        Correction(review=done, words=words, due_on=due) for words, due in lines
    )
    told = f"综合评价：{done.get_grade_display()}。{feedback.strip()}"
    tell(done, done.organization, Notice.Kind.ANSWERED, f"已反馈：{done}", told, actor)
    return done


@transaction.atomic
def finish_correction(*, correction: Correction, result: str, actor: Actor) -> Correction:
    """Say that one line of the feedback was put right, and how (完成整改事项).

    Raises ``PermissionDenied``, ``ValidationError`` ``already_done``, ``result_needed``,
    ``personal_data``.
    """
    fresh = (
        Correction.objects.select_for_update(of=("self",))
        .select_related("review__organization__tenant", "review__judge__tenant", "review__tenant")
        .get(pk=correction.pk)
    )
    review = fresh.review
    post = require(actor, Capability.HANDLE, at=review.organization)
    if fresh.done_on is not None:
        raise ValidationError(
            f"这一项已于 {chinese_date(fresh.done_on)}完成，请刷新后查看。", code="already_done"
        )
    if not result.strip():
        raise ValidationError({"result": ValidationError("请写明整改结果。", code="result_needed")})
    refuse_personal(result=result)
    fresh.done_on, fresh.result = actor.on, result.strip()[:400]
    fresh.save(update_fields=["done_on", "result"])
    audit.record(
        verb="duty_review.correct",
        target=review,
        actor=actor,
        organization=review.organization,
        before={"correction": ""},
        after={"correction": fresh.words, "result": fresh.result},
        post=post,
    )
    title = f"{review.organization.label}完成述职整改事项：{fresh.words}"
    tell(review, review.judge, Notice.Kind.REPORTED, title, fresh.result, actor, of=fresh.pk)
    return fresh


def _unopened(judge: Organization, year: int, *, on: dt.date) -> list[int]:
    """Whom the judge hears and who has no review of the year yet."""
    bodies = judged_by(judge, on=on)
    # Two presses at once: the second finds what the first began.
    locked(judge)
    having = DutyReview.objects.filter(year=year, organization__in=bodies)
    wanted = bodies.exclude(pk__in=having.values("organization_id")).order_by("pk")
    ids = list(wanted.values_list("pk", flat=True))
    if not ids:
        raise ValidationError(
            f"{year}年度应述职的组织都已发起，没有需要再发起的。", code="nothing_to_open"
        )
    return ids


def _tell_opened(judge: Organization, year: int, bodies: Sequence[int], actor: Actor) -> None:
    send_notices(
        tenant=judge.tenant,
        kind=Notice.Kind.ISSUED,
        title=f"请起草 {year}年度述职报告",
        body=f"{judge.label}已发起 {year}年度述职评议，请按数据起草报告，核对后报送。",
        key=lambda body: f"dutyreview:open:{body}:{year}",
        path=f"{reverse('inspections:review_list')}?year={year}",
        organizations=bodies,
        actor=actor,
    )
