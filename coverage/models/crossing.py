"""Lines that a fact has crossed (越线): what makes somebody act."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from coverage.models.unit import Unit
from coverage.querysets import CrossingQuerySet
from coverage.terms import CrossingKind
from hierarchy.models import Organization, Tenant


class Crossing(models.Model):
    """One crossing of a unit or of a party organisation; open until the fact is settled."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    kind = models.CharField("事项", max_length=16, choices=CrossingKind.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, related_name="crossings", verbose_name="单位"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="crossings",
        verbose_name="党组织",
    )
    value = models.PositiveIntegerField("现值")
    threshold = models.PositiveIntegerField("界线")
    crossed_on = models.DateField("发生日期")
    due_date = models.DateField("办理时限", null=True)
    recorded_at = models.DateTimeField("登记时间")
    settled_at = models.DateTimeField("了结时间", null=True)
    settled_why = models.CharField("了结情况", max_length=200, blank=True)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        verbose_name = "越线事项"
        verbose_name_plural = "越线事项"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, organization__isnull=True)
                | Q(unit__isnull=True, organization__isnull=False),
                name="crossing_of_unit_or_body",
            ),
            models.UniqueConstraint(
                fields=["kind", "unit"],
                condition=Q(settled_at__isnull=True, unit__isnull=False),
                name="crossing_open_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["kind", "organization"],
                condition=Q(settled_at__isnull=True, organization__isnull=False),
                name="crossing_open_once_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit or self.organization}"
