"""What a committee has set down in writing (制度文本, article 10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from projects.querysets import RegulationQuerySet
from projects.terms import RegulationKind
from workflow.models import Attachment


class Regulation(models.Model):
    """One version of one regulation of one body; a later version ends the one before."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="regulations", verbose_name="制定单位"
    )
    kind = models.CharField("制度类别", max_length=12, choices=RegulationKind.choices)
    title = models.CharField("制度名称", max_length=80)
    version = models.CharField("版本", max_length=24)
    issued_on = models.DateField("印发日期")
    document_number = models.CharField("文号", max_length=60, blank=True)
    ended_on = models.DateField("废止日期", null=True, blank=True)
    created_at = models.DateTimeField("登记时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="regulations", verbose_name="文本"
    )

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "制度文本"
        verbose_name_plural = "制度文本"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(ended_on__isnull=True),
                name="regulation_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("issued_on")),
                name="regulation_days_in_order",
                violation_error_message="废止日期不能早于印发日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "kind", "-issued_on"], name="regulation_of_body"),
        ]

    def __str__(self) -> str:
        return self.title
