"""Synchronised paths (同步推进路径, article 8): party building within the trade's own levers."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from projects.models.catalogue import CatalogueEntry
from projects.querysets import PathQuerySet
from projects.terms import PathStatus
from workflow.models import Attachment

_SHARE = (MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100)))


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="JointPathEvent",
    meta={"verbose_name": "同步推进路径变动", "verbose_name_plural": "同步推进路径变动"},
)
class JointPath(models.Model):
    """One lever of one committee in one year, and how far it moved (同步推进路径).

    Shares are what party building counts for in the lever's own score, in per cent.
    The committee's days stand beside those of the trade's own plan (同步部署、同步推进、同步督查).
    ``follows`` is the same path of the year before.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="joint_paths", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("路径名称", max_length=80)
    lever = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, related_name="+", verbose_name="载体"
    )
    legal_basis = models.CharField("依据", max_length=200)
    measures = models.TextField("做法", max_length=2000, blank=True)
    share_before = models.DecimalField(
        "原党建分值占比（%）", max_digits=5, decimal_places=2, validators=_SHARE
    )
    share_planned = models.DecimalField(
        "计划党建分值占比（%）", max_digits=5, decimal_places=2, validators=_SHARE
    )
    share_after = models.DecimalField(
        "实际党建分值占比（%）",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=_SHARE,
    )
    deploy_on = models.DateField("党建部署日期")
    advance_on = models.DateField("党建推进日期")
    supervise_on = models.DateField("党建督查日期")
    trade_deploy_on = models.DateField("业务部署日期", null=True, blank=True)
    trade_advance_on = models.DateField("业务推进日期", null=True, blank=True)
    trade_supervise_on = models.DateField("业务督查日期", null=True, blank=True)
    reached_units = models.PositiveIntegerField("涉及两新组织数", null=True, blank=True)
    effect = models.TextField("成效", max_length=2000, blank=True)
    more_reason = models.CharField("超过两种的理由", max_length=400, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=PathStatus.choices, default=PathStatus.DRAFT
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="延续自",
    )
    adopted_on = models.DateField("确定日期", null=True, blank=True)
    reported_on = models.DateField("报告成效日期", null=True, blank=True)
    comment = models.CharField("上级意见", max_length=1000, blank=True)
    created_at = models.DateTimeField("起草时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="joint_paths", verbose_name="附件"
    )

    objects = PathQuerySet.as_manager()

    class Meta:
        verbose_name = "同步推进路径"
        verbose_name_plural = "同步推进路径"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deploy_on__lte=models.F("advance_on"))
                & Q(advance_on__lte=models.F("supervise_on")),
                name="joint_path_days_in_order",
                violation_error_message="部署、推进、督查的日期须依次在后。",
            ),
            models.UniqueConstraint(
                fields=["follows", "year"],
                condition=Q(follows__isnull=False) & ~Q(status=PathStatus.DROPPED),
                name="joint_path_followed_once_a_year",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "year"], name="joint_path_of_body"),
            models.Index(fields=["tenant", "year", "-id"], name="joint_path_of_city"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def superior(self) -> Organization | None:
        """The body that looks at the effect: the one directly above the committee."""
        return self.organization.parent

    @property
    def gain(self) -> Decimal | None:
        """By how many percentage points the share moved; ``None`` until it was reported."""
        return None if self.share_after is None else self.share_after - self.share_before
