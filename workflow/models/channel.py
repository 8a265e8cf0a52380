"""Beyond the inbox: channels of a city, ways to reach a person, and what became of each message."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from hierarchy.models import Tenant
from workflow.querysets import (
    ChannelQuerySet,
    ContactWayQuerySet,
    DeliveryQuerySet,
    MessagePolicyQuerySet,
    MessagePreferenceQuerySet,
)

# When nobody has chosen otherwise (丁).
DIGEST_AT, QUIET_FROM, QUIET_UNTIL = dt.time(8, 30), dt.time(21, 0), dt.time(7, 30)

# How long the rows of what was told are kept: long enough that nothing is planned a second time.
KEPT_DAYS, KEPT_AT_LEAST, KEPT_AT_MOST = 400, 240, 3650


class ChannelKind(models.TextChoices):
    """The ways a message may leave the house."""

    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"


def lies_within(moment: dt.time, start: dt.time, end: dt.time) -> bool:
    """Whether a time of day lies in a span that may pass midnight; an empty span holds nothing."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


class Hours(models.Model):
    """At which hour messages come together, and at which none comes."""

    digest_at = models.TimeField("每日汇总时间", default=DIGEST_AT)
    quiet_from = models.TimeField("免打扰开始", default=QUIET_FROM)
    quiet_until = models.TimeField("免打扰结束", default=QUIET_UNTIL)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """The digest comes at an hour at which messages may come."""
        if lies_within(self.digest_at, self.quiet_from, self.quiet_until):
            text = "每日汇总时间落在免打扰时段内，请改到免打扰结束之后。"
            raise ValidationError({"digest_at": ValidationError(text, code="in_quiet_hours")})

    def is_quiet(self, at: dt.datetime) -> bool:
        """Whether nothing goes out at this (local) moment."""
        return lies_within(at.time(), self.quiet_from, self.quiet_until)

    def next_loud(self, at: dt.datetime) -> dt.datetime:
        """This (local) moment, or the end of the quiet hours it lies in."""
        if not self.is_quiet(at):
            return at
        end = dt.datetime.combine(at.date(), self.quiet_until, tzinfo=at.tzinfo)
        return end if end > at else end + dt.timedelta(days=1)


class MessagePolicy(Hours):
    """What a city decides about messages (消息规则).

    Hours for who chose none, how often one may urge a day, how long what was told is kept.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    urges_per_day = models.PositiveSmallIntegerField(
        "每日催办上限（次）",
        default=1,
        help_text="同一事项对同一人每天最多催办几次，以免打扰。",
    )
    keep_days = models.PositiveSmallIntegerField(
        "提醒记录保存（天）",
        default=KEPT_DAYS,
        help_text="发出的提醒和投递结果保存多少天，过期的每天凌晨清理。",
    )

    objects = MessagePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "消息规则"
        verbose_name_plural = "消息规则"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(urges_per_day__range=(1, 5)),
                name="messagepolicy_urges_in_range",
                violation_error_message="每日催办上限应在 1 到 5 次之间。",
            ),
            models.CheckConstraint(
                condition=Q(keep_days__range=(KEPT_AT_LEAST, KEPT_AT_MOST)),
                name="messagepolicy_keep_days_in_range",
                violation_error_message=(
                    f"提醒记录的保存天数应在 {KEPT_AT_LEAST} 到 {KEPT_AT_MOST} 天之间。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenant} 消息规则"


class MessagePreference(Hours):
    """What a person chose about messages outside the inbox (消息提醒设置).

    ``digest_done_on`` is the last day whose digest was put together, empty or not.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="message_preference",
        verbose_name="用户",
    )
    digest_done_on = models.DateField("汇总已到", null=True, editable=False)

    objects = MessagePreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "消息提醒设置"
        verbose_name_plural = "消息提醒设置"

    def __str__(self) -> str:
        return f"{self.user} 的消息提醒设置"


class Channel(models.Model):
    """A channel that a city has switched on (消息渠道); ``secret`` is kept encrypted.

    Only e-mail has settings of its own: the city's mail server. The others are addressed by
    each person's own robot.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    kind = models.CharField("渠道", max_length=12, choices=ChannelKind.choices)
    is_on = models.BooleanField("启用", default=False)
    host = models.CharField("邮件服务器", max_length=200, blank=True)
    port = models.PositiveIntegerField("端口", default=465)
    login = models.CharField("登录名", max_length=200, blank=True)
    sender = models.EmailField("发件人地址", blank=True)
    secret = models.TextField("密码（加密保存）", blank=True, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = "消息渠道"
        verbose_name_plural = "消息渠道"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "kind"], name="channel_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ContactWay(models.Model):
    """Where one person is reached by one channel (接收方式); used once its code came back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="contact_ways",
        verbose_name="用户",
    )
    kind = models.CharField("渠道", max_length=12, choices=ChannelKind.choices)
    address = models.TextField("地址（加密保存）", editable=False)
    hint = models.CharField("地址", max_length=80)
    is_on = models.BooleanField("启用", default=True)
    code = models.CharField("验证码", max_length=8, blank=True, editable=False)
    code_sent_at = models.DateTimeField("验证码发送时间", null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField("验证码尝试次数", default=0, editable=False)
    verified_at = models.DateTimeField("验证时间", null=True, editable=False)

    objects = ContactWayQuerySet.as_manager()

    class Meta:
        verbose_name = "接收方式"
        verbose_name_plural = "接收方式"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind"], name="contactway_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.hint}"


class Delivery(models.Model):
    """One message to one person by one channel, and what became of it (投递).

    ``key`` names the message, so that none is made twice. Who sends it holds a lease until
    ``leased_until``; a lease that ran out means that the call had begun and nobody knows how it
    ended: 待确认, never sent again by itself.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待发"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发"
        FAILED = "failed", "未发出"
        UNKNOWN = "unknown", "待确认"

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="收件人",
    )
    kind = models.CharField("渠道", max_length=12, choices=ChannelKind.choices)
    key = models.CharField("消息标识", max_length=80)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField("登记时间")
    send_after = models.DateTimeField("最早发送时间")
    claim = models.CharField("办理标识", max_length=32, blank=True, editable=False)
    leased_until = models.DateTimeField("占用至", null=True, editable=False)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    settled_at = models.DateTimeField("处理时间", null=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "投递"
        verbose_name_plural = "投递"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "tenant", "key"], name="delivery_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(leased_until__isnull=False),
                name="delivery_sending_is_leased",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "send_after"], name="delivery_due", condition=Q(state="pending")
            ),
            models.Index(
                fields=["leased_until"], name="delivery_leased", condition=Q(state="sending")
            ),
            models.Index(fields=["tenant", "state", "-id"], name="delivery_of_tenant"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_kind_display()}）"
