"""Running numbers (编号)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hierarchy.models import Tenant
from hierarchy.querysets import TenantScopedQuerySet


class NumberSeries(models.Model):
    """The last number given out in one series of one tenant, e.g. ``QD-2026-L1-INTERNET``."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    series = models.CharField("系列", max_length=60)
    last = models.PositiveIntegerField("最后编号", default=0)

    objects = TenantScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "编号系列"
        verbose_name_plural = "编号系列"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "series"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.last:03d}"
