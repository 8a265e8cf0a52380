"""What a receiver does with what it was given: sign, object, report, ask for time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from checklists.actions.completion import (
    check_evidence,
    check_extension,
    check_words,
    figure_of_progress,
    figure_to_report,
    refuse_not_running,
    refuse_open_below,
    refuse_thin_evidence,
)
from checklists.models import Assignment, Report
from checklists.rules import ASSIGNMENT_MOVES
from checklists.terms import AssignmentStatus, ReportKind
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Attachment, Notice
from workflow.moves import perform


@transaction.atomic
def sign_assignment(*, assignment: Assignment, actor: Actor) -> Assignment:
    """Sign for an assignment (签收): received and known, not yet agreed how to do it."""
    return perform(
        assignment, "sign", table=ASSIGNMENT_MOVES, actor=actor, changes={"signed_at": actor.at}
    )


@transaction.atomic
def sign_checklist(*, checklist_id: int, receiver: Organization, actor: Actor) -> int:
    """Sign for everything of one list that waits at one receiver; how many were signed."""
    require(actor, Capability.HANDLE, at=receiver)
    waiting = Assignment.objects.filter(
        item__checklist_id=checklist_id, receiver=receiver, status=AssignmentStatus.TO_SIGN
    )
    signed = [
        sign_assignment(assignment=assignment, actor=actor) for assignment in waiting.order_by("id")
    ]
    if not signed:
        raise ValidationError("这份清单没有待签收的事项，可能已由他人签收，请刷新。", code="none")
    return len(signed)


@transaction.atomic
def object_to_assignment(*, assignment: Assignment, reason: str, actor: Actor) -> Assignment:
    """Refuse to sign, with the reason (异议); allowed once (domain.md §4.2)."""
    if _lock(assignment, actor).has_objected:
        raise ValidationError(
            "这一事项已提过一次异议，上级已答复。请签收办理，或与上级联系。", code="objected_once"
        )
    fresh = perform(
        assignment,
        "object",
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=reason,
        changes={"has_objected": True},
    )
    _say(fresh, kind=ReportKind.OBJECTION, text=reason, actor=actor)
    _tell_issuer(fresh, Notice.Kind.OBJECTED, f"有异议：{fresh.item.title}", actor)
    return fresh


@transaction.atomic
def report_progress(
    *,
    assignment: Assignment,
    text: str,
    actor: Actor,
    actual_value: Decimal | None = None,
    progress: int | None = None,
    problems: str = "",
    next_steps: str = "",
    evidence: Iterable[Attachment] = (),
) -> Report:
    """Tell how far it is (进展填报); the status stays.

    ``progress`` is in per cent. Raises ``ValidationError``: ``wrong_status``, ``words_needed``,
    ``progress_range``, ``negative_figure``, ``summed_figure``, ``foreign_evidence``.
    """
    fresh = _lock(assignment, actor)
    refuse_not_running(fresh)
    check_words(text, what="进展情况")
    actual_value = figure_of_progress(fresh, actual_value, progress=progress)
    report = _say(
        fresh,
        kind=ReportKind.PROGRESS,
        text=text,
        actor=actor,
        actual_value=actual_value,
        progress=progress,
        problems=problems,
        next_steps=next_steps,
        evidence=check_evidence(fresh, evidence, actor=actor),
    )
    _keep_figures(fresh, report)
    audit.record(
        verb="assignment.report_progress",
        target=fresh,
        actor=actor,
        organization=fresh.receiver,
        after={"text": text, "actual_value": actual_value, "progress": progress},
        post=actor.post_for(Capability.HANDLE, at=fresh.receiver),
    )
    return report


@transaction.atomic
def report_completion(
    *,
    assignment: Assignment,
    text: str,
    actor: Actor,
    actual_value: Decimal | None = None,
    problems: str = "",
    next_steps: str = "",
    evidence: Iterable[Attachment] = (),
) -> Report:
    """Ask the direct issuer to settle it (申请销号).

    What lower tiers had accepted is summed; a summed figure can't be typed. Raises
    ``ValidationError``: ``wrong_status``, ``not_confirmed``, ``not_decomposed``,
    ``open_below``, ``evidence_missing``, ``foreign_evidence``, ``figure_needed``,
    ``summed_figure``, ``negative_figure``, ``words_needed``.
    """
    moved = perform(assignment, "report", table=ASSIGNMENT_MOVES, actor=actor)
    if moved.needs_confirmation:
        raise ValidationError(
            "这一事项的内容、目标或时限有调整。请先确认调整，再申请销号。", code="not_confirmed"
        )
    refuse_open_below(moved)
    check_words(text, what="完成情况")
    files = check_evidence(moved, evidence, actor=actor)
    refuse_thin_evidence(moved, files)
    report = _say(
        moved,
        kind=ReportKind.COMPLETION,
        text=text,
        actor=actor,
        actual_value=figure_to_report(moved, actual_value),
        progress=100,
        problems=problems,
        next_steps=next_steps,
        evidence=files,
    )
    _keep_figures(moved, report)
    _tell_issuer(moved, Notice.Kind.REPORTED, f"请审核：{moved.item.title}", actor)
    return report


@transaction.atomic
def withdraw_report(*, assignment: Assignment, actor: Actor) -> Assignment:
    """Take a request to settle back before it is decided (撤回申请)."""
    return perform(assignment, "withdraw", table=ASSIGNMENT_MOVES, actor=actor)


@transaction.atomic
def request_extension(
    *, assignment: Assignment, until: dt.date, reason: str, actor: Actor
) -> Report:
    """Ask for more time before the day has come (到期前申请延期), within the same year.

    Raises ``ValidationError``: ``wrong_status``, ``extension_pending``, ``already_overdue``,
    ``not_later``, ``beyond_year``, ``reason_needed``.
    """
    fresh = _lock(assignment, actor)
    check_extension(fresh, until=until, reason=reason, on=actor.on)
    report = _say(
        fresh, kind=ReportKind.EXTENSION, text=reason, actor=actor, requested_due_date=until
    )
    fresh.extension_asked = True
    fresh.save(update_fields=["extension_asked"])
    audit.record(
        verb="assignment.request_extension",
        target=fresh,
        actor=actor,
        organization=fresh.receiver,
        before={"due_date": fresh.due_date},
        after={"requested": until},
        reason=reason,
        post=actor.post_for(Capability.HANDLE, at=fresh.receiver),
    )
    _tell_issuer(fresh, Notice.Kind.EXTENSION, f"申请延期：{fresh.item.title}", actor)
    return report


@transaction.atomic
def confirm_amendment(*, assignment: Assignment, actor: Actor) -> Assignment:
    """Confirm having seen what a new version changed (确认调整)."""
    fresh = _lock(assignment, actor)
    if not fresh.needs_confirmation:
        raise ValidationError("这一事项没有待确认的调整。", code="nothing_to_confirm")
    fresh.confirmed_at = actor.at
    fresh.save(update_fields=["confirmed_at"])
    audit.record(
        verb="assignment.confirm_amendment",
        target=fresh,
        actor=actor,
        organization=fresh.receiver,
        post=actor.post_for(Capability.HANDLE, at=fresh.receiver),
    )
    return fresh


def _lock(assignment: Assignment, actor: Actor) -> Assignment:
    fresh = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("item", "issuer", "receiver", "tenant")
        .get(pk=assignment.pk)
    )
    require(actor, Capability.HANDLE, at=fresh.receiver)
    return fresh


def _keep_figures(assignment: Assignment, report: Report) -> None:
    assignment.last_report_at = report.at
    fields = ["last_report_at"]
    if report.actual_value is not None:
        assignment.actual_value = report.actual_value
        fields.append("actual_value")
    if report.progress is not None:
        assignment.progress = report.progress
        fields.append("progress")
    assignment.save(update_fields=fields)


def _say(
    assignment: Assignment,
    *,
    kind: str,
    text: str,
    actor: Actor,
    evidence: Iterable[Attachment] = (),
    **figures: object,
) -> Report:
    post = actor.post_for(Capability.HANDLE, at=assignment.receiver) or actor.acting
    report = Report(
        assignment=assignment,
        kind=kind,
        text=text.strip(),
        at=actor.at,
        user=actor.user,
        user_name=actor.name,
        post=post.label if post else actor.post_label,
        **figures,
    )
    report.full_clean()
    report.save(force_insert=True)
    report.evidence.set(evidence)
    return report


def _tell_issuer(assignment: Assignment, kind: str, title: str, actor: Actor) -> None:
    send_notices(
        tenant=assignment.tenant,
        kind=kind,
        title=title,
        body=f"来自 {assignment.receiver.label}",
        key=f"{kind}:{assignment.pk}:{actor.at.isoformat()}",
        path=reverse("checklists:assignment_detail", args=[assignment.pk]),
        organizations=[assignment.issuer_id],
        actor=actor,
    )
