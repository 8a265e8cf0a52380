"""The member register, kept only where a city has switched it on (党员名册)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Left, StrIndex, Substr, Upper

from hierarchy.models import Organization, Tenant
from people.masks import masked_name
from people.models.member_import import MemberImport
from people.querysets import (
    DuesQuerySet,
    ExportQuerySet,
    MemberQuerySet,
    OfMemberQuerySet,
    StayQuerySet,
    WarningQuerySet,
)
from people.sealed import SealedField
from people.terms import (
    LEFT,
    Abroad,
    ExportStatus,
    Presence,
    Standing,
    StaySide,
    WarningKind,
    WarningLight,
)


class Member(models.Model):
    """A member whose relation is with one branch (党员): counted there, and only there.

    Identity, phone, address and income are sealed; the two indexes find an exact number.
    ``admitted_on`` is the day of the branch meeting, ``regular_on`` the day from which the years
    in the party count (转正之日).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="members",
        db_index=False,
        verbose_name="所在党支部",
    )
    name = models.CharField("姓名", max_length=48)
    name_key = models.CharField("拼音", max_length=160, blank=True, editable=False)
    identity = SealedField("身份证号", blank=True, default="")
    identity_index = models.CharField(max_length=40, blank=True, editable=False)
    phone = SealedField("手机号码", blank=True, default="")
    phone_index = models.CharField(max_length=40, blank=True, editable=False)
    address = SealedField("住址", blank=True, default="")
    income = SealedField("党费计算基数（元/月）", blank=True, default="")
    standing = models.CharField("党员身份", max_length=12, choices=Standing.choices)
    admitted_on = models.DateField("入党日期", null=True, blank=True)
    regular_on = models.DateField("转正日期", null=True, blank=True)
    duty = models.CharField("党内职务", max_length=24, blank=True)
    is_leader = models.BooleanField("书记或班子成员", default=False)
    is_spared = models.BooleanField("年老体弱不作硬性要求", default=False)
    joined_on = models.DateField("转入日期")
    presence = models.CharField(
        "状态", max_length=12, choices=Presence.choices, default=Presence.PRESENT
    )
    presence_on = models.DateField("状态日期")
    lost_on = models.DateField("失去联系日期", null=True, blank=True)
    absent_on = models.DateField("无正当理由未参加组织生活起始日期", null=True, blank=True)
    moved_to = models.CharField("转往党组织", max_length=120, blank=True)
    erased_on = models.DateField("个人信息清除日期", null=True, editable=False)
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)
    entered_by_import = models.ForeignKey(
        MemberImport,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="members",
        verbose_name="所属导入",
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "党员"
        verbose_name_plural = "党员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "identity_index"],
                condition=~Q(identity_index="") & ~Q(presence__in=LEFT),
                name="member_once",
                violation_error_message="该身份证号已在名册中，一名党员只隶属一个支部。",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.PROBATIONARY, regular_on__isnull=True)
                | Q(standing=Standing.REGULAR),
                name="member_regular_in_order",
                violation_error_message="预备党员没有转正日期。",
            ),
            models.CheckConstraint(
                condition=Q(regular_on__isnull=True)
                | Q(admitted_on__isnull=True)
                | Q(regular_on__gte=F("admitted_on")),
                name="member_days_in_order",
                violation_error_message="转正日期不能早于入党日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "presence", "name_key", "id"],
                include=["standing"],
                name="member_in_branch",
            ),
            models.Index(fields=["tenant", "name_key", "id"], name="member_of_city"),
            models.Index(fields=["phone_index"], name="member_phone"),
            models.Index(fields=["identity_index"], name="member_identity"),
            models.Index(fields=["tenant", "presence", "presence_on"], name="member_left"),
            models.Index(fields=["tenant", "presence", "standing"], name="member_totals"),
            # A search by name is by its beginning, or, for a common one, reads on from its first
            # character in the order of the list.
            models.Index(
                *("tenant", OpClass(Upper("name"), name="text_pattern_ops")), name="member_by_name"
            ),
            models.Index(
                *("tenant", Left(Upper("name"), 1), "name_key", "id"), name="member_of_family"
            ),
            # Many names have the same initials: they too are read on in the order of the list.
            models.Index(
                "tenant",
                Substr("name_key", StrIndex("name_key", Value("|")) + 1, 2),
                *("presence", "name_key", "id"),
                name="member_by_initials",
            ),
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="member_pinyin"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether it is counted and reminded of."""
        return self.presence == Presence.PRESENT


class RosterExport(models.Model):
    """A request to take a branch's register out (名册导出): approved by another, watermarked."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党支部"
    )
    superior = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="审批单位"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间")
    reason = models.CharField("用途", max_length=200)
    is_plain = models.BooleanField("包含完整号码", default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="审批人",
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    usable_until = models.DateField("有效期至", null=True)
    status = models.CharField(
        "状态", max_length=12, choices=ExportStatus.choices, default=ExportStatus.ASKED
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "名册导出"
        verbose_name_plural = "名册导出"

    def __str__(self) -> str:
        return f"{self.organization}名册导出"


class MobileStay(models.Model):
    """A member away for months whose relation stays at home (流动党员, R-30, R-31).

    Two branches look after one member, who is counted at home alone. A host outside the system
    is a name.
    """

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="stays", verbose_name="党员"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    home = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="流出地党组织"
    )
    host = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="流入地党组织",
    )
    host_name = models.CharField("流入地党组织（系统外）", max_length=120, blank=True)
    abroad = models.CharField("去向", max_length=8, choices=Abroad.choices)
    home_contact = models.CharField("流出地联系人", max_length=48)
    host_contact = models.CharField("流入地联系人", max_length=48, blank=True)
    starts_on = models.DateField("外出日期")
    ends_on = models.DateField("返回日期", null=True, blank=True)
    confirmed_on = models.DateField("流入地确认日期", null=True, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = "流动党员"
        verbose_name_plural = "流动党员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ends_on__isnull=True), name="mobile_stay_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="mobile_stay_in_order",
                violation_error_message="返回日期不能早于外出日期。",
            ),
            models.CheckConstraint(
                condition=Q(host__isnull=True) | ~Q(host=F("home")),
                name="mobile_stay_two_sides",
                violation_error_message="流入地与流出地不能是同一党组织。",
            ),
        ]

    def __str__(self) -> str:
        # What the trail prints and keeps: the name as its mask, for it goes with the member.
        return f"{masked_name(self.member.name)}（流动）"


class StayContact(models.Model):
    """One contact or report of one side of a stay (双向共管联系记录); both sides read it."""

    stay = models.ForeignKey(
        MobileStay, on_delete=models.CASCADE, related_name="contacts", verbose_name="流动党员"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    side = models.CharField("记录方", max_length=8, choices=StaySide.choices)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党组织"
    )
    contacted_on = models.DateField("联系日期")
    words = models.CharField("情况", max_length=400)
    took_part = models.CharField("参加的组织生活", max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="记录人",
    )

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "双向共管联系记录"
        verbose_name_plural = "双向共管联系记录"

    def __str__(self) -> str:
        return f"{self.get_side_display()}联系"


class Dues(models.Model):
    """What one member owes and paid for one month (党费, R-26); both sums are sealed."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="dues", verbose_name="党员"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党支部"
    )
    month = models.DateField("月份")
    percent = models.DecimalField("比例（%）", max_digits=4, decimal_places=2)
    owed = SealedField("应交（元）", blank=True, default="")
    paid = SealedField("实交（元）", blank=True, default="")
    paid_on = models.DateField("交纳日期", null=True, blank=True)
    is_excused = models.BooleanField("有正当理由", default=False)
    words = models.CharField("说明", max_length=200, blank=True)

    objects = DuesQuerySet.as_manager()

    class Meta:
        verbose_name = "党费"
        verbose_name_plural = "党费"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "month"], name="dues_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="dues_of_a_month"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-month"], name="dues_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月党费"


class MemberWarning(models.Model):
    """A private notice to the secretary (组织处置预警, R-27, R-28): no conclusion of the system.

    Printed it names nobody, since the trail prints it.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="warnings", verbose_name="党员"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党支部"
    )
    kind = models.CharField("事由", max_length=12, choices=WarningKind.choices)
    light = models.CharField("程度", max_length=8, choices=WarningLight.choices)
    since = models.DateField("起算日期")
    months = models.PositiveSmallIntegerField("已满（个月）")
    raised_on = models.DateField("提醒日期")
    settled_on = models.DateField("了结日期", null=True, blank=True)
    settled_words = models.CharField("核实与谈话情况", max_length=400, blank=True)

    objects = WarningQuerySet.as_manager()

    class Meta:
        verbose_name = "组织处置预警"
        verbose_name_plural = "组织处置预警"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(settled_on__isnull=True),
                name="member_warning_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}提醒"
