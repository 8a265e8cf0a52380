"""Calendar feeds: a secret address that a calendar program may read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization
from routines.querysets import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """A person's own calendar address (日历订阅), of their duties or of one organisation.

    Only the hash of the secret is kept. What the address shows is judged anew each time by
    what the person may see that day; a recalled one shows nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="本人"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="组织"
    )
    token_hash = models.CharField("密钥摘要", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("建立时间")
    revoked_at = models.DateTimeField("停用时间", null=True)
    last_read_at = models.DateTimeField("最近读取", null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="calendar_feed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.organization or '本人事项'}"
