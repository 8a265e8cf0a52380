"""What a city decides about projects and money: tenant data with effective dates."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from hierarchy.models import Tenant
from hierarchy.models.tenant import DatedModel
from projects.querysets import CityListQuerySet
from projects.terms import Catalogue, DutyKind, Signer
from workflow.terms import Force

NOUGHT = Decimal(0)


class CatalogueEntry(DatedModel):
    """One name in one of the city's lists (目录项): a category, a lever, a criterion …

    ``points`` are the most a review criterion gives; the criteria of a city make up 100.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    catalogue = models.CharField("目录", max_length=20, choices=Catalogue.choices)
    code = models.SlugField("代码", max_length=32)
    name = models.CharField("名称", max_length=48)
    note = models.CharField("说明", max_length=200, blank=True)
    points = models.PositiveSmallIntegerField("满分", default=0)
    sort_order = models.PositiveSmallIntegerField("顺序", default=0)
    is_example = models.BooleanField("示例，可调整", default=True)

    objects = CityListQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "目录项"
        verbose_name_plural = "目录项"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "catalogue", "code", "effective_from"],
                name="catalogue_entry_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FundSource(DatedModel):
    """Where money comes from (资金来源). Sources are kept apart and never mix (domain.md §6).

    ``categories`` are the codes of expense categories it may pay for, all where empty: dues
    handed down (上级下拨党费) pay for what 党费规定第十九条 names and nothing else.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    code = models.SlugField("代码", max_length=32)
    name = models.CharField("名称", max_length=48)
    categories = ArrayField(
        models.CharField(max_length=32),
        verbose_name="可列支科目",
        default=list,
        blank=True,
        help_text="留空即不限科目。",
    )
    needs_meeting = models.BooleanField("须集体研究决定", default=False)
    article = models.CharField("依据", max_length=120, blank=True)
    sort_order = models.PositiveSmallIntegerField("顺序", default=0)
    is_example = models.BooleanField("示例，可调整", default=True)

    objects = CityListQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "资金来源"
        verbose_name_plural = "资金来源"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "code", "effective_from"], name="fund_source_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ForbiddenUse(DatedModel):
    """What may not be paid for (负面清单): refused with the rule, known by its words."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    code = models.SlugField("代码", max_length=32)
    name = models.CharField("名称", max_length=48)
    words = ArrayField(
        models.CharField(max_length=24),
        verbose_name="识别用词",
        help_text="支出内容含其中任一词即拦截，每词不超过 24 字。",
    )
    article = models.CharField("依据", max_length=120)
    is_example = models.BooleanField("示例，可调整", default=True)

    objects = CityListQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "负面清单项"
        verbose_name_plural = "负面清单"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "code", "effective_from"], name="forbidden_use_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalBand(DatedModel):
    """Who approves an expense of more than an amount (审批权限), in order.

    The band with the highest ``over`` below the amount rules it: 5000 元 itself belongs to the
    band over 0, 5000.01 元 to the band over 5000.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    over = models.DecimalField(
        "超过金额（元）", max_digits=14, decimal_places=2, validators=[MinValueValidator(NOUGHT)]
    )
    signers = ArrayField(
        models.CharField(max_length=20, choices=Signer.choices), verbose_name="审批环节"
    )
    article = models.CharField("依据", max_length=120, blank=True)
    is_example = models.BooleanField("示例，可调整", default=True)

    objects = CityListQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "审批权限"
        verbose_name_plural = "审批权限"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "over", "effective_from"], name="approval_band_once_a_day"
            ),
            models.CheckConstraint(condition=Q(over__gte=0), name="approval_band_not_negative"),
            models.CheckConstraint(
                condition=Q(signers__len__gte=1),
                name="approval_band_has_signers",
                violation_error_message="请至少设一个审批环节。",
            ),
        ]

    def __str__(self) -> str:
        return f"超过 {self.over} 元"


class ProjectPolicy(DatedModel):
    """The numbers that the life of a project asks for (项目管理规则); all are proposals (丁)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    reviewers_needed = models.PositiveSmallIntegerField(
        "评审最少人数", default=3, validators=[MinValueValidator(1)]
    )
    pass_score = models.DecimalField(
        "立项最低平均分", max_digits=5, decimal_places=2, default=Decimal(60)
    )
    notice_working_days = models.PositiveSmallIntegerField(
        "公示工作日", default=5, validators=[MinValueValidator(1)]
    )
    usual_most = models.PositiveSmallIntegerField(
        "每年项目数上限（超过须说明理由）", default=2, validators=[MinValueValidator(1)]
    )
    city_budget_change = models.PositiveSmallIntegerField(
        "预算调整超过百分之几报市委两新工委", default=10
    )
    brand_years = models.PositiveSmallIntegerField(
        "品牌认定有效年数", default=2, validators=[MinValueValidator(1)]
    )
    dense_branches = models.PositiveSmallIntegerField(
        "镇（街道）党组织达到多少个算相对集中", default=10, validators=[MinValueValidator(1)]
    )
    is_example = models.BooleanField("示例，可调整", default=True)

    objects = CityListQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "项目管理规则"
        verbose_name_plural = "项目管理规则"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "effective_from"], name="project_policy_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effective_from} 起的项目管理规则"


class DutyRule(DatedModel):
    """What articles 8, 9 and 16 ask of each committee, or of the city, every year (年度要求)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    kind = models.CharField("事项", max_length=20, choices=DutyKind.choices)
    needed = models.PositiveSmallIntegerField("至少", default=1, validators=[MinValueValidator(1)])
    due_month = models.PositiveSmallIntegerField("截止月")
    due_day = models.PositiveSmallIntegerField("截止日")
    force = models.CharField("力度", max_length=8, choices=Force.choices)
    article = models.CharField("依据", max_length=120)
    is_example = models.BooleanField("示例，可调整", default=True)

    objects = CityListQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "年度要求"
        verbose_name_plural = "年度要求"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "kind", "effective_from"], name="duty_rule_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(due_month__range=(1, 12)) & Q(due_day__range=(1, 31)),
                name="duty_rule_day_of_year",
                violation_error_message="截止日期须是一年中的一天。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
