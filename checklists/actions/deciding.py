"""What the direct issuer decides (审核), and what everyone above may do: remind and remark."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from checklists.actions.completion import refuse_unconfirmed_report
from checklists.models import Assignment, Checklist, Comment, Report, Review
from checklists.rules import ASSIGNMENT_MOVES, plain_day
from checklists.terms import AssignmentStatus, Decision, ListStatus, ReportKind
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.actions import send_notices
from workflow.actions.urging import urge
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def accept_assignment(
    *, assignment: Assignment, actor: Actor, opinion: str = "", report: Report | None = None
) -> Assignment:
    """Settle it (销号): the direct issuer agrees that it is done.

    ``report`` is the one that was read. Raises ``PermissionDenied`` for anyone but the
    direct issuer, ``ValidationError`` ``wrong_status`` telling who decided it meanwhile,
    ``not_confirmed`` after a change the receiver hasn't seen, ``stale`` after a later report.
    """
    fresh = perform(
        assignment,
        "accept",
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=opinion,
        changes=lambda reported: _settled_now(reported, actor),
    )
    _refuse_unread(fresh, report)
    _answer(fresh, ReportKind.COMPLETION, Decision.ACCEPT, opinion, actor)
    _tell_receiver(fresh, Notice.Kind.ACCEPTED, f"已销号：{fresh.item.title}", opinion, actor)
    return fresh


@transaction.atomic
def send_back_assignment(
    *, assignment: Assignment, opinion: str, actor: Actor, report: Report | None = None
) -> Assignment:
    """Return it for more (退回补充); only to the direct subordinate, with the reason.

    ``report`` is the one that was read. Raises as ``accept_assignment`` does.
    """
    fresh = perform(assignment, "send_back", table=ASSIGNMENT_MOVES, actor=actor, reason=opinion)
    _refuse_unread(fresh, report)
    _answer(fresh, ReportKind.COMPLETION, Decision.SEND_BACK, opinion, actor)
    _tell_receiver(fresh, Notice.Kind.RETURNED, f"退回补充：{fresh.item.title}", opinion, actor)
    return fresh


@transaction.atomic
def uphold_assignment(*, assignment: Assignment, opinion: str, actor: Actor) -> Assignment:
    """Answer an objection: it stays as issued (维持下发)."""
    fresh = perform(assignment, "uphold", table=ASSIGNMENT_MOVES, actor=actor, reason=opinion)
    _answer(fresh, ReportKind.OBJECTION, Decision.UPHOLD, opinion, actor)
    _tell_receiver(
        fresh, Notice.Kind.RETURNED, f"异议已答复，请签收：{fresh.item.title}", opinion, actor
    )
    return fresh


@transaction.atomic
def yield_to_objection(*, assignment: Assignment, opinion: str, actor: Actor) -> Assignment:
    """Answer an objection: it is right, the assignment is cancelled (采纳异议).

    Raises ``ValidationError`` ``no_objection`` when none waits for an answer.
    """
    current = _lock(assignment, actor)
    if current.status != AssignmentStatus.OBJECTED:
        raise ValidationError(
            "这一事项没有待答复的异议，可能已由他人答复，请刷新。如需取消，请使用“取消”。",
            code="no_objection",
        )
    fresh = perform(
        current,
        "cancel",
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=opinion,
        changes={"settled_at": actor.at},
    )
    _answer(fresh, ReportKind.OBJECTION, Decision.WITHDRAW, opinion, actor)
    _tell_receiver(fresh, Notice.Kind.STOPPED, f"异议已采纳：{fresh.item.title}", opinion, actor)
    return fresh


@transaction.atomic
def grant_extension(
    *, assignment: Assignment, actor: Actor, opinion: str = "", report: Report | None = None
) -> Assignment:
    """Agree to more time; never beyond the issuer's own day (下级时限 ≤ 父时限).

    ``report`` is the request that was read. Raises ``ValidationError``:
    ``already_decided``, ``stale``, ``later_than_own``.
    """
    fresh, asked = _pending_extension(assignment, actor)
    _refuse_unread(fresh, report)
    limit = fresh.parent.due_date if fresh.parent else None
    if limit and asked.requested_due_date and asked.requested_due_date > limit:
        raise ValidationError(
            f"本级时限是{plain_day(limit, on=actor.on)}，不能同意延到之后。请先向上级申请延期。",
            code="later_than_own",
        )
    before = fresh.due_date
    fresh.due_date = asked.requested_due_date or before
    fresh.extension_asked = False
    fresh.save(update_fields=["due_date", "extension_asked"])
    _decide_extension(fresh, asked, Decision.GRANT_EXTENSION, opinion, actor, before=before)
    return fresh


@transaction.atomic
def refuse_extension(
    *, assignment: Assignment, opinion: str, actor: Actor, report: Report | None = None
) -> Assignment:
    """Refuse more time, with the reason.

    ``report`` is the request that was read. Raises ``ValidationError``:
    ``already_decided``, ``stale``, ``reason_needed``.
    """
    fresh, asked = _pending_extension(assignment, actor)
    _refuse_unread(fresh, report)
    if len(opinion.strip()) < 2:
        raise ValidationError("请填写不同意延期的理由。", code="reason_needed")
    fresh.extension_asked = False
    fresh.save(update_fields=["extension_asked"])
    _decide_extension(
        fresh, asked, Decision.REFUSE_EXTENSION, opinion, actor, before=fresh.due_date
    )
    return fresh


@transaction.atomic
def stop_assignment(*, assignment: Assignment, verb: str, reason: str, actor: Actor) -> Assignment:
    """Pause, cancel, carry over or close as unfulfilled: the issuer's moves with a reason.

    ``verb`` is ``pause``, ``cancel``, ``carry_over`` or ``close_unfulfilled``. What the
    receiver has passed on stays as it is: the receiver decides on it, and is told so.
    """
    if verb not in {"pause", "cancel", "carry_over", "close_unfulfilled"}:
        raise ValueError(f"not a stopping move: {verb}")
    settled = {} if verb == "pause" else {"settled_at": actor.at}
    fresh = perform(
        assignment,
        verb,
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=reason,
        changes={"extension_asked": False, **settled},
    )
    label = ASSIGNMENT_MOVES[verb].label
    open_below = Assignment.objects.filter(parent=fresh).open().count()
    advice = f"（您下发的 {open_below} 项下级任务尚未办结，请相应处理。）" if open_below else ""
    _tell_receiver(
        fresh, Notice.Kind.STOPPED, f"{label}：{fresh.item.title}", f"{reason}{advice}", actor
    )
    return fresh


@transaction.atomic
def resume_assignment(*, assignment: Assignment, actor: Actor) -> Assignment:
    """End a pause (恢复办理)."""
    fresh = perform(assignment, "resume", table=ASSIGNMENT_MOVES, actor=actor)
    _tell_receiver(fresh, Notice.Kind.REMINDED, f"恢复办理：{fresh.item.title}", "", actor)
    return fresh


@transaction.atomic
def reopen_assignment(*, assignment: Assignment, reason: str, actor: Actor) -> Assignment:
    """Open a settled one again (重新打开); its own upper must not rest on it already.

    Raises ``ValidationError`` ``list_archived``, ``upper_reported`` or ``upper_settled``
    besides what ``perform`` raises.
    """
    _refuse_archived_list(assignment)
    _refuse_settled_upper(assignment)
    fresh = perform(
        assignment,
        "reopen",
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=reason,
        changes={"settled_at": None},
    )
    _tell_receiver(fresh, Notice.Kind.RETURNED, f"重新打开：{fresh.item.title}", reason, actor)
    return fresh


@transaction.atomic
def remind_assignment(*, assignment: Assignment, actor: Actor, words: str = "") -> int:
    """Remind by hand (催办): as often a day as the city allows, whoever asks.

    Returns how many people were told. Raises ``ValidationError`` ``not_open`` or those of
    ``urge``.
    """
    fresh = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    post = require(actor, Capability.COMMENT, at=fresh.receiver)
    if not fresh.is_open:
        raise ValidationError("这一事项已办结，不需要催办。", code="not_open")
    return urge(
        target=fresh,
        organization=fresh.receiver,
        title=fresh.item.title,
        words=words,
        path=reverse("checklists:assignment_detail", args=[fresh.pk]),
        verb="assignment.remind",
        actor=actor,
        post=post,
    )


@transaction.atomic
def comment_assignment(*, assignment: Assignment, text: str, actor: Actor) -> Comment:
    """Leave a remark (批注); the territory line may, and changes nothing by it (article 5)."""
    post = require(actor, Capability.COMMENT, at=assignment.receiver)
    if not text.strip():
        raise ValidationError("批注不能为空，请写明意见再提交。", code="words_needed")
    comment = Comment(
        assignment=assignment,
        text=text.strip(),
        at=actor.at,
        user=actor.user,
        user_name=actor.name,
        post=post.label if post else actor.post_label,
    )
    comment.full_clean()
    comment.save(force_insert=True)
    audit.record(
        verb="assignment.comment",
        target=assignment,
        actor=actor,
        organization=assignment.receiver,
        after={"text": comment.text},
        post=post,
    )
    _tell_receiver(
        assignment, Notice.Kind.COMMENTED, f"有批注：{assignment.item.title}", text, actor
    )
    return comment


def _lock(assignment: Assignment, actor: Actor) -> Assignment:
    fresh = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("item", "issuer", "receiver", "tenant", "parent")
        .get(pk=assignment.pk)
    )
    require(actor, Capability.REVIEW, at=fresh.issuer)
    return fresh


def _settled_now(reported: Assignment, actor: Actor) -> dict[str, object]:
    """What acceptance writes; refused when it was reported on other terms than it has now."""
    refuse_unconfirmed_report(reported)
    return {"settled_at": actor.at, "extension_asked": False}


def _refuse_unread(assignment: Assignment, report: Report | None) -> None:
    """Refuse to decide on a report that is no longer the last of its kind; the row is locked."""
    if report is None:
        return
    if assignment.reports.filter(kind=report.kind, pk__gt=report.pk).exists():
        raise ValidationError(
            "页面已过期：您打开页面之后对方又有新的上报。请刷新页面，看过最新内容再决定。",
            code="stale",
        )


def _refuse_archived_list(assignment: Assignment) -> None:
    """The list stays locked, so that it can't be filed away while one of its parts reopens."""
    lists = Checklist.objects.filter(items__assignments=assignment.pk)
    checklist = lists.select_for_update(of=("self",)).get()
    if checklist.status == ListStatus.ARCHIVED:
        raise ValidationError(
            f"“{checklist.title}”已归档，其中的任务不能再重新打开。"
            "如需继续办理，请在现行清单中列入新的事项。",
            code="list_archived",
        )


def _refuse_settled_upper(assignment: Assignment) -> None:
    """The upper stays locked, so that it can't be reported on the strength of this one."""
    if assignment.parent_id is None:
        return
    upper = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.parent_id)
    if upper.status == AssignmentStatus.REPORTED:
        raise ValidationError(
            "本级已就这一事项申请销号，请先撤回申请，再重新打开下级。", code="upper_reported"
        )
    if not upper.is_open:
        raise ValidationError(
            f"本级的上级事项{upper.get_status_display()}，不能单独重新打开下级。"
            "请先请上级重新打开。",
            code="upper_settled",
        )


def _pending_extension(assignment: Assignment, actor: Actor) -> tuple[Assignment, Report]:
    fresh = _lock(assignment, actor)
    wishes = fresh.reports.filter(kind=ReportKind.EXTENSION).order_by("-id")
    asked = wishes.filter(review__isnull=True).first()
    if fresh.extension_asked and asked is not None:
        return fresh, asked
    last = fresh.reviews.filter(report__kind=ReportKind.EXTENSION).order_by("-id").first()
    if last is None:
        raise ValidationError("这一事项没有待答复的延期申请，请刷新。", code="already_decided")
    at = timezone.localtime(last.at)
    raise ValidationError(
        f"延期申请已由 {last.user_name} 于 {at.month}月{at.day}日 {at:%H:%M} 审核"
        f"（{last.get_decision_display()}），请刷新。",
        code="already_decided",
    )


def _decide_extension(
    assignment: Assignment,
    asked: Report,
    decision: Decision,
    opinion: str,
    actor: Actor,
    *,
    before: dt.date,
) -> None:
    _write_review(assignment, asked, decision, opinion, actor)
    audit.record(
        verb=f"assignment.{decision.value}",
        target=assignment,
        actor=actor,
        organization=assignment.issuer,
        before={"due_date": before},
        after={"due_date": assignment.due_date},
        reason=opinion,
        post=actor.post_for(Capability.REVIEW, at=assignment.issuer),
    )
    _tell_receiver(
        assignment,
        Notice.Kind.EXTENSION,
        f"{decision.label}：{assignment.item.title}",
        opinion,
        actor,
    )


def _answer(
    assignment: Assignment, kind: ReportKind, decision: Decision, opinion: str, actor: Actor
) -> None:
    """Write the review of the last report of that kind."""
    report = assignment.reports.filter(kind=kind, review__isnull=True).order_by("-id").first()
    if report is not None:
        _write_review(assignment, report, decision, opinion, actor)


def _write_review(
    assignment: Assignment, report: Report, decision: Decision, opinion: str, actor: Actor
) -> None:
    post = actor.post_for(Capability.REVIEW, at=assignment.issuer) or actor.acting
    Review.objects.create(
        assignment=assignment,
        report=report,
        decision=decision,
        opinion=opinion.strip()[:1000],
        at=actor.at,
        user=actor.user,
        user_name=actor.name,
        post=post.label if post else actor.post_label,
    )


def _tell_receiver(assignment: Assignment, kind: str, title: str, body: str, actor: Actor) -> int:
    return send_notices(
        tenant=assignment.tenant,
        kind=kind,
        title=title,
        body=body,
        key=f"{kind}:{assignment.pk}:{actor.at.isoformat()}",
        path=reverse("checklists:assignment_detail", args=[assignment.pk]),
        organizations=[assignment.receiver_id],
        actor=actor,
    )
