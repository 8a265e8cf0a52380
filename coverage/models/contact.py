"""What happens between an officer and a unit: contacts, and facts corrected in the field."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from coverage.models.unit import Unit
from coverage.querysets import OfUnitQuerySet
from coverage.terms import ContactKind, NoticeStatus
from documents.word.names import chinese_date
from hierarchy.models import Organization


class ContactRecord(models.Model):
    """A dated contact with a unit (联系记录, S-13), with the day of the next one."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="contacts", db_index=False, verbose_name="单位"
    )
    contacted_on = models.DateField("联系日期")
    kind = models.CharField("方式", max_length=8, choices=ContactKind.choices)
    person = models.CharField("联系人", max_length=48, blank=True)
    words = models.CharField("情况", max_length=1000, blank=True)
    talks = models.PositiveSmallIntegerField("谈话人数", default=0)
    next_on = models.DateField("下次联系", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="记录人",
    )
    recorded_as = models.CharField("以何岗位", max_length=200, blank=True)
    recorded_at = models.DateTimeField("记录时间")
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "联系记录"
        verbose_name_plural = "联系记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gte=F("contacted_on")),
                name="contact_next_after_this",
                violation_error_message="下次联系日期不能早于本次联系日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-contacted_on", "-id"], name="contact_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{chinese_date(self.contacted_on)}{self.get_kind_display()}"


class ChangeNotice(models.Model):
    """Facts of a unit that an officer corrected in the field (信息变更单, article 15).

    The correction holds from the day it was seen; the station confirms it, or asks back
    what it does not believe. ``changes`` keeps old and new by field. ``proposed`` names the new
    industry or region by id: they decide who keeps the unit, and hold once confirmed.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="notices", verbose_name="单位"
    )
    station = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="核实单位",
    )
    status = models.CharField(
        "状态", max_length=12, choices=NoticeStatus.choices, default=NoticeStatus.SUBMITTED
    )
    changes = models.JSONField("变更内容", encoder=DjangoJSONEncoder)
    proposed = models.JSONField("待核实后生效", default=dict)
    words = models.CharField("说明", max_length=400, blank=True)
    seen_on = models.DateField("发现日期")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="提交人",
    )
    submitted_as = models.CharField("以何岗位", max_length=200, blank=True)
    submitted_at = models.DateTimeField("提交时间")
    question = models.CharField("问回内容", max_length=400, blank=True)
    answer = models.CharField("答复", max_length=400, blank=True)
    decided_by = models.CharField("核实人", max_length=160, blank=True)
    decided_at = models.DateTimeField("核实时间", null=True)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "信息变更单"
        verbose_name_plural = "信息变更单"
        indexes: ClassVar = [
            models.Index(
                fields=["station", "submitted_at"],
                name="notice_waiting",
                condition=Q(status="submitted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{chinese_date(self.seen_on)} {self.unit}"

    @property
    def place(self) -> Organization:
        """Where a decision is asked: the station, else the body the unit hangs under."""
        return self.station or self.unit.place

    @property
    def unit_place(self) -> Organization:
        """Where an answer is asked: the body the unit hangs under."""
        return self.unit.place

    @property
    def pending(self) -> list[str]:
        """Labels of what holds only once it is confirmed, while it waits."""
        if self.status == NoticeStatus.CONFIRMED:
            return []
        return [str(Unit._meta.get_field(name).verbose_name) for name in self.proposed]  # type: ignore[union-attr]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """What changed: label, old and new, as people read them."""
        fields = Unit._meta
        return [
            (str(fields.get_field(name).verbose_name), old, new)  # type: ignore[union-attr]
            for name, (old, new) in self.changes.items()
        ]
