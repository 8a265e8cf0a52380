"""One import of members (导入党员): who entered how many, for as long as it may be taken back.

The sheet itself is never kept (docs/decisions/025); its members point here.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from hierarchy.models import Organization, Tenant
from people.querysets import MemberImportQuerySet


class MemberImport(models.Model):
    """A sheet that was confirmed (导入记录), and when it was taken back."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党支部"
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="导入人",
    )
    imported_at = models.DateTimeField("导入时间")
    rows = models.PositiveSmallIntegerField("导入党员（名）")
    undone_on = models.DateField("撤销日期", null=True, blank=True)

    objects = MemberImportQuerySet.as_manager()

    class Meta:
        verbose_name = "党员导入记录"
        verbose_name_plural = "党员导入记录"
        indexes: ClassVar = [
            models.Index(fields=["organization", "-imported_at"], name="member_import_of_branch"),
        ]

    def __str__(self) -> str:
        return f"导入党员{self.rows}名"
