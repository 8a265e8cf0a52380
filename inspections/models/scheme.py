"""Schemes (体检方案): what is looked at, for how many points, by which formula."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from hierarchy.models.tenant import DatedModel
from inspections.querysets import OfSchemeQuerySet, PolicyQuerySet, SchemeQuerySet
from inspections.terms import Comparison, Formula, Grade, SchemeStatus, Subject

_PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class InspectionPolicy(DatedModel):
    """The numbers that inspections ask for, as tenant data (体检规则; domain.md §5.3, 丁)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    rounds_a_year = models.PositiveSmallIntegerField(
        "每年体检轮数", default=2, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    reply_days = models.PositiveSmallIntegerField("申诉期（工作日）", default=5)
    days_are_working = models.BooleanField("整改期限按工作日计", default=True)
    reminder_days = models.PositiveSmallIntegerField("批评指正说明期限（天）", default=15)
    at_once_days = models.PositiveSmallIntegerField("立行立改期限（天）", default=7)
    usual_days = models.PositiveSmallIntegerField("一般问题期限（天）", default=30)
    complex_days = models.PositiveSmallIntegerField("复杂问题期限（天）", default=90)
    second_days = models.PositiveSmallIntegerField("二次整改期限（天）", default=15)
    article = models.CharField("依据", max_length=120, blank=True)
    is_example = models.BooleanField("示例，可调整", default=False)

    objects = PolicyQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "体检规则"
        verbose_name_plural = "体检规则"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "effective_from"], name="inspection_policy_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"体检规则（{self.effective_from} 起）"


class Scheme(models.Model):
    """One version of one scheme (体检方案): draft, then in use and unchangeable, then retired.

    ``owner`` keeps it; a committee may take its own or the city's. ``follows`` is the version
    before. Grades: from ``excellent_from``, ``good_from``, ``fair_from`` points, else poor.
    ``adjust_most`` bounds 加减分 either way.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="schemes", verbose_name="制定单位"
    )
    subject = models.CharField("体检对象", max_length=12, choices=Subject.choices)
    name = models.CharField("方案名称", max_length=80)
    version = models.PositiveSmallIntegerField("版本", default=1)
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="上一版本",
    )
    excellent_from = models.DecimalField(
        "优秀起点（分）", max_digits=4, decimal_places=1, default=Decimal(90), validators=_PERCENT
    )
    good_from = models.DecimalField(
        "良好起点（分）", max_digits=4, decimal_places=1, default=Decimal(80), validators=_PERCENT
    )
    fair_from = models.DecimalField(
        "一般起点（分）", max_digits=4, decimal_places=1, default=Decimal(60), validators=_PERCENT
    )
    adjust_most = models.DecimalField(
        "加减分上限（分）", max_digits=4, decimal_places=1, default=Decimal(5), validators=_PERCENT
    )
    note = models.CharField("说明", max_length=400, blank=True)
    article = models.CharField("依据", max_length=120, blank=True)
    is_example = models.BooleanField("示例，可调整", default=False)
    status = models.CharField(
        "状态", max_length=8, choices=SchemeStatus.choices, default=SchemeStatus.DRAFT
    )
    adopted_on = models.DateField("启用日期", null=True, blank=True)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    created_at = models.DateTimeField("起草时间")

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "体检方案"
        verbose_name_plural = "体检方案"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name", "version"], name="scheme_version_once"
            ),
            models.CheckConstraint(
                condition=Q(excellent_from__gt=F("good_from")) & Q(good_from__gt=F("fair_from")),
                name="scheme_grades_in_order",
                violation_error_message="等次起点应依次降低：优秀高于良好，良好高于一般。",
            ),
            models.CheckConstraint(
                condition=Q(status=SchemeStatus.DRAFT) | Q(adopted_on__isnull=False),
                name="scheme_in_use_since",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "subject", "status"], name="scheme_of_city"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"


class Dimension(models.Model):
    """A group of indicators (维度), e.g. 基本队伍; its points are its indicators' together."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="dimensions", verbose_name="体检方案"
    )
    code = models.CharField("代号", max_length=8)
    name = models.CharField("维度", max_length=24)
    sort_order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "维度"
        verbose_name_plural = "维度"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="dimension_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """One thing that is looked at (体检指标).

    ``source`` is a key of ``workflow.indicators``; empty where a person scores. By formula:

    * ``ratio``: points x value / of, all of it from ``target`` (per cent) on;
    * ``deduction``: points less ``step`` for each counted, never below 0;
    * ``threshold``: all points when value (or the rate in per cent) reaches ``target``, else 0;
    * ``manual``: what the scorer gives, 0 to points, in steps of ``step``.

    A finding is red below ``red_below`` per cent of the points, yellow below ``yellow_below``.
    """

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="indicators", verbose_name="体检方案"
    )
    dimension = models.ForeignKey(
        Dimension, on_delete=models.CASCADE, related_name="indicators", verbose_name="维度"
    )
    code = models.CharField("代号", max_length=8)
    name = models.CharField("指标", max_length=48)
    points = models.DecimalField(
        "分值", max_digits=4, decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))]
    )
    formula = models.CharField("计分方法", max_length=12, choices=Formula.choices)
    source = models.CharField("取数来源", max_length=48, blank=True)
    step = models.DecimalField(
        "每例扣分或评分间隔",
        max_digits=4,
        decimal_places=1,
        default=Decimal("0.5"),
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    target = models.DecimalField(
        "达标值", max_digits=8, decimal_places=2, null=True, blank=True, validators=_PERCENT[:1]
    )
    may_be_absent = models.BooleanField("可不适用", default=True)
    red_below = models.PositiveSmallIntegerField(
        "红项：得分率低于（%）", default=0, validators=_PERCENT
    )
    yellow_below = models.PositiveSmallIntegerField(
        "黄项：得分率低于（%）", default=60, validators=_PERCENT
    )
    evidence = models.CharField("佐证要求", max_length=200, blank=True)
    guide = models.CharField("评分说明", max_length=400, blank=True)
    article = models.CharField("依据", max_length=120, blank=True)
    sort_order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "体检指标"
        verbose_name_plural = "体检指标"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="indicator_code_once"),
            models.CheckConstraint(
                condition=(Q(formula=Formula.MANUAL) & Q(source=""))
                | (~Q(formula=Formula.MANUAL) & ~Q(source="")),
                name="indicator_source_named",
                violation_error_message="自动计分的指标须选取数来源，人工评分的不选。",
            ),
            models.CheckConstraint(
                condition=~Q(formula=Formula.THRESHOLD) | Q(target__isnull=False),
                name="indicator_target_named",
                violation_error_message="达标法须填达标值。",
            ),
            models.CheckConstraint(
                condition=Q(red_below__lte=F("yellow_below")),
                name="indicator_lights_in_order",
                violation_error_message="红项界限不能高于黄项界限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_automatic(self) -> bool:
        """Whether the system reads it; a person only confirms or disputes."""
        return self.formula != Formula.MANUAL


class GradeLimit(models.Model):
    """What keeps the grade down whatever the points (限制项), e.g. no 组织生活会 all year.

    With a ``source`` it is read: it bites when the reading ``comparison`` ``bound``; a body with
    nothing to judge is not bitten. Without, two people set it with a reason.
    """

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="limits", verbose_name="体检方案"
    )
    name = models.CharField("限制项", max_length=80)
    grade = models.CharField("最高等次", max_length=12, choices=Grade.choices)
    source = models.CharField("取数来源", max_length=48, blank=True)
    comparison = models.CharField("触发条件", max_length=8, choices=Comparison.choices, blank=True)
    bound = models.DecimalField(
        "触发值", max_digits=8, decimal_places=2, null=True, blank=True, validators=_PERCENT[:1]
    )
    article = models.CharField("依据", max_length=120, blank=True)
    sort_order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "限制项"
        verbose_name_plural = "限制项"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(source="") & Q(comparison="") & Q(bound__isnull=True))
                | (~Q(source="") & ~Q(comparison="") & Q(bound__isnull=False)),
                name="grade_limit_bound_named",
                violation_error_message="自动判定的限制项须同时填取数来源、触发条件和触发值。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
