"""The lists (清单) and what they ask (事项): the definition, apart from the work it makes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from checklists.querysets import (
    ChecklistQuerySet,
    ItemQuerySet,
    OfChecklistQuerySet,
    OfItemQuerySet,
)
from checklists.terms import (
    Category,
    Direction,
    Frequency,
    IndicatorKind,
    ListKind,
    ListStatus,
    Reach,
)
from hierarchy.models import Organization, Tenant
from workflow.models import Attachment

_KEEP_ATTACHMENT = """
    IF EXISTS (
        SELECT 1 FROM checklists_checklist list
        WHERE list.id = OLD.checklist_id AND list.issued_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the attachments of an issued list stay with it';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""
FIRST_YEAR = 2018
LAST_YEAR = 2099


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ChecklistEvent",
    meta={"verbose_name": "清单变动记录", "verbose_name_plural": "清单变动记录"},
)
class Checklist(models.Model):
    """One list of one body for one year (清单). An issued one changes only by a new version."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    issuer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="checklists", verbose_name="下发单位"
    )
    kind = models.CharField("种类", max_length=20, choices=ListKind.choices)
    year = models.PositiveSmallIntegerField(
        "年度",
        validators=[
            MinValueValidator(FIRST_YEAR, "年度不能早于 2018 年。"),
            MaxValueValidator(LAST_YEAR, "年度不能晚于 2099 年。"),
        ],
    )
    title = models.CharField("清单名称", max_length=120)
    number = models.CharField("清单编号", max_length=64, blank=True, editable=False)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="superseded_by",
        verbose_name="上一版本",
    )
    document_no = models.CharField("依据文号", max_length=64, blank=True)
    issue_number = models.CharField("发文字号", max_length=64, blank=True, editable=False)
    signer = models.CharField("签发人", max_length=32, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=ListStatus.choices, default=ListStatus.DRAFT, editable=False
    )
    sign_due_date = models.DateField("签收截止", null=True, blank=True)
    issued_at = models.DateTimeField("签发时间", null=True, editable=False)
    created_at = models.DateTimeField("建立时间", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="起草人",
    )
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="checklists", verbose_name="附件"
    )

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = "清单"
        verbose_name_plural = "清单"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "number", "version"],
                condition=~Q(number=""),
                name="checklist_number_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ListStatus.values), name="checklist_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "in_review"), issued_at__isnull=True)
                | Q(status__in=("issued", "archived"), issued_at__isnull=False),
                name="checklist_issued_has_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["issuer", "-year", "-id"], name="checklist_of_issuer"),
            models.Index(fields=["tenant", "-year", "-id"], name="checklist_of_tenant"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        """Only drafts change in place."""
        return self.status == ListStatus.DRAFT


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ChecklistItemEvent",
    meta={"verbose_name": "事项变动记录", "verbose_name_plural": "事项变动记录"},
)
class ChecklistItem(models.Model):
    """One item of a list (事项), with the fields of domain.md §4.1.

    ``answers`` is the assignment of the issuer that this item passes on (承接上级事项);
    ``key_point`` the city's key point at the head of the thread. An item of the city's
    own list answers nothing and is its own key point. ``previous`` is the same item in
    the version before, ``carried_from`` the last year's item that it takes up (结转).
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    checklist = models.ForeignKey(
        Checklist, on_delete=models.CASCADE, related_name="items", verbose_name="清单"
    )
    serial = models.PositiveSmallIntegerField("序号")
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    title = models.CharField("任务内容", max_length=120)
    content = models.TextField("具体内容", max_length=2000, blank=True)
    requirement = models.CharField("目标要求", max_length=500, blank=True)
    indicator_name = models.CharField("指标名称", max_length=60, blank=True)
    indicator_unit = models.CharField("单位", max_length=12, blank=True)
    indicator_kind = models.CharField(
        "口径", max_length=12, choices=IndicatorKind.choices, blank=True
    )
    direction = models.CharField(
        "方向", max_length=10, choices=Direction.choices, default=Direction.AT_LEAST
    )
    target_value = models.DecimalField(
        "目标值",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "目标值不能为负数。")],
    )
    lead_unit = models.CharField("责任单位（牵头）", max_length=100, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True)
    partner_units = models.CharField("协同单位", max_length=200, blank=True)
    partners = models.CharField("配合人", max_length=100, blank=True)
    starts_on = models.DateField("起始日")
    due_date = models.DateField("完成时限")
    milestones = models.JSONField("里程碑", default=list, blank=True)
    frequency = models.CharField(
        "频次", max_length=10, choices=Frequency.choices, default=Frequency.ONCE
    )
    evidence_types = models.CharField("佐证材料要求", max_length=200, blank=True)
    evidence_minimum = models.PositiveSmallIntegerField("最少份数", default=0)
    article = models.CharField("依据条款", max_length=60, blank=True)
    reach = models.CharField("下发范围", max_length=8, choices=Reach.choices, default=Reach.ALL)
    answers = models.ForeignKey(
        "checklists.Assignment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lower_items",
        verbose_name="承接上级事项",
    )
    key_point = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="工作要点",
    )
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next",
        verbose_name="上一版本事项",
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name="结转自",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "事项"
        verbose_name_plural = "事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["checklist", "serial"],
                name="item_serial_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("starts_on")),
                name="item_dates_in_order",
                violation_error_message="完成时限不能早于起始日，请改晚完成时限或改早起始日。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "id"],
                name="item_key_points",
                condition=Q(key_point__isnull=True),
            ),
            models.Index(
                fields=["key_point"],
                name="item_of_key_point",
                condition=Q(key_point__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def head_id(self) -> int:
        """The id of the city's key point that this item serves; its own for a key point."""
        return self.key_point_id or self.pk

    @property
    def has_indicator(self) -> bool:
        """True when progress is a number."""
        return self.target_value is not None


_Attachments: Any = Checklist.attachments.through


class ChecklistAttachment(_Attachments):
    """Which file goes out with a list; it stays with the list once that is issued."""

    class Meta:
        proxy = True
        verbose_name = "清单附件"
        verbose_name_plural = "清单附件"
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="attachment_stays_with_issued_list",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_ATTACHMENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} {self.attachment}"


class Allocation(models.Model):
    """Whom a draft item goes to, and what that one receiver shall reach (指标分配)."""

    item = models.ForeignKey(
        ChecklistItem, on_delete=models.CASCADE, related_name="allocations", verbose_name="事项"
    )
    receiver = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="接收单位"
    )
    target_value = models.DecimalField(
        "目标值", max_digits=14, decimal_places=2, null=True, blank=True
    )
    due_date = models.DateField("完成时限", null=True, blank=True)

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = "指标分配"
        verbose_name_plural = "指标分配"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "receiver"], name="allocation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver}: {self.target_value}"


class Waiver(models.Model):
    """Why an upper item is not passed on (不涉及): an item never just disappears."""

    checklist = models.ForeignKey(
        Checklist, on_delete=models.CASCADE, related_name="waivers", verbose_name="清单"
    )
    answers = models.ForeignKey(
        "checklists.Assignment",
        on_delete=models.PROTECT,
        related_name="waivers",
        verbose_name="上级事项",
    )
    reason = models.CharField("不涉及的理由", max_length=400)
    created_at = models.DateTimeField("时间")

    objects = OfChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = "不涉及说明"
        verbose_name_plural = "不涉及说明"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "answers"], name="waiver_once"),
        ]

    def __str__(self) -> str:
        return self.reason
