"""Expected rows, and the named exceptions to them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from routines.models.rule import ObligationRule
from routines.querysets import ObligationQuerySet, OfObligationQuerySet, OfOrganizationQuerySet
from routines.terms import Standing


class Obligation(models.Model):
    """What one organisation owes for one period of one rule (应办事项).

    ``done`` and ``met_on`` repeat what its fulfilments say, so that a city's figures are
    one grouped scan; the action that writes a fulfilment writes them in the same
    transaction. ``met_on`` is the day on which the last record needed took place.
    A postponement moves ``due_on`` and keeps the day before it in ``original_due_on``; a
    reopening moves ``freezes_on``. After that day the row never changes again.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    rule = models.ForeignKey(
        ObligationRule,
        on_delete=models.PROTECT,
        related_name="obligations",
        db_index=False,
        verbose_name="规则",
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="obligations",
        db_index=False,
        verbose_name="组织",
    )
    period_start = models.DateField("周期起")
    period_end = models.DateField("周期止")
    opens_on = models.DateField("窗口开始")
    due_on = models.DateField("截止日期")
    grace_until = models.DateField("宽限至")
    freezes_on = models.DateField("封存日期")
    original_due_on = models.DateField("延期前截止日期", null=True, blank=True)
    needed = models.PositiveSmallIntegerField("应办次数", default=1)
    standing = models.CharField(
        "是否计入", max_length=16, choices=Standing.choices, default=Standing.EXPECTED
    )
    reason = models.CharField("原因", max_length=120, blank=True)
    done = models.PositiveSmallIntegerField("已办次数", default=0)
    met_on = models.DateField("办成日期", null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "应办事项"
        verbose_name_plural = "应办事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "period_start", "organization"], name="obligation_once"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on"), due_on__lte=F("grace_until")),
                name="obligation_days_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "due_on"],
                name="obligation_open_by_day",
                condition=Q(met_on__isnull=True, standing="expected"),
            ),
            models.Index(fields=["organization", "-due_on"], name="obligation_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.period_start}"

    @property
    def last_day(self) -> dt.date:
        """The last day on which what took place still answers it."""
        return max(self.due_on, self.grace_until)

    def is_frozen(self, on: dt.date) -> bool:
        """Whether its period was closed before a day: nothing changes it any more."""
        return self.freezes_on < on


class Signed(models.Model):
    """A named, dated act: who, as which post, when."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="经办人",
    )
    post = models.CharField("以何岗位", max_length=200, blank=True)
    at = models.DateTimeField("办理时间")

    class Meta:
        abstract = True


class Exemption(Signed):
    """An organisation that need not, from one day to another, and why (豁免)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="exemptions", verbose_name="组织"
    )
    rule_code = models.CharField("规则编号", max_length=16, blank=True)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    reason = models.CharField("原因", max_length=120)

    objects = OfOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "豁免"
        verbose_name_plural = "豁免"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="exemption_in_order",
                violation_error_message="止期不能早于起期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.rule_code or '全部规则'}"


class Reopening(Signed):
    """A frozen period opened again for one organisation, until a day (重新开放)."""

    obligation = models.ForeignKey(
        Obligation, on_delete=models.CASCADE, related_name="reopenings", verbose_name="应办事项"
    )
    froze_on = models.DateField("原封存日期")
    until = models.DateField("开放至")
    reason = models.CharField("原因", max_length=200)

    objects = OfObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "重新开放"
        verbose_name_plural = "重新开放"

    def __str__(self) -> str:
        return f"{self.obligation} 至 {self.until}"


class Postponement(Signed):
    """A superior's approval to do it later (延期批复, 选举条例第三条: one year at most)."""

    obligation = models.ForeignKey(
        Obligation, on_delete=models.CASCADE, related_name="postponements", verbose_name="应办事项"
    )
    until = models.DateField("延至")
    document_no = models.CharField("批复文号", max_length=64)
    approved_by = models.CharField("批复单位", max_length=100)
    approved_on = models.DateField("批复日期")

    objects = OfObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "延期批复"
        verbose_name_plural = "延期批复"

    def __str__(self) -> str:
        return f"{self.obligation} 延至 {self.until}"
