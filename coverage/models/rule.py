"""The rule set of coverage: tenant data with effective dates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from coverage.terms import RuleKey
from hierarchy.models import Tenant
from hierarchy.models.tenant import DatedModel
from hierarchy.querysets import DatedQuerySet
from workflow.terms import Force


class CoverageRule(DatedModel):
    """One number that a verdict asks for, how strongly, and on whose word (覆盖规则)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    key = models.CharField("规则", max_length=16, choices=RuleKey.choices)
    value = models.PositiveIntegerField("数值")
    force = models.CharField("力度", max_length=8, choices=Force.choices)
    article = models.CharField("依据", max_length=120)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "覆盖规则"
        verbose_name_plural = "覆盖规则"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "key", "effective_from"], name="coverage_rule_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.value}"
