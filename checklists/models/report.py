"""What goes up (上报) and what is answered (审核): both append-only."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from checklists.models.assignment import Assignment
from checklists.querysets import OfAssignmentQuerySet
from checklists.terms import Decision, ReportKind
from workflow.models import Attachment

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Voice(models.Model):
    """Something said about an assignment: who said it, as which post, when."""

    at = models.DateTimeField("时间")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="填报人",
    )
    user_name = models.CharField("姓名", max_length=64)
    post = models.CharField("以何岗位", max_length=200, blank=True)

    class Meta:
        abstract = True


class Report(Voice):
    """What a receiver sent up: progress, completion, an objection, a wish for more time."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="reports", verbose_name="任务"
    )
    kind = models.CharField("类别", max_length=12, choices=ReportKind.choices)
    text = models.TextField("进展情况", max_length=2000)
    actual_value = models.DecimalField(
        "实际值", max_digits=14, decimal_places=2, null=True, blank=True
    )
    progress = models.PositiveSmallIntegerField("进度（%）", null=True, blank=True)
    problems = models.TextField("存在问题", max_length=1000, blank=True)
    next_steps = models.TextField("下步打算", max_length=1000, blank=True)
    requested_due_date = models.DateField("申请延至", null=True, blank=True)
    evidence = models.ManyToManyField(
        Attachment, blank=True, related_name="reports", verbose_name="佐证材料"
    )

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "上报"
        verbose_name_plural = "上报"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(requested_due_date__isnull=False),
                name="report_extension_has_date",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="report_append_only", operation=APPEND_ONLY),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user_name}"


_Evidence: Any = Report.evidence.through


class ReportEvidence(_Evidence):
    """Which file a report cites as evidence: what was sent up keeps its proofs for good."""

    class Meta:
        proxy = True
        verbose_name = "佐证引用"
        verbose_name_plural = "佐证引用"
        triggers: ClassVar = [
            pgtrigger.Protect(name="report_evidence_append_only", operation=APPEND_ONLY),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.attachment}"


class Review(Voice):
    """What the direct issuer answered to one report."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="reviews", verbose_name="任务"
    )
    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, related_name="review", verbose_name="上报"
    )
    decision = models.CharField("结论", max_length=20, choices=Decision.choices)
    opinion = models.CharField("意见", max_length=1000, blank=True)

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "审核"
        verbose_name_plural = "审核"
        triggers: ClassVar = [
            pgtrigger.Protect(name="review_append_only", operation=APPEND_ONLY),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.user_name}"


class Comment(Voice):
    """A remark (批注) by whoever may look, the territory line first of all."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="comments", verbose_name="任务"
    )
    text = models.CharField("批注", max_length=500)

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "批注"
        verbose_name_plural = "批注"
        triggers: ClassVar = [
            pgtrigger.Protect(name="comment_append_only", operation=APPEND_ONLY),
        ]

    def __str__(self) -> str:
        return self.text
