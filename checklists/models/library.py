"""The library (清单库): items worth starting from, kept by the city."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from checklists.terms import Category, Frequency, IndicatorKind
from hierarchy.models import Tenant
from hierarchy.querysets import TenantScopedQuerySet
from hierarchy.terms import Tier


class LibraryItem(models.Model):
    """A worked example of how a tier passes an item on; copied, never linked."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    tier = models.CharField("下发层级", max_length=16, choices=Tier.choices)
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    article = models.CharField("依据条款", max_length=60, blank=True)
    upper_title = models.CharField("对应上级事项", max_length=120, blank=True)
    title = models.CharField("任务内容", max_length=120)
    content = models.TextField("具体内容", max_length=2000, blank=True)
    requirement = models.CharField("目标要求", max_length=500, blank=True)
    indicator_name = models.CharField("指标名称", max_length=60, blank=True)
    indicator_unit = models.CharField("单位", max_length=12, blank=True)
    indicator_kind = models.CharField(
        "口径", max_length=12, choices=IndicatorKind.choices, blank=True
    )
    frequency = models.CharField(
        "频次", max_length=10, choices=Frequency.choices, default=Frequency.ONCE
    )
    evidence_types = models.CharField("佐证材料要求", max_length=200, blank=True)
    evidence_minimum = models.PositiveSmallIntegerField("最少份数", default=0)
    is_example = models.BooleanField("示例", default=False)

    objects = TenantScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "清单库事项"
        verbose_name_plural = "清单库"
        indexes: ClassVar = [
            models.Index(fields=["tenant", "tier", "upper_title"], name="library_by_upper"),
        ]

    def __str__(self) -> str:
        return self.title
