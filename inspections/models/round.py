"""Rounds (体检轮次), one inspection a body in each, and what was found by indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from inspections.models.scheme import GradeLimit, Indicator, Scheme
from inspections.querysets import InspectionQuerySet, OfInspectionQuerySet, RoundQuerySet
from inspections.terms import (
    Choice,
    Grade,
    InspectionStatus,
    RoundStatus,
)
from workflow.models import Attachment


def signer(label: str) -> models.ForeignKey:
    """Who did something, kept as long as the row."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


class Round(models.Model):
    """One round of inspections that a body holds over its own (体检轮次, articles 12 and 17).

    Data are read of ``period_start`` to ``period_end``, as of ``read_on``. ``share`` is the
    per cent drawn by ``Choice.SAMPLE``; ``seed`` makes the drawing repeatable. ``is_opening``
    while sheets are still being made. Until ``reply_until`` the inspected may appeal.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organizer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="rounds", verbose_name="组织单位"
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="rounds", verbose_name="体检方案"
    )
    name = models.CharField("轮次名称", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    period_start = models.DateField("数据周期起")
    period_end = models.DateField("数据周期止")
    self_check_until = models.DateField("自查截止")
    scoring_until = models.DateField("核验评分截止")
    choice = models.CharField("体检范围", max_length=8, choices=Choice.choices, default=Choice.ALL)
    share = models.PositiveSmallIntegerField(
        "抽样比例（%）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    seed = models.PositiveIntegerField("抽样种子", default=0)
    chosen = models.ManyToManyField(
        Organization, blank=True, related_name="+", verbose_name="指定单位"
    )
    words = models.CharField("工作要求", max_length=1000, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=RoundStatus.choices, default=RoundStatus.DRAFT
    )
    opened_at = models.DateTimeField("启动时间", null=True, blank=True)
    is_opening = models.BooleanField("正在生成体检单", default=False)
    read_on = models.DateField("取数日期", null=True, blank=True)
    read_at = models.DateTimeField("取数完成时间", null=True, blank=True)
    reading_ticket = models.CharField("取数标识", max_length=32, blank=True)
    reading_failed = models.CharField("取数失败原因", max_length=200, blank=True)
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    reply_until = models.DateField("申诉截止", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    created_at = models.DateTimeField("起草时间")

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "体检轮次"
        verbose_name_plural = "体检轮次"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organizer", "name"],
                condition=~Q(status=RoundStatus.CANCELLED),
                name="round_name_once",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start"))
                & Q(scoring_until__gte=F("self_check_until")),
                name="round_days_in_order",
                violation_error_message="数据周期止、核验评分截止分别不能早于周期起、自查截止。",
            ),
            models.CheckConstraint(
                condition=~Q(choice=Choice.SAMPLE) | Q(share__isnull=False),
                name="round_share_named",
                violation_error_message="抽样体检须填抽样比例。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-year", "-id"], name="round_of_city"),
            models.Index(fields=["organizer", "-year", "-id"], name="round_of_body"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="InspectionEvent",
    meta={"verbose_name": "体检单变动", "verbose_name_plural": "体检单变动"},
)
class Inspection(models.Model):
    """One body in one round (体检单): self-checked, looked at, scored, checked, told, published.

    ``examiner`` goes and looks (现场核验) and scores by hand; the organizer's leader checks.
    ``points`` and ``full`` are what was earned of what applied; ``total`` is the result after
    rescaling and 加减分, one decimal, rounded half up. ``limited_by`` says what kept the grade
    down. All four are written by scoring alone.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        related_name="inspections",
        db_index=False,
        verbose_name="体检轮次",
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="inspections",
        db_index=False,
        verbose_name="体检对象",
    )
    examiner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="examinations", verbose_name="核验单位"
    )
    status = models.CharField(
        "状态",
        max_length=12,
        choices=InspectionStatus.choices,
        default=InspectionStatus.SELF_CHECK,
    )
    self_words = models.TextField("自查情况", max_length=2000, blank=True)
    self_checked_by = signer("自查人")
    self_checked_at = models.DateTimeField("自查时间", null=True, blank=True)
    visited_on = models.DateField("现场核验日期", null=True, blank=True)
    visit_words = models.TextField("现场核验情况", max_length=2000, blank=True)
    points = models.DecimalField("得分", max_digits=8, decimal_places=4, null=True, blank=True)
    full = models.DecimalField("适用满分", max_digits=6, decimal_places=1, null=True, blank=True)
    total = models.DecimalField("总分", max_digits=4, decimal_places=1, null=True, blank=True)
    grade = models.CharField("等次", max_length=12, choices=Grade.choices, blank=True)
    limited_by = models.CharField("等次受限于", max_length=200, blank=True)
    scored_by = signer("评分人")
    scored_as = models.CharField("评分岗位", max_length=200, blank=True)
    scored_at = models.DateTimeField("评分时间", null=True, blank=True)
    checked_by = signer("复核人")
    checked_as = models.CharField("复核岗位", max_length=200, blank=True)
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)
    seen_at = models.DateTimeField("签收告知时间", null=True, blank=True)
    excused_reason = models.CharField("不参加原因", max_length=200, blank=True)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="inspections", verbose_name="佐证材料"
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "体检单"
        verbose_name_plural = "体检单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organization"], name="inspection_once"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(scored_by__isnull=True)
                | ~Q(checked_by=F("scored_by")),
                name="inspection_checked_by_another",
                violation_error_message="复核人不能是评分人本人。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-id"], name="inspection_of_body"),
            models.Index(fields=["round", "status", "id"], name="inspection_by_status"),
            models.Index(fields=["examiner", "status"], name="inspection_of_examiner"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.round}"

    @property
    def organizer(self) -> Organization:
        """The body that holds the round: in its name results are checked and told."""
        return self.round.organizer


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ScoreEvent",
    meta={"verbose_name": "指标得分变动", "verbose_name_plural": "指标得分变动"},
)
class Score(models.Model):
    """One indicator of one inspection (指标得分): what was read or given, and the points.

    ``value`` of ``of`` and ``rows`` are what the source said on the round's ``read_on``; they
    stay as they were (可追溯). ``is_absent`` is 不适用: neither earned nor in the full score.
    ``earned`` has four decimals, rounded half up; ``None`` until it is scored.
    ``disputed`` is what the examiner holds against a reading; the reading itself is locked.
    """

    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.CASCADE,
        related_name="scores",
        db_index=False,
        verbose_name="体检单",
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="scores", verbose_name="体检指标"
    )
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True, blank=True)
    of = models.DecimalField("分母", max_digits=14, decimal_places=2, null=True, blank=True)
    lacks_all = models.BooleanField("根本缺失", default=False)
    rows = models.JSONField("依据明细", encoder=DjangoJSONEncoder, default=list, blank=True)
    is_absent = models.BooleanField("不适用", default=False)
    earned = models.DecimalField("得分", max_digits=7, decimal_places=4, null=True, blank=True)
    self_earned = models.DecimalField(
        "自评得分", max_digits=7, decimal_places=4, null=True, blank=True
    )
    self_words = models.CharField("自查说明", max_length=400, blank=True)
    reason = models.CharField("评分依据", max_length=400, blank=True)
    is_confirmed = models.BooleanField("已核实", default=False)
    disputed = models.CharField("核验异议", max_length=400, blank=True)
    scored_by = signer("评分人")
    scored_at = models.DateTimeField("评分时间", null=True, blank=True)

    objects = OfInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "指标得分"
        verbose_name_plural = "指标得分"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "indicator"], name="score_once"),
            models.CheckConstraint(
                condition=Q(earned__isnull=True) | Q(earned__gte=Decimal(0)),
                name="score_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(is_absent=False) | Q(earned__isnull=True),
                name="score_absent_earns_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}"


class Adjustment(models.Model):
    """Points beyond the scheme, up or down, with their ground (加减分; §5.2: at most ±5)."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="adjustments", verbose_name="体检单"
    )
    points = models.DecimalField("加减分", max_digits=4, decimal_places=1)
    reason = models.CharField("理由与依据", max_length=400)
    added_by = signer("登记人")
    added_at = models.DateTimeField("登记时间")

    objects = OfInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "加减分"
        verbose_name_plural = "加减分"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+}"


class LimitHit(models.Model):
    """That a limit bites one inspection (触发限制项): read, or set by a person with a reason."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="limit_hits", verbose_name="体检单"
    )
    limit = models.ForeignKey(
        GradeLimit, on_delete=models.PROTECT, related_name="hits", verbose_name="限制项"
    )
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.CharField("认定依据", max_length=400, blank=True)
    added_by = signer("认定人")
    added_at = models.DateTimeField("认定时间")

    objects = OfInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "限制项认定"
        verbose_name_plural = "限制项认定"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "limit"], name="limit_hit_once"),
        ]

    def __str__(self) -> str:
        return str(self.limit)


class ReportDelivery(models.Model):
    """That a committee's report was handed to a department (送达记录, article 17)."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="deliveries", verbose_name="体检单"
    )
    department = models.CharField("送达部门", max_length=80)
    delivered_on = models.DateField("送达日期")
    receiver = models.CharField("接收人", max_length=48)
    document_number = models.CharField("文号", max_length=60, blank=True)
    purpose = models.CharField("用途", max_length=120, blank=True)
    recorded_by = signer("登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects = OfInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "送达记录"
        verbose_name_plural = "送达记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "department"], name="delivery_once_a_department"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.delivered_on}"
