"""The whole volume of a project, as it was last bound into one PDF (项目全卷)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from projects.models.project import Project
from projects.querysets import VolumeQuerySet


def _place(instance: BoundVolume, filename: str) -> str:
    project = instance.project
    return f"volumes/{project.tenant_id}/{project.pk}_{instance.ticket}.pdf"


class BoundVolume(models.Model):
    """One project's volume: ordered by a reader, bound by a task, kept until it is bound anew.

    ``for_city`` is the one that says who gave which score; the applicant's says the average.
    ``ticket`` is the order it belongs to: a task that comes late finds another and does nothing.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="volumes", verbose_name="项目"
    )
    for_city = models.BooleanField("上级所阅", default=False)
    ticket = models.CharField("生成标识", max_length=32)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="生成人",
    )
    ordered_as = models.BigIntegerField("以何任职生成", null=True)
    ordered_at = models.DateTimeField("生成开始时间")
    bound_at = models.DateTimeField("生成完成时间", null=True)
    file = models.FileField("文件", upload_to=_place, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    pages = models.PositiveIntegerField("页数", default=0)
    left_out = ArrayField(
        models.CharField(max_length=400), verbose_name="未并入的附件", default=list, blank=True
    )
    refusal = models.CharField("未能生成的原因", max_length=400, blank=True)

    objects = VolumeQuerySet.as_manager()

    class Meta:
        verbose_name = "项目全卷"
        verbose_name_plural = "项目全卷"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "for_city"], name="bound_volume_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project}全卷"

    @property
    def is_ready(self) -> bool:
        """Whether there is a file to hand out."""
        return bool(self.file)
