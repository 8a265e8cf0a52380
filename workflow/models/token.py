"""Keys for other systems (接口令牌): the secret is shown once, only its hash is kept."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Tenant
from workflow.querysets import ApiTokenQuerySet


class ApiToken(models.Model):
    """One key by which one other system exchanges data of one city (接口令牌).

    ``mark`` is the beginning of the secret, by which people tell keys apart. A key that was
    revoked, or whose day has come, opens nothing.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    name = models.CharField("用途", max_length=60)
    mark = models.CharField("令牌前缀", max_length=16)
    digest = models.CharField("令牌摘要", max_length=64, unique=True, editable=False)
    expires_on = models.DateField("有效期至")
    created_at = models.DateTimeField("签发时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="签发人",
    )
    last_used_at = models.DateTimeField("最近使用", null=True, editable=False)
    revoked_at = models.DateTimeField("停用时间", null=True, editable=False)
    revoked_reason = models.CharField("停用原因", max_length=200, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                name="api_token_revoked_after_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.mark}…）"

    def is_live(self, on: dt.date) -> bool:
        """Whether it opens anything on a day."""
        return self.revoked_at is None and on <= self.expires_on
