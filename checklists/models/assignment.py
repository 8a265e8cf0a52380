"""An item at one receiver (任务): the running instance of what a list asks."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from checklists.models.checklist import ChecklistItem
from checklists.querysets import AssignmentQuerySet
from checklists.terms import OPEN_STATUSES, RECEIVER_STATUSES, AssignmentStatus, ListStatus
from hierarchy.models import Organization, Region, Tenant
from hierarchy.terms import Tier

# Columns that repeat where the receiver stands; written at issue and by every move.
PLACE_COLUMNS = ("committee", "county", "station", "officer", "district", "town")


def _place(model: type[models.Model]) -> models.ForeignKey[Any, Any]:
    """A repeated ancestor id: the receiver's own row holds the constraint."""
    return models.ForeignKey(
        model,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=list(PLACE_COLUMNS))),
    pghistory.DeleteEvent(),
    model_name="AssignmentEvent",
    meta={"verbose_name": "任务变动记录", "verbose_name_plural": "任务变动记录"},
)
class Assignment(models.Model):
    """One item that one body owes its direct issuer (任务).

    ``parent`` is the issuer's own assignment that the item passes on: the links of the
    thread (穿透). ``key_point`` repeats the head of the thread and the place columns
    repeat where the receiver stands, so that roll-up and scope need no walk.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    item = models.ForeignKey(
        ChecklistItem,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
        verbose_name="事项",
    )
    issuer = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="issued_assignments",
        db_index=False,
        verbose_name="下发单位",
    )
    receiver = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
        verbose_name="接收单位",
    )
    tier = models.CharField("接收层级", max_length=16, choices=Tier.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
        db_index=False,
        verbose_name="上级任务",
    )
    key_point = models.ForeignKey(
        ChecklistItem,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="工作要点",
    )
    committee = _place(Organization)
    county = _place(Organization)
    station = _place(Organization)
    officer = _place(Organization)
    district = _place(Region)
    town = _place(Region)

    status = models.CharField(
        "状态",
        max_length=12,
        choices=AssignmentStatus.choices,
        default=AssignmentStatus.TO_SIGN,
    )
    target_value = models.DecimalField("目标值", max_digits=14, decimal_places=2, null=True)
    actual_value = models.DecimalField("实际值", max_digits=14, decimal_places=2, null=True)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    due_date = models.DateField("完成时限")
    sign_due_date = models.DateField("签收截止")
    issued_at = models.DateTimeField("下发时间")
    signed_at = models.DateTimeField("签收时间", null=True)
    last_report_at = models.DateTimeField("最近填报时间", null=True)
    settled_at = models.DateTimeField("销号时间", null=True)
    amended_at = models.DateTimeField("调整时间", null=True)
    confirmed_at = models.DateTimeField("确认调整时间", null=True)
    has_objected = models.BooleanField("已提过异议", default=False)
    extension_asked = models.BooleanField("申请延期中", default=False)
    # A fact, not a judgement: its receiver issued, or waived, what answers it.
    is_decomposed = models.BooleanField("已分解", default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        verbose_name_plural = "任务"
        constraints: ClassVar = [
            # With what a list's signing and settling is counted from: no row is read for it.
            models.UniqueConstraint(
                fields=["item", "receiver"],
                include=["tenant", "status", "signed_at"],
                name="assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AssignmentStatus.values), name="assignment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="assignment_progress_in_range"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["receiver", "due_date", "id"], name="assignment_of_receiver"),
            models.Index(
                fields=["issuer", "due_date", "id"],
                name="assignment_to_decide",
                condition=Q(status__in=("reported", "objected")) | Q(extension_asked=True),
            ),
            models.Index(
                fields=["parent"], name="assignment_of_parent", condition=Q(parent__isnull=False)
            ),
            models.Index(
                fields=["key_point", "committee", "station", "officer"],
                include=[
                    *("tenant", "tier", "status", "receiver", "due_date", "actual_value"),
                    *("is_decomposed", "item"),
                ],
                name="assignment_board",
            ),
            models.Index(fields=["tenant", "due_date", "id"], name="assignment_of_tenant"),
            models.Index(fields=["committee", "due_date", "id"], name="assignment_of_committee"),
            models.Index(
                fields=["station", "due_date", "id"],
                name="assignment_of_station",
                condition=Q(station__isnull=False),
            ),
            models.Index(
                fields=["officer", "due_date", "id"],
                name="assignment_of_officer",
                condition=Q(officer__isnull=False),
            ),
            models.Index(
                fields=["district", "due_date", "id"],
                name="assignment_of_district",
                condition=Q(district__isnull=False),
            ),
            models.Index(
                fields=["due_date", "id"],
                name="assignment_due",
                condition=Q(status__in=RECEIVER_STATUSES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}（{self.receiver}）"

    @property
    def is_open(self) -> bool:
        """Somebody still owes something."""
        return self.status in OPEN_STATUSES

    @property
    def is_owed(self) -> bool:
        """Its receiver has to move next: only then do days count, and can it be late."""
        return self.status in RECEIVER_STATUSES

    @property
    def is_archived(self) -> bool:
        """Filed away with its list (已归档); its status goes on saying how it ended."""
        return self.item.checklist.status == ListStatus.ARCHIVED

    @property
    def needs_confirmation(self) -> bool:
        """A new version changed the item after it was last signed or confirmed."""
        if self.amended_at is None or not self.is_open:
            return False
        seen = [at for at in (self.confirmed_at, self.signed_at) if at is not None]
        return not seen or max(seen) < self.amended_at
