"""What was held or handed in: entered once, answering as much as it answers."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.word.names import chinese_date
from hierarchy.models import Organization, Tenant
from routines.models.obligation import Obligation, Signed
from routines.querysets import OfOrganizationQuerySet, OfRecordQuerySet, RecordQuerySet
from routines.terms import Mark, RecordKind, RecordStatus, Source
from workflow.models import Attachment

TYPING_DAYS = 3
"""Who types within so many days is not late (示例): minutes are written up the day after."""


class PartyGroup(models.Model):
    """A group within a branch (党小组), from one day to another."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="party_groups", verbose_name="党支部"
    )
    name = models.CharField("名称", max_length=48)
    leader = models.CharField("组长", max_length=48, blank=True)
    starts_on = models.DateField("设立日期")
    ends_on = models.DateField("撤销日期", null=True, blank=True)

    objects = OfOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "党小组"
        verbose_name_plural = "党小组"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="party_group_in_order",
                violation_error_message="撤销日期不能早于设立日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="RecordEvent",
    exclude=["once_key"],
    meta={"verbose_name": "活动记录变动", "verbose_name_plural": "活动记录变动"},
)
class Record(models.Model):
    """One meeting, lesson, talk or paper (活动记录).

    Judged by ``happened_on``; ``entered_at`` shows how late it was typed. What was held
    together (``also``) makes it count as several kinds at once. A record from outside keeps
    its source and external id, and is not edited here.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="records", verbose_name="组织"
    )
    kind = models.CharField("类别", max_length=20, choices=RecordKind.choices)
    marks = ArrayField(
        models.CharField(max_length=24, choices=Mark.choices),
        verbose_name="同时属于",
        default=list,
        blank=True,
    )
    also = ArrayField(
        models.CharField(max_length=20, choices=RecordKind.choices),
        verbose_name="同时开展",
        default=list,
        blank=True,
    )
    title = models.CharField("主题", max_length=100)
    happened_on = models.DateField("日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    chair = models.CharField("主持人", max_length=48, blank=True)
    recorder = models.CharField("记录人", max_length=48, blank=True)
    speaker = models.CharField("主讲人", max_length=48, blank=True)
    group = models.ForeignKey(
        PartyGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="党小组",
    )
    expected_count = models.PositiveIntegerField("应到人数", null=True, blank=True)
    present_count = models.PositiveIntegerField("实到人数", null=True, blank=True)
    absences = models.CharField("请假及原因", max_length=400, blank=True)
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1, null=True, blank=True)
    topics = models.TextField("议题或内容", max_length=2000, blank=True)
    minutes = models.TextField("记录", max_length=20000, blank=True)
    decisions = models.TextField("决议", max_length=4000, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=RecordStatus.choices, default=RecordStatus.DRAFT
    )
    source = models.CharField("来源", max_length=12, choices=Source.choices, default=Source.HERE)
    external_id = models.CharField("外部编号", max_length=64, blank=True)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="records", verbose_name="附件"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="录入人",
    )
    entered_as = models.CharField("以何岗位", max_length=200, blank=True)
    entered_at = models.DateTimeField("录入时间")
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "活动记录"
        verbose_name_plural = "活动记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "source", "external_id"],
                condition=~Q(external_id=""),
                name="record_external_once",
            ),
            models.CheckConstraint(
                condition=Q(present_count__isnull=True)
                | Q(expected_count__isnull=True)
                | Q(present_count__lte=F("expected_count")),
                name="record_present_of_expected",
                violation_error_message="实到人数不能多于应到人数。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-happened_on", "-id"], name="record_of_body"),
            models.Index(fields=["tenant", "-happened_on", "-id"], name="record_of_city"),
        ]

    def __str__(self) -> str:
        return f"{chinese_date(self.happened_on)}{self.get_kind_display()}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Everything that was held: its kind, and what was held together with it."""
        return (self.kind, *(kind for kind in self.also if kind != self.kind))

    @property
    def kinds_label(self) -> str:
        """Everything that was held, in words."""
        return "、".join(RecordKind(kind).label for kind in self.kinds)

    @property
    def also_labels(self) -> list[str]:
        """What was held together with it, in words."""
        return [RecordKind(kind).label for kind in self.also]

    @property
    def mark_labels(self) -> list[str]:
        """What more it was, in words."""
        return [Mark(mark).label for mark in self.marks]

    @property
    def typed_late_days(self) -> int:
        """How many days after it took place it was typed (补录); 0 within the usual days."""
        days = (timezone.localdate(self.entered_at) - self.happened_on).days
        return days if days > TYPING_DAYS else 0

    @property
    def is_from_outside(self) -> bool:
        """Whether another system or room keeps it: it is read here, and changed there."""
        return self.source in (Source.PLATFORM, Source.SHEET, Source.INSPECTION)

    @property
    def origin_path(self) -> str:
        """The page of what it was made of, where that is another room's."""
        return self.external_id if self.source == Source.INSPECTION else ""


class Fulfilment(Signed):
    """That one record answers one obligation (完成对应), as a person confirmed."""

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="fulfilments", verbose_name="记录"
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="fulfilments", verbose_name="应办事项"
    )

    objects = OfRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "完成对应"
        verbose_name_plural = "完成对应"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "obligation"], name="fulfilment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record} → {self.obligation}"
