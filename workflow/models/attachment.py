"""Evidence files (佐证材料): uploaded once, cited often."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from hierarchy.models import Organization, Tenant
from workflow.querysets import AttachmentQuerySet


def _place(instance: Attachment, filename: str) -> str:
    """By tenant and content, so that one content lies on disk once a tenant."""
    return f"evidence/{instance.tenant_id}/{instance.sha256[:2]}/{instance.sha256}"


class Attachment(models.Model):
    """A file that an organisation owns; the same content is stored and listed once."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属组织"
    )
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("校验值", max_length=64)
    file = models.FileField("文件", upload_to=_place, max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="上传人",
    )
    uploaded_at = models.DateTimeField("上传时间")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "sha256"], name="attachment_content_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """True for what a page can show as a thumbnail."""
        return self.content_type.startswith("image/")
