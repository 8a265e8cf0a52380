"""The yearly assessment of a full-time worker (年度考核): told, replied to, settled.

The leader of the body writes and settles it; the worker reads it once told and may reply
within the city's working days. Beside them only the trail knows, and grades are never compared.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.calendar import add_working_days
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.models import Assessment, Worker
from people.policy import policy_of
from people.staff_moves import ASSESSMENT_MOVES
from people.terms import AssessmentGrade, AssessmentStatus
from workflow import audit
from workflow.actions import notify_person, send_notices
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def draft_assessment(
    *, worker: Worker, year: int, grade: str, comment: str, actor: Actor
) -> Assessment:
    """Begin the assessment of a year (起草年度考核); nobody but the leader sees it yet.

    Raises ``PermissionDenied``, ``ValidationError`` ``year_wrong``, ``not_serving``,
    ``assessed``, ``unknown_grade``.
    """
    rows = Worker.objects.select_for_update(of=("self",))
    fresh = rows.select_related("organization__tenant", "tenant").get(pk=worker.pk)
    post = require(actor, Capability.REVIEW, at=fresh.organization)
    _refuse_own(fresh, actor)
    _refuse_year(fresh, year, on=actor.on)
    if fresh.assessments.filter(year=year).exists():
        raise ValidationError(
            f"{fresh.name}{year}年度考核已经起草，请在档案中继续办理。", code="assessed"
        )
    row = Assessment(worker=fresh, tenant=fresh.tenant, organization=fresh.organization, year=year)
    _write(row, grade, comment)
    row.save(force_insert=True)
    _record("draft", row, actor, post, after={"year": year})
    return row


@transaction.atomic
def edit_assessment(
    *, assessment: Assessment, grade: str, comment: str, actor: Actor
) -> Assessment:
    """Change grade and comment before it is told (修改年度考核).

    Raises ``PermissionDenied``, ``ValidationError`` ``told_already``, ``unknown_grade``.
    """
    fresh = _locked(assessment)
    post = require(actor, Capability.REVIEW, at=fresh.organization)
    _refuse_own(fresh.worker, actor)
    if fresh.status != AssessmentStatus.DRAFT:
        raise ValidationError(
            "考核意见已告知本人，不能直接修改。确需调整等次的，请在定论时办理并写明理由。",
            code="told_already",
        )
    _write(fresh, grade, comment)
    fresh.save(update_fields=["grade", "comment"])
    _record("edit", fresh, actor, post)
    return fresh


@transaction.atomic
def tell_assessment(*, assessment: Assessment, actor: Actor) -> Assessment:
    """Tell the worker grade and comment (告知本人); the days of reply begin tomorrow.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``,
    ``incomplete``.
    """
    _refuse_own(assessment.worker, actor)

    def checked(fresh: Assessment) -> dict[str, Any]:
        if not fresh.grade or not fresh.comment.strip():
            raise ValidationError("等次和评语还不完整，不能告知本人。请先补充。", code="incomplete")
        return _days_of_reply(fresh, actor)

    done = perform(assessment, "tell", table=ASSESSMENT_MOVES, actor=actor, changes=checked)
    _ask_to_read(done, actor)
    return done


def tell_anew(worker: Worker, *, restarts: bool, actor: Actor, post: Post | None) -> None:
    """Tell what was told already to the account that is the worker's now. Part of an action.

    It ``restarts`` the days of reply where another person had been told.
    """
    for row in worker.assessments.select_for_update().filter(status=AssessmentStatus.TOLD):
        row.worker = worker
        if restarts:
            days = _days_of_reply(row, actor)
            before = {name: getattr(row, name) for name in days}
            for name, value in days.items():
                setattr(row, name, value)
            row.save(update_fields=list(days))
            _record("tell_anew", row, actor, post, before=before, after=days)
        _ask_to_read(row, actor)


@transaction.atomic
def reply_to_assessment(*, assessment: Assessment, words: str, actor: Actor) -> Assessment:
    """The worker's reply within its days (申述); of one without an account, put down by the body.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``words_needed``,
    ``reply_late``.
    """
    fresh = _locked(assessment)
    post = _post_to_reply(fresh, actor)

    def checked(row: Assessment) -> dict[str, Any]:
        if row.reply_until is not None and actor.on > row.reply_until:
            raise ValidationError(
                f"申述到 {chinese_date(row.reply_until)}截止，已过期限。"
                "仍有意见的，请直接向单位负责人反映。",
                code="reply_late",
            )
        if not words.strip():
            raise _at("words", "请写明申述的事实和理由。", "words_needed")
        return {"reply": words.strip()[:1000]}

    done = perform(
        fresh,
        "reply",
        table=ASSESSMENT_MOVES,
        actor=actor,
        changes=checked,
        allowed_as=post,
    )
    send_notices(
        tenant=done.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"请答复年度考核申述：{done}",
        key=f"assessment:{done.pk}:replied",
        path=reverse("people:assessment_detail", args=[done.pk]),
        organizations=[done.organization],
        roles=("leader",),
        actor=actor,
    )
    return done


@transaction.atomic
def settle_assessment(
    *, assessment: Assessment, grade: str, answer: str, reason: str, actor: Actor
) -> Assessment:
    """Make it final (定论): after the days of reply, or with an answer to the reply.

    Another grade than was told needs its reason. Raises ``PermissionDenied``,
    ``ValidationError`` ``wrong_status``, ``reply_running``,
    ``answer_needed``, ``grade_reason_needed``, ``unknown_grade``.
    """
    _refuse_own(assessment.worker, actor)

    def checked(fresh: Assessment) -> dict[str, Any]:
        until = fresh.reply_until
        if fresh.status == AssessmentStatus.TOLD and until is not None and actor.on <= until:
            raise ValidationError(
                f"申述到 {chinese_date(until)}截止，期满或本人申述后才能定论。",
                code="reply_running",
            )
        if fresh.status == AssessmentStatus.REPLIED and not answer.strip():
            raise _at("answer", "本人已申述，请写明核查情况和答复意见。", "answer_needed")
        _refuse_grade(grade)
        if grade != fresh.grade and not reason.strip():
            words = "等次与告知本人的不同，请写明调整的理由。"
            raise _at("reason", words, "grade_reason_needed")
        return {"grade": grade, "answer": answer.strip()[:1000], "settled_on": actor.on}

    done = perform(
        assessment,
        "settle",
        table=ASSESSMENT_MOVES,
        actor=actor,
        reason=reason.strip(),
        changes=checked,
    )
    _tell_worker(done, f"您的{done.year}年度考核已定论", "", actor)
    return done


def _days_of_reply(row: Assessment, actor: Actor) -> dict[str, dt.date]:
    """Told today; the city's working days begin tomorrow."""
    days = policy_of(row.tenant, actor.on).reply_days
    until = add_working_days(tenant=row.tenant, start=actor.on, days=days)
    return {"told_on": actor.on, "reply_until": until}


def _ask_to_read(row: Assessment, actor: Actor) -> None:
    until = chinese_date(row.reply_until) if row.reply_until else ""
    words = f"有不同意见的，可在 {until}前（含当天）申述。"
    _tell_worker(row, f"请阅读您的{row.year}年度考核意见", words, actor)


def _tell_worker(row: Assessment, title: str, words: str, actor: Actor) -> None:
    """Put a notice into the worker's inbox, where there is an account."""
    if row.worker.user is None:
        return
    notify_person(
        recipient=row.worker.user,
        tenant=row.tenant,
        kind=Notice.Kind.ANSWERED,
        title=title,
        body=words,
        key=f"assessment:{row.pk}:{row.status}",
        path=reverse("people:assessment_detail", args=[row.pk]),
        actor=actor,
    )


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",))
    found: Assessment = rows.select_related("worker__user", "organization__tenant", "tenant").get(
        pk=assessment.pk
    )
    return found


def _post_to_reply(assessment: Assessment, actor: Actor) -> Post | None:
    """As which post the reply is given; ``None`` asks the right of the body's own people.

    Raises ``PermissionDenied`` for anybody but the worker, where the worker has an account.
    """
    user = assessment.worker.user
    if user is None:
        return None
    if actor.user != user:
        raise PermissionDenied("年度考核只能由本人申述。请由本人登录后办理。")
    if actor.acting is None:
        raise PermissionDenied(
            "您的账号目前没有岗位，不能在系统中申述。请书面申述，由单位负责人办理。"
        )
    return actor.acting


def _refuse_own(worker: Worker, actor: Actor) -> None:
    if actor.user is not None and worker.user_id == actor.user.pk:
        raise PermissionDenied("不能考核本人。请由单位其他负责人或上级办理。")


def _refuse_year(worker: Worker, year: int, *, on: dt.date) -> None:
    if year not in (on.year, on.year - 1):
        raise _at("year", "只能起草本年度和上年度的考核，请重新选择年度。", "year_wrong")
    gone = worker.left_on is not None and worker.left_on <= dt.date(year, 1, 1)
    if worker.hired_on > dt.date(year, 12, 31) or gone:
        raise _at("year", f"{worker.name}在 {year}年不在岗，不参加这一年度的考核。", "not_serving")


def _write(row: Assessment, grade: str, comment: str) -> None:
    if grade:
        _refuse_grade(grade)
    row.grade, row.comment = grade, comment.strip()[:1000]


def _refuse_grade(grade: str) -> None:
    if grade not in AssessmentGrade.values:
        raise _at("grade", "请选择等次。", "unknown_grade")


def _record(verb: str, row: Assessment, actor: Actor, post: Post | None, **facts: Any) -> None:
    audit.record(
        verb=f"assessment.{verb}",
        target=row,
        actor=actor,
        organization=row.organization,
        post=post,
        **facts,
    )


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
