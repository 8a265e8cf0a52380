"""Findings (问题) and how a body is told to put them right (整改)."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from inspections.models.round import Inspection, Score
from inspections.querysets import (
    FindingQuerySet,
    OfRectificationQuerySet,
    RectificationQuerySet,
)
from inspections.terms import (
    Level,
    RectificationKind,
    RectificationStatus,
    Urgency,
)
from workflow.models import Attachment


class Rectification(models.Model):
    """One letter to one body and what came of it (整改): told, signed, planned, done, looked at.

    ``number`` is the system's own (整改 ``ZG-2026-0001``), given at issue. ``due_on`` counts
    from the issue by ``urgency``. ``second_since`` is set when a re-check failed: the second
    round (二次整改), of which the body above the issuer is told.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="rectifications",
        verbose_name="被通知组织",
    )
    issuer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="下发单位"
    )
    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectifications",
        verbose_name="体检单",
    )
    kind = models.CharField("整改方式", max_length=12, choices=RectificationKind.choices)
    urgency = models.CharField(
        "整改期限类别", max_length=12, choices=Urgency.choices, default=Urgency.USUAL
    )
    number = models.CharField("编号", max_length=32, blank=True)
    title = models.CharField("标题", max_length=80)
    demands = models.TextField("整改要求", max_length=2000)
    responsible = models.CharField("责任人", max_length=48, blank=True)
    contact = models.CharField("联系人", max_length=48, blank=True)
    feedback = models.CharField("反馈方式", max_length=120, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    status = models.CharField(
        "状态",
        max_length=12,
        choices=RectificationStatus.choices,
        default=RectificationStatus.DRAFT,
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签发人",
    )
    issued_on = models.DateField("下发日期", null=True, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_name = models.CharField("签收人", max_length=48, blank=True)
    plan = models.TextField("整改方案", max_length=2000, blank=True)
    planned_on = models.DateField("方案报送日期", null=True, blank=True)
    result = models.TextField("整改结果", max_length=2000, blank=True)
    reported_on = models.DateField("申请复查日期", null=True, blank=True)
    recheck_words = models.CharField("复查意见", max_length=1000, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    second_since = models.DateField("二次整改起", null=True, blank=True)
    created_at = models.DateTimeField("起草时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="rectifications", verbose_name="佐证材料"
    )

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = "整改"
        verbose_name_plural = "整改"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "number"],
                condition=~Q(number=""),
                name="rectification_number_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(RectificationStatus.DRAFT, RectificationStatus.REVOKED))
                | (Q(due_on__isnull=False) & Q(issued_on__isnull=False) & ~Q(number="")),
                name="rectification_issued_has_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("issued_on")),
                name="rectification_days_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-id"], name="rectification_of_body"),
            models.Index(fields=["issuer", "status", "due_on"], name="rectification_of_issuer"),
            models.Index(fields=["tenant", "status", "due_on"], name="rectification_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="FindingEvent",
    meta={"verbose_name": "问题变动", "verbose_name_plural": "问题变动"},
)
class Finding(models.Model):
    """One thing that is not as it should be (问题): fact, rule, and what it cost.

    Of the body, never of a person: no name, no identity number. From a score, or seen outside a
    round. ``settled_on`` is the day on which its rectification was closed.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="findings", verbose_name="组织"
    )
    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="体检单",
    )
    score = models.ForeignKey(
        Score,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="指标得分",
    )
    rectification = models.ForeignKey(
        Rectification,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="整改",
    )
    level = models.CharField("程度", max_length=8, choices=Level.choices)
    code = models.CharField("指标代号", max_length=8, blank=True)
    fact = models.CharField("事实", max_length=400)
    article = models.CharField("依据条款", max_length=120, blank=True)
    lost = models.DecimalField("扣分", max_digits=7, decimal_places=4, null=True, blank=True)
    found_on = models.DateField("发现日期")
    settled_on = models.DateField("销号日期", null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "问题"
        verbose_name_plural = "问题"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["score"], condition=Q(score__isnull=False), name="finding_once_a_score"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-found_on", "-id"], name="finding_of_body"),
            models.Index(
                fields=["tenant", "level", "-found_on", "-id"],
                name="finding_open",
                condition=Q(settled_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.fact


class RectificationRemark(models.Model):
    """A word in the thread of a rectification (整改批注), by either side or from above."""

    rectification = models.ForeignKey(
        Rectification, on_delete=models.CASCADE, related_name="remarks", verbose_name="整改"
    )
    words = models.CharField("批注", max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="批注人",
    )
    written_as = models.CharField("以何岗位", max_length=200, blank=True)
    written_at = models.DateTimeField("批注时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="rectification_remarks", verbose_name="附件"
    )

    objects = OfRectificationQuerySet.as_manager()

    class Meta:
        verbose_name = "整改批注"
        verbose_name_plural = "整改批注"

    def __str__(self) -> str:
        return self.words

    @property
    def tenant_id(self) -> int:
        """The city of the rectification it is about."""
        return self.rectification.tenant_id
