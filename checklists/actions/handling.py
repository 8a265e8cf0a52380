"""What a receiver does with what it was given: sign, object, report, ask for time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse

from checklists.models import Assignment, Report
from checklists.rules import ASSIGNMENT_MOVES, plain_number
from checklists.terms import (
    DONE_STATUSES,
    OPEN_STATUSES,
    AssignmentStatus,
    IndicatorKind,
    ReportKind,
)
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
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
    if assignment.has_objected:
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
    """Tell how far it is (进展填报); the status stays."""
    fresh = _lock(assignment, actor)
    if fresh.status not in (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED):
        raise ValidationError(
            f"“{fresh.item.title}”现为“{fresh.get_status_display()}”，不能填报进展。"
            "待签收的请先签收；待审核的可先撤回申请。",
            code="wrong_status",
        )
    report = _say(
        fresh,
        kind=ReportKind.PROGRESS,
        text=text,
        actor=actor,
        actual_value=actual_value,
        progress=progress,
        problems=problems,
        next_steps=next_steps,
        evidence=evidence,
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

    Raises ``ValidationError`` when lower work is open, evidence is missing, or a figure
    is missing. What lower tiers had accepted is summed; a summed figure can't be typed.
    """
    fresh = _lock(assignment, actor)
    _refuse_open_below(fresh)
    files = list(evidence)
    _refuse_thin_evidence(fresh, files)
    actual_value = _figure(fresh, actual_value)
    report = _say(
        fresh,
        kind=ReportKind.COMPLETION,
        text=text,
        actor=actor,
        actual_value=actual_value,
        progress=100,
        problems=problems,
        next_steps=next_steps,
        evidence=files,
    )
    _keep_figures(fresh, report)
    moved = perform(fresh, "report", table=ASSIGNMENT_MOVES, actor=actor)
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
    """Ask for more time before the day has come (到期前申请延期)."""
    fresh = _lock(assignment, actor)
    if fresh.status not in (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED):
        raise ValidationError("只有办理中的任务才能申请延期。", code="wrong_status")
    if fresh.extension_asked:
        raise ValidationError("已有一份延期申请等待上级答复。", code="extension_pending")
    if actor.on > fresh.due_date:
        raise ValidationError(
            "已过完成时限，不能再申请延期。请上报进展并说明原因，或与上级联系。",
            code="already_overdue",
        )
    if until <= fresh.due_date:
        raise ValidationError(
            f"申请延至的日期须晚于现在的时限 {fresh.due_date:%Y-%m-%d}。", code="not_later"
        )
    if len(reason.strip()) < 2:
        raise ValidationError("请填写申请延期的理由。", code="reason_needed")
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


def accepted_total(assignment: Assignment) -> Decimal | None:
    """The sum of what lower tiers had accepted; ``None`` when nothing below counts it.

    Ratios do not add up and are reported by each tier itself.
    """
    item = assignment.item
    if item.target_value is None or item.indicator_kind == IndicatorKind.RATIO:
        return None
    below = Assignment.objects.filter(
        parent=assignment, item__indicator_unit=item.indicator_unit, target_value__isnull=False
    )
    if not below.exists():
        return None
    total = below.filter(status__in=DONE_STATUSES).aggregate(total=Sum("actual_value"))["total"]
    return total or Decimal(0)


def _lock(assignment: Assignment, actor: Actor) -> Assignment:
    fresh = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("item", "issuer", "receiver", "tenant")
        .get(pk=assignment.pk)
    )
    require(actor, Capability.HANDLE, at=fresh.receiver)
    return fresh


def _refuse_open_below(assignment: Assignment) -> None:
    if assignment.tier != Tier.BRANCH and not assignment.is_decomposed:
        raise ValidationError(
            "请先把这一事项分解下发给下级，或在分解时说明不涉及，再申请销号。",
            code="not_decomposed",
        )
    open_below = Assignment.objects.filter(parent=assignment, status__in=OPEN_STATUSES).count()
    if open_below:
        raise ValidationError(
            f"还有 {open_below} 项下级任务未销号，全部办结后才能申请销号。",
            code="open_below",
        )


def _refuse_thin_evidence(assignment: Assignment, files: list[Attachment]) -> None:
    needed = assignment.item.evidence_minimum if assignment.tier == Tier.BRANCH else 0
    if len(files) < needed:
        raise ValidationError(
            f"需要佐证材料至少 {needed} 份（{assignment.item.evidence_types or '不限类型'}），"
            f"现有 {len(files)} 份。请补充后再申请销号。",
            code="evidence_missing",
        )
    foreign = [file for file in files if file.tenant_id != assignment.tenant_id]
    if foreign:
        raise ValidationError("所选佐证材料不存在，请重新选择。", code="foreign_evidence")


def _figure(assignment: Assignment, typed: Decimal | None) -> Decimal | None:
    summed = accepted_total(assignment)
    if summed is not None:
        if typed is not None and typed != summed:
            raise ValidationError(
                f"下级已销号合计 {plain_number(summed)}，汇总值不能手改。"
                "如有出入，请在进展情况中说明。",
                code="summed_figure",
            )
        return summed
    if assignment.target_value is not None and typed is None:
        raise ValidationError(
            f"请填写“{assignment.item.indicator_name or '完成值'}”的实际值。",
            code="figure_needed",
        )
    return typed


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
