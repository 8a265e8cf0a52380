"""What must be true before a report goes up: words, figures, evidence, the tiers below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum

from checklists.models import Assignment
from checklists.rules import plain_day, plain_number
from checklists.terms import (
    DONE_STATUSES,
    OPEN_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
    IndicatorKind,
)
from hierarchy.actors import Actor
from hierarchy.terms import Tier
from workflow.models import Attachment

# Its receiver is working on it.
RUNNING = (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED)


def accepted_total(assignment: Assignment) -> Decimal | None:
    """The sum of what lower tiers had accepted; ``None`` when nothing below counts it.

    Ratios do not add up and are reported by each tier itself.
    """
    item = assignment.item
    if item.target_value is None or item.indicator_kind == IndicatorKind.RATIO:
        return None
    below = Assignment.objects.filter(
        parent=assignment, item__indicator_unit=item.indicator_unit, target_value__isnull=False
    ).exclude(status__in=VOID_STATUSES)
    if not below.exists():
        return None
    total = below.filter(status__in=DONE_STATUSES).aggregate(total=Sum("actual_value"))["total"]
    return total or Decimal(0)


def refuse_not_running(assignment: Assignment) -> None:
    """Refuse a word on progress while nobody is to work on it."""
    if assignment.status not in RUNNING:
        raise ValidationError(
            f"“{assignment.item.title}”现为“{assignment.get_status_display()}”，不能填报进展。"
            "待签收的请先签收；待审核的可先撤回申请。",
            code="wrong_status",
        )


def check_extension(assignment: Assignment, *, until: dt.date, reason: str, on: dt.date) -> None:
    """Refuse to ask for time too late, twice, without need or beyond the year."""
    due = assignment.due_date
    if assignment.status not in RUNNING:
        raise ValidationError("只有办理中的任务才能申请延期。", code="wrong_status")
    if assignment.extension_asked:
        raise ValidationError("已有一份延期申请等待上级答复。", code="extension_pending")
    if on > due:
        raise ValidationError(
            "已过完成时限，不能再申请延期。请上报进展并说明原因，或与上级联系。",
            code="already_overdue",
        )
    if until <= due:
        raise ValidationError(
            f"申请延至的日期须晚于现在的时限{plain_day(due, on=on)}。", code="not_later"
        )
    if until.year > due.year:
        raise ValidationError(
            f"延期不能跨年，最晚到 {due.year}年12月31日。今年确实完不成的，请与上级联系办理结转。",
            code="beyond_year",
        )
    if len(reason.strip()) < 2:
        raise ValidationError("请填写申请延期的理由。", code="reason_needed")


def refuse_unconfirmed_report(assignment: Assignment) -> None:
    """Refuse to settle what was reported before its item changed, until that is confirmed."""
    if assignment.needs_confirmation:
        raise ValidationError(
            f"上报之后有调整，“{assignment.receiver.name}”还没有确认。"
            "请待其确认调整后再销号，或退回补充。",
            code="not_confirmed",
        )


def refuse_open_below(assignment: Assignment) -> None:
    """Refuse while the tier below has not been given it, or has not settled it."""
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


def check_words(text: str, *, what: str) -> None:
    """Refuse a report that says nothing."""
    if len(text.strip()) < 2:
        raise ValidationError(f"请填写{what}，上级要据此审核。", code="words_needed")


def check_figures(*, actual_value: Decimal | None, progress: int | None) -> None:
    """Refuse figures that cannot be; ``progress`` is in per cent."""
    if progress is not None and not 0 <= progress <= 100:
        raise ValidationError("进度须在 0 到 100 之间，请改正后再提交。", code="progress_range")
    if actual_value is not None and actual_value < 0:
        raise ValidationError("实际值不能为负数，请改正后再提交。", code="negative_figure")


def check_evidence(
    assignment: Assignment, files: Iterable[Attachment], *, actor: Actor
) -> list[Attachment]:
    """The cited files, each once; only the receiver's own, or those the actor may see.

    None that is private where it is kept: superiors read what a report cites.
    """
    cited = {file.pk: file for file in files}
    citable = Attachment.objects.filter(pk__in=cited).citable()
    private = cited.keys() - set(citable.values_list("pk", flat=True)) if cited else set()
    if private:
        names = "、".join(cited[pk].name for pk in sorted(private))
        raise ValidationError(
            f"{names}存于专门档案，只有经办的人可以查看，不能作为佐证材料。请另行上传可以公开的材料。",
            code="private_evidence",
        )
    strange = [pk for pk, file in cited.items() if file.organization_id != assignment.receiver_id]
    if strange:
        known = Attachment.objects.visible_to(actor).filter(
            pk__in=strange, tenant_id=assignment.tenant_id
        )
        if known.count() < len(strange):
            raise ValidationError("所选佐证材料不存在，请重新选择。", code="foreign_evidence")
    return list(cited.values())


def refuse_thin_evidence(assignment: Assignment, files: list[Attachment]) -> None:
    """Refuse fewer files than the item asks of the fifth tier (佐证不足不得申请销号)."""
    needed = assignment.item.evidence_minimum if assignment.tier == Tier.BRANCH else 0
    if len(files) < needed:
        raise ValidationError(
            f"需要佐证材料至少 {needed} 份（{assignment.item.evidence_types or '不限类型'}），"
            f"现有 {len(files)} 份。请补充后再申请销号。",
            code="evidence_missing",
        )


def figure_of_progress(
    assignment: Assignment, typed: Decimal | None, *, progress: int | None = None
) -> Decimal | None:
    """The figure of a report: summed from below where it adds up, as typed otherwise."""
    check_figures(actual_value=typed, progress=progress)
    summed = accepted_total(assignment)
    if summed is not None and typed not in (None, summed):
        raise ValidationError(
            f"下级已销号合计 {plain_number(summed)}，汇总值不能手改。"
            "如有出入，请在进展情况中说明。",
            code="summed_figure",
        )
    return typed if summed is None else summed


def figure_to_report(assignment: Assignment, typed: Decimal | None) -> Decimal | None:
    """The figure that asks to settle; one that nothing below counts must be typed."""
    figure = figure_of_progress(assignment, typed)
    if assignment.target_value is not None and figure is None:
        raise ValidationError(
            f"请填写“{assignment.item.indicator_name or '完成值'}”的实际值。",
            code="figure_needed",
        )
    return figure
