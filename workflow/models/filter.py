"""Saved filters (常用筛选)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflow.querysets import SavedFilterQuerySet


class SavedFilter(models.Model):
    """A search that a person named, on one page. It holds a query, never rows."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_filters",
        verbose_name="用户",
    )
    page = models.CharField("页面", max_length=64)
    name = models.CharField("名称", max_length=32)
    query = models.CharField("条件", max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "常用筛选"
        verbose_name_plural = "常用筛选"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="saved_filter_once",
                violation_error_message="已有同名的常用筛选，请换一个名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
