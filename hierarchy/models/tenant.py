"""The tenant (a city) and the data that describes it: words, regions, industries, days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hierarchy.querysets import DatedQuerySet, TenantQuerySet, TenantScopedQuerySet
from hierarchy.terms import Tier


class Tenant(models.Model):
    """A city (设区市): one 市委两新工委 at the root of one tree.

    Settings that a city may choose are columns, so that each has a type, a default and
    a label. The defaults marked 示例 come from domain.md §4.2 (丁) and may be changed.
    """

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=64)
    is_demo = models.BooleanField("演示数据", default=False)
    sign_working_days = models.PositiveSmallIntegerField("签收期限（工作日）", default=3)
    warn_days = models.PositiveSmallIntegerField("临期提醒（天）", default=15)
    warn_progress = models.PositiveSmallIntegerField("临期提醒进度（%）", default=80)
    lead_days = models.PositiveSmallIntegerField("下级时限默认提前（天）", default=10)
    tree_proved_at = models.DateTimeField("组织树校验时间", null=True, editable=False)
    tree_is_sound = models.BooleanField("组织树校验通过", default=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "城市"
        verbose_name_plural = "城市"

    def __str__(self) -> str:
        return self.name


class DatedModel(models.Model):
    """Tenant data in force from one day to another, both included."""

    effective_from = models.DateField("生效日期")
    effective_to = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="%(class)s_effective_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        ]


class Term(DatedModel):
    """What this city calls a tier or a list (用语), e.g. ``tier.station`` 区域党建工作站.

    Another city's words, or 两企三新 instead of 两新, need no code.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    key = models.CharField("项", max_length=48)
    name = models.CharField("名称", max_length=48)
    short_name = models.CharField("简称", max_length=24, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "用语"
        verbose_name_plural = "用语"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "key", "effective_from"], name="term_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TierPlacement(DatedModel):
    """Which tier may stand directly under which (层级关系): a table, not depth arithmetic."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    upper = models.CharField("上级层级", max_length=16, choices=Tier.choices)
    lower = models.CharField("下级层级", max_length=16, choices=Tier.choices)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "层级关系"
        verbose_name_plural = "层级关系"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "upper", "lower", "effective_from"], name="placement_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(upper=F("lower")), name="placement_two_tiers"),
        ]

    def __str__(self) -> str:
        return f"{self.get_upper_display()}—{self.get_lower_display()}"


class Region(models.Model):
    """A place of the territory line (块线): city, district or town.

    ``parent`` is who administers it, ``civil_parent`` where civil affairs put it:
    苏州工业园区 runs five streets that belong to other districts in the civil register.
    """

    class Level(models.TextChoices):
        CITY = "city", "市"
        DISTRICT = "district", "县（市、区）"
        TOWN = "town", "镇（街道）"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=48)
    name_key = models.CharField("拼音", max_length=120, blank=True, editable=False)
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    kind = models.CharField("类别", max_length=16, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="管理上级",
    )
    civil_parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="civil_children",
        verbose_name="民政上级",
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = TenantScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "区域"
        verbose_name_plural = "区域"
        permissions: ClassVar = [
            ("view_organization", "查看组织"),
            ("view_work", "查看清单与任务"),
            ("comment_assignment", "批注"),
            ("keep_ledger", "维护台账"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "code"], name="region_code_once"),
            models.CheckConstraint(
                condition=Q(level="city", parent__isnull=True)
                | (~Q(level="city") & Q(parent__isnull=False)),
                name="region_below_city_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Industry(DatedModel):
    """One of the ten industries (行业), tenant data with effective dates (articles 1 and 4)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    code = models.CharField("代码", max_length=16)
    name = models.CharField("名称", max_length=32)
    competent_department = models.CharField("行业主管部门", max_length=64, blank=True)
    department_is_example = models.BooleanField("主管部门为示例", default=False)
    sort_order = models.PositiveSmallIntegerField("顺序", default=0)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "行业"
        verbose_name_plural = "行业"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "code", "effective_from"], name="industry_code_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Workday(models.Model):
    """A day that departs from Monday-to-Friday (调休): a holiday, or a worked weekend."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    date = models.DateField("日期")
    is_working = models.BooleanField("上班")
    name = models.CharField("说明", max_length=48, blank=True)
    is_official = models.BooleanField("已公布安排", default=True)

    objects = TenantScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "工作日安排"
        verbose_name_plural = "工作日安排"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "date"], name="workday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
