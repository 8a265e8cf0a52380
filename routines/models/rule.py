"""The rules that make expected rows: tenant data with effective dates."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from hierarchy.models import Tenant
from hierarchy.models.tenant import DatedModel
from hierarchy.querysets import DatedQuerySet
from hierarchy.terms import Kind, Tier
from routines.terms import Condition, Counting, Event, Mark, Period, RecordKind, Shift
from workflow.terms import Force


class ObligationRule(DatedModel):
    """One duty that repeats or is called up by an event (履职规则, domain.md §1 and §2).

    A period's window opens on the first day of the month ``opens_months`` after the
    period's own first; it is due on the last day of the month ``due_months`` after the
    period's own last, moved by ``due_days``, calendar or working days, and then by
    ``shift``. What is done within ``grace_days`` after counts as done, not as in time. A
    period freezes ``freeze_days`` after that. An event's window opens ``lead_months``
    before its day; it is due on that day, moved by ``due_months`` and ``due_days``. The
    version in force on a period's first day rules the period.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    code = models.CharField("编号", max_length=16)
    name = models.CharField("名称", max_length=60)
    tier = models.CharField("对象层级", max_length=16, choices=Tier.choices)
    kinds = ArrayField(
        models.CharField(max_length=24, choices=Kind.choices),
        verbose_name="对象类别",
        default=list,
        blank=True,
        help_text="留空即该层级的全部组织（未建单位除外）。",
    )
    condition = models.CharField(
        "适用条件", max_length=16, choices=Condition.choices, default=Condition.ALWAYS
    )
    period = models.CharField("周期", max_length=12, choices=Period.choices)
    event = models.CharField("触发事件", max_length=20, choices=Event.choices, blank=True)
    counting = models.CharField(
        "计数口径", max_length=8, choices=Counting.choices, default=Counting.BODY
    )
    needed = models.PositiveSmallIntegerField(
        "应办次数", default=1, validators=[MinValueValidator(1)]
    )
    answered_by = ArrayField(
        models.CharField(max_length=20, choices=RecordKind.choices), verbose_name="可完成的记录"
    )
    marks = ArrayField(
        models.CharField(max_length=24, choices=Mark.choices),
        verbose_name="记录须属于",
        default=list,
        blank=True,
    )
    opens_months = models.PositiveSmallIntegerField("窗口开始（周期首月后几个月）", default=0)
    due_months = models.PositiveSmallIntegerField("截止（周期末月或事件后几个月）", default=0)
    due_days = models.SmallIntegerField("截止再加几天", default=0)
    due_in_working_days = models.BooleanField("按工作日计", default=False)
    shift = models.CharField("遇休息日", max_length=8, choices=Shift.choices, default=Shift.STAY)
    lead_months = models.PositiveSmallIntegerField("事件前几个月开始", default=0)
    grace_days = models.PositiveSmallIntegerField("宽限天数", default=0)
    freeze_days = models.PositiveSmallIntegerField("截止后几天封存", default=30)
    force = models.CharField("力度", max_length=8, choices=Force.choices)
    evidence = models.CharField("佐证要求", max_length=200, blank=True)
    article = models.CharField("依据", max_length=120)
    is_example = models.BooleanField("示例，可调整", default=False)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "履职规则"
        verbose_name_plural = "履职规则"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "code", "effective_from"], name="obligation_rule_once_a_day"
            ),
            models.CheckConstraint(
                condition=(Q(period=Period.EVENT) & ~Q(event=""))
                | (~Q(period=Period.EVENT) & Q(event="")),
                name="obligation_rule_event_named",
                violation_error_message="按事件的规则须选触发事件，按周期的规则不选。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
