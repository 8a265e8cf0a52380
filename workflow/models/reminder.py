"""Reminders (提醒): the city's plans, and one row for each thing told to one person at one step."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from hierarchy.models.tenant import DatedModel
from workflow.models.notice import Notice
from workflow.querysets import ReminderPlanQuerySet, ReminderQuerySet, ReminderScanQuerySet
from workflow.reminders import MOST_DAYS, Plan

_DAYS = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
_MOST_STEPS = 6


def _days(label: str, help_text: str) -> ArrayField:
    return ArrayField(
        models.PositiveSmallIntegerField(validators=_DAYS),
        verbose_name=label,
        size=_MOST_STEPS,
        default=list,
        blank=True,
        help_text=help_text,
    )


class ReminderPlan(DatedModel):
    """When people of a city are told of one kind of thing (提醒方案); figures are working days.

    ``source`` is the key of a ``DueSource``; ``code`` one of its codes, or empty for whatever of
    it has no plan of its own. Where a city has none, the source's usual plan holds.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    source = models.CharField("提醒对象", max_length=32)
    code = models.CharField("具体事项", max_length=32, blank=True)
    before = _days("到期前（工作日）", "如 3,1 表示到期前第 3 个和第 1 个工作日各提醒一次。")
    on_day = models.BooleanField("到期当天提醒", default=True)
    after = _days("逾期后（工作日）", "如 1,5 表示逾期后第 1 个和第 5 个工作日各提醒一次。")
    up_after = models.PositiveSmallIntegerField(
        "逾期后报上一级（工作日）",
        null=True,
        blank=True,
        validators=_DAYS,
        help_text="逾期满几个工作日仍未办结的，同时告知上一级；不填表示不告知。",
    )

    objects = ReminderPlanQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "提醒方案"
        verbose_name_plural = "提醒方案"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "source", "code", "effective_from"],
                name="reminderplan_once_a_day",
                violation_error_message="同一事项自这一天起已有提醒方案，请修改原方案或换一个日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}{f'/{self.code}' if self.code else ''}"

    def clean(self) -> None:
        """No step is asked for twice."""
        for name in ("before", "after"):
            days = getattr(self, name) or []
            if len(set(days)) != len(days):
                raise ValidationError(
                    {name: ValidationError("天数有重复，请删去重复的。", code="twice")}
                )

    @property
    def plan(self) -> Plan:
        """The days, without what they are for."""
        return Plan(
            before=tuple(self.before),
            on_day=self.on_day,
            after=tuple(self.after),
            up_after=self.up_after,
        )


class Reminder(models.Model):
    """One step of one thing for one person (提醒): the unique key is what makes it once.

    ``organization`` owes it and ``addressee`` is the body that is told, the tier above for a
    step upward. ``due_on`` is the day it is owed by, ``planned_on`` the day of the step: told on
    a later one it is late. Many reminders may be put into one notice.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        DROPPED = "dropped", "无需发"

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    source = models.CharField("提醒对象", max_length=32)
    subject = models.BigIntegerField("事项")
    step = models.CharField("节点", max_length=12)
    due_on = models.DateField("到期日")
    planned_on = models.DateField("应提醒日")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="承办组织",
    )
    addressee = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="告知组织",
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="收件人",
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    is_late = models.BooleanField("补发", default=False)
    created_at = models.DateTimeField("登记时间")
    settled_at = models.DateTimeField("处理时间", null=True)
    notice = models.ForeignKey(
        Notice,
        on_delete=models.PROTECT,
        null=True,
        related_name="reminders",
        db_index=False,
        verbose_name="消息",
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "subject", "due_on", "step", "recipient"], name="reminder_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["recipient", "id"],
                name="reminder_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["tenant", "planned_on", "state"], name="reminder_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.subject} {self.step}"


class ReminderScan(models.Model):
    """Up to which day a source of a city has been gone through (提醒扫描)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    source = models.CharField("提醒对象", max_length=32)
    done_through = models.DateField("已完成至")
    scanned_at = models.DateTimeField("最近扫描时间")

    objects = ReminderScanQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒扫描"
        verbose_name_plural = "提醒扫描"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "source"], name="reminderscan_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.done_through}"
