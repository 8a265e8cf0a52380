"""Action (article 14) and venues (article 16): teams with a task, and the places to meet."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from hierarchy.models import Organization, Region, Tenant
from hierarchy.terms import Tier
from projects.models.catalogue import CatalogueEntry
from projects.querysets import BookingQuerySet, TeamQuerySet, VenueQuerySet
from projects.terms import BookingStatus, TeamStatus, VenueStatus
from workflow.models import Attachment


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ActionTeamEvent",
    meta={"verbose_name": "行动载体变动", "verbose_name_plural": "行动载体变动"},
)
class ActionTeam(models.Model):
    """An action branch, pioneer post or task force that serves a key project (行动载体)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="action_teams", verbose_name="组建单位"
    )
    kind = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, related_name="+", verbose_name="类别"
    )
    name = models.CharField("名称", max_length=80)
    key_project = models.CharField("服务的重点项目", max_length=120)
    leader = models.CharField("负责人", max_length=48)
    members_count = models.PositiveSmallIntegerField("党员人数")
    tasks = models.TextField("承担任务", max_length=2000)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("计划结束日期")
    status = models.CharField(
        "状态", max_length=12, choices=TeamStatus.choices, default=TeamStatus.ASKED
    )
    registered_on = models.DateField("备案日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    outcome = models.TextField("成效", max_length=2000, blank=True)
    answer = models.CharField("备案意见", max_length=400, blank=True)
    created_at = models.DateTimeField("登记时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="action_teams", verbose_name="附件"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "行动载体"
        verbose_name_plural = "行动载体"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="action_team_days_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-id"], name="action_team_of_body"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def registrar(self) -> Organization | None:
        """Who keeps it on file (备案): the station above, where there is none the body above."""
        body = self.organization
        if body.tier in (Tier.OFFICER, Tier.BRANCH) and body.station is not None:
            return body.station
        return body.parent

    @property
    def status_words(self) -> str:
        """Its status as people read it: what ended without being registered was taken back."""
        if self.status == TeamStatus.ENDED and self.registered_on is None:
            return "已撤回"
        return self.get_status_display()


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="VenueEvent",
    meta={"verbose_name": "阵地变动", "verbose_name_plural": "阵地变动"},
)
class Venue(models.Model):
    """A place to meet, or one on the net (阵地): a 行业党建工作站 here is a venue, not the tier."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="venues", verbose_name="管理单位"
    )
    kind = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, related_name="+", verbose_name="类别"
    )
    name = models.CharField("名称", max_length=80)
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在镇（街道）",
        help_text="网络阵地不填。",
    )
    address = models.CharField("地址或网址", max_length=160)
    area = models.PositiveIntegerField("面积（平方米）", null=True, blank=True)
    seats = models.PositiveIntegerField("可容纳人数", null=True, blank=True)
    equipment = models.CharField("设施设备", max_length=400, blank=True)
    opening = models.CharField("开放时间", max_length=120, blank=True)
    contact = models.CharField("联系人", max_length=48, blank=True)
    phone = models.CharField("联系电话", max_length=24, blank=True)
    takes_bookings = models.BooleanField("可预约", default=True)
    status = models.CharField(
        "状态", max_length=12, choices=VenueStatus.choices, default=VenueStatus.OPEN
    )
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)
    created_at = models.DateTimeField("登记时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="venues", verbose_name="附件"
    )

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = "阵地"
        verbose_name_plural = "阵地"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="venue_days_in_order",
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "region"], name="venue_of_town"),
            models.Index(fields=["organization", "-id"], name="venue_of_body"),
        ]

    def __str__(self) -> str:
        return self.name


class _Hours(Func):
    """From the first hour to the last, the last not included."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Booking(models.Model):
    """Hours of a venue for a body (阵地预约); once used, it is the record of its use.

    The database lets no two standing bookings of a venue overlap.
    """

    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, related_name="bookings", verbose_name="阵地"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="bookings", verbose_name="预约单位"
    )
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    purpose = models.CharField("用途", max_length=120)
    people_count = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=BookingStatus.choices, default=BookingStatus.ASKED
    )
    answer = models.CharField("答复", max_length=200, blank=True)
    asked_at = models.DateTimeField("预约时间")

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "阵地预约"
        verbose_name_plural = "阵地预约"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="booking_hours_in_order",
                violation_error_message="结束时间须晚于开始时间。",
            ),
            ExclusionConstraint(
                name="booking_hours_free",
                expressions=[
                    (F("venue"), RangeOperators.EQUAL),
                    (_Hours("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=(BookingStatus.CONFIRMED, BookingStatus.USED)),
                violation_error_message="这段时间已有预约，请另选时间。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["venue", "starts_at"], name="booking_of_venue"),
            models.Index(fields=["organization", "-starts_at"], name="booking_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.venue}：{self.purpose}"

    @property
    def keeper(self) -> Organization:
        """The body that keeps the venue and answers."""
        return self.venue.organization
