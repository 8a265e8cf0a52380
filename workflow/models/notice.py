"""Notices (消息) in a person's inbox."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from hierarchy.models import Organization, Tenant
from workflow.querysets import NoticeQuerySet


class Notice(models.Model):
    """One message to one person about one thing, because of a post that person holds.

    ``key`` names the occasion; with the recipient it is unique, so that a second run of
    whatever sends notices sends none twice. An urgent one leaves the house apart and at once,
    the others in the day's digest; ``told_at`` is when it was handed to the channels.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", "新任务"
        AMENDED = "amended", "内容调整"
        REMINDED = "reminded", "催办"
        REPORTED = "reported", "待审核"
        RETURNED = "returned", "退回"
        ACCEPTED = "accepted", "已销号"
        OBJECTED = "objected", "异议"
        EXTENSION = "extension", "延期"
        STOPPED = "stopped", "暂缓或取消"
        COMMENTED = "commented", "批注"
        DUE_SOON = "due_soon", "临期"
        OVERDUE = "overdue", "逾期"
        HANDOVER = "handover", "交接"
        IMPORTED = "imported", "批量导入"
        ANSWERED = "answered", "办理结果"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="notices",
        verbose_name="收件人",
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="相关组织",
    )
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    title = models.CharField("标题", max_length=200)
    body = models.CharField("内容", max_length=1000, blank=True)
    path = models.CharField("链接", max_length=200, blank=True)
    key = models.CharField("事项标识", max_length=120)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    is_urgent = models.BooleanField("随到随发", default=False)
    told_at = models.DateTimeField("交付渠道时间", null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_by_moment"),
            models.Index(
                fields=["recipient"],
                name="notice_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(
                fields=["id"],
                name="notice_to_tell",
                condition=models.Q(is_urgent=True, told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
