"""What articles 8, 9 and 16 ask of one body in one year, open from 1 January."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from projects.models.catalogue import DutyRule
from projects.querysets import OfBodyQuerySet
from projects.terms import DutyKind


class YearDuty(models.Model):
    """One demand on one body for one year (年度项目任务).

    The row says what is owed and by when; whether it is met is counted from projects, paths and
    budgets. ``met_on`` is when it was first found met, kept so that reminders stop by an index;
    it is emptied again when what met it falls away.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="year_duties", verbose_name="单位"
    )
    rule = models.ForeignKey(
        DutyRule, on_delete=models.PROTECT, related_name="+", verbose_name="要求"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("事项", max_length=20, choices=DutyKind.choices)
    needed = models.PositiveSmallIntegerField("至少")
    due_on = models.DateField("截止日期")
    met_on = models.DateField("完成日期", null=True, blank=True)

    objects = OfBodyQuerySet.as_manager()

    class Meta:
        verbose_name = "年度项目任务"
        verbose_name_plural = "年度项目任务"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "year", "kind"], name="year_duty_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(met_on__isnull=True),
                name="year_duty_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}"
