"""Posts and who holds them (岗位、任职), stand-ins, handovers, and the grants they write."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from documents.word.names import chinese_date
from hierarchy.models.organization import Organization
from hierarchy.models.tenant import Region, Tenant
from hierarchy.querysets import (
    AppointmentQuerySet,
    DelegationQuerySet,
    PositionQuerySet,
    ScopedQuerySet,
)
from hierarchy.terms import Role


class Position(models.Model):
    """A post (岗位) at an organisation of the industry line or in a region of the territory line.

    Work belongs to posts, not to persons: who holds the post today finds its work.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name="组织",
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name="区域",
    )
    title = models.CharField("职务", max_length=48)
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    is_abolished = models.BooleanField("已撤销", default=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, region__isnull=True)
                | Q(organization__isnull=True, region__isnull=False),
                name="position_on_node_or_region",
                violation_error_message="岗位须属于一个组织或一个区域，二者选一。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As the top bar shows it: 「姑苏区商圈市场工作站 站长」."""
        place = self.organization.label if self.organization else f"{self.region}两新工委"
        return f"{place} {self.title}"


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="AppointmentEvent",
    meta={"verbose_name": "任职变动记录", "verbose_name_plural": "任职变动记录"},
)
class Appointment(models.Model):
    """Who holds which post, from when to when (任职). Rights come from here and nowhere else."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name="任职人",
    )
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="appointments", verbose_name="岗位"
    )
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("免职日期", null=True, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_dates_in_order",
                violation_error_message="免职日期不能早于任职日期。",
            ),
            models.UniqueConstraint(
                fields=["user", "position"],
                condition=Q(ends_on__isnull=True),
                name="appointment_open_once",
                violation_error_message="此人已在这个岗位上任职。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["position", "ends_on"], name="appointment_by_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position.label} {self.user}"

    def is_live(self, on: dt.date) -> bool:
        """In force on that day, both ends included."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


class Delegation(models.Model):
    """A stand-in (代办) for one appointment over some days; the trail shows both names."""

    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        related_name="delegations",
        verbose_name="被代办任职",
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations",
        verbose_name="代办人",
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=200)
    revoked_at = models.DateTimeField("收回时间", null=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "代办授权"
        verbose_name_plural = "代办授权"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="delegation_dates_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} 代 {self.appointment.user}"


class Handover(models.Model):
    """A handover (交接): what passed from whom to whom, kept as it was printed."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="handovers", verbose_name="移交任职"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="移交岗位"
    )
    receiving_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="接收岗位"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="接收人",
    )
    handed_over_on = models.DateField("交接日期")
    reason = models.CharField("事由", max_length=200)
    sheet = models.JSONField("交接清单")
    recorded_at = models.DateTimeField("登记时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "交接"
        verbose_name_plural = "交接"

    def __str__(self) -> str:
        return f"{chinese_date(self.handed_over_on)} {self.organization}"


class OrganizationGrant(UserObjectPermissionBase):
    """One guardian permission on one node, written by an appointment and ending with it."""

    content_object = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.CASCADE,
        related_name="organization_grants",
        # The constraint begins with it.
        db_index=False,
    )

    class Meta:
        verbose_name = "组织授权"
        verbose_name_plural = "组织授权"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment", "permission", "content_object"],
                name="organization_grant_once",
            ),
        ]
        indexes: ClassVar = [
            # Who serves a body is asked on most pages.
            models.Index(fields=["content_object", "permission"], name="organization_grant_at"),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}:{self.permission_id}"


class RegionGrant(UserObjectPermissionBase):
    """One guardian permission on one region, written by an appointment and ending with it."""

    content_object = models.ForeignKey(Region, on_delete=models.CASCADE, db_index=False)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="region_grants"
    )

    class Meta:
        verbose_name = "区域授权"
        verbose_name_plural = "区域授权"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment", "permission", "content_object"], name="region_grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}:{self.permission_id}"
