"""Units (两新组织): the ledger, and the dated figures behind it."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from coverage.querysets import OfUnitQuerySet, UnitQuerySet
from coverage.terms import Cover, OperatingState, Source, UnitKind
from hierarchy.models import Industry, Organization, Region, Tenant
from hierarchy.scope import Stand
from workflow.models import ImportRun

# What a dated state keeps: everything a verdict or a rate is worked out from.
COUNTS = (
    "employees",
    "under_35",
    "members_here",
    "members_elsewhere",
    "probationary",
    "prospects",
    "activists",
    "applicants",
)
STATE_FIELDS = (*COUNTS, "operating", "cover", "place")
# Facts that decide who keeps a unit.
MOVING_FIELDS = ("industry", "region")
# Where the unit stands, copied from ``place`` (industry line) and ``region`` (territory line).
PLACE_COLUMNS = ("committee", "county", "station", "officer", "district", "town")


def _place(model: type[models.Model], label: str) -> Any:
    return models.ForeignKey(
        model,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=label,
    )


class UnitFigures(models.Model):
    """The figures of a unit on a day, and how a party organisation covers it."""

    employees = models.PositiveIntegerField("从业人数", default=0)
    under_35 = models.PositiveIntegerField("35岁以下人数", default=0)
    members_here = models.PositiveIntegerField("正式党员数（组织关系在本单位）", default=0)
    members_elsewhere = models.PositiveIntegerField("党员数（组织关系在外）", default=0)
    probationary = models.PositiveIntegerField("预备党员数", default=0)
    prospects = models.PositiveIntegerField("发展对象数", default=0)
    activists = models.PositiveIntegerField("入党积极分子数", default=0)
    applicants = models.PositiveIntegerField("入党申请人数", default=0)
    operating = models.CharField(
        "经营状态",
        max_length=12,
        choices=OperatingState.choices,
        default=OperatingState.OPERATING,
    )
    cover = models.CharField("覆盖方式", max_length=8, choices=Cover.choices, default=Cover.NONE)

    class Meta:
        abstract = True


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="UnitEvent",
    meta={"verbose_name": "台账变动记录", "verbose_name_plural": "台账变动记录"},
)
class Unit(UnitFigures):
    """One 两新组织 of the ledger (domain.md §7.2).

    ``place`` is the body it hangs under: the party organisation that covers it, its own
    未建单位 node, or the officer, station or committee it has been given to so far. The
    industry line's ancestors are copied from there; the territory line's from its own
    ``region``. The figures are those of its newest ``UnitState``.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, db_index=False, verbose_name="城市"
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("单位名称", max_length=200)
    name_key = models.CharField("拼音", max_length=240, editable=False)
    kind = models.CharField("单位类型", max_length=16, choices=UnitKind.choices)
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, related_name="+", verbose_name="行业"
    )
    national_code = models.CharField("国民经济行业代码", max_length=8, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域"
    )
    building = models.CharField("楼宇、园区或商圈", max_length=80, blank=True)
    association = models.CharField("行业协会（商会）", max_length=80, blank=True)
    address = models.CharField("经营地址", max_length=200, blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    has_three_haves = models.BooleanField("是否三有", null=True, blank=True)
    is_above_scale = models.BooleanField("是否规上", default=False)
    head_name = models.CharField("出资人或负责人", max_length=48, blank=True)
    head_is_member = models.BooleanField("负责人是党员", null=True, blank=True)
    phone = models.CharField("联系电话", max_length=32, blank=True)
    has_union = models.BooleanField("有工会", default=False)
    has_league = models.BooleanField("有团组织", default=False)
    has_women = models.BooleanField("有妇联组织", default=False)
    department = models.CharField("主管部门", max_length=64, blank=True)
    reason = models.CharField("未建原因", max_length=200, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    place = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="units", verbose_name="归口组织"
    )
    committee = _place(Organization, "专委会（党委）")
    county = _place(Organization, "县级行业党委")
    station = _place(Organization, "工作站")
    officer = _place(Organization, "指导员岗位")
    district = _place(Region, "县（市、区）")
    town = _place(Region, "镇（街道）")

    counted_on = models.DateField("数据日期")
    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_by = models.CharField("核实人", max_length=160, blank=True)
    created_at = models.DateTimeField("建立时间")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "两新组织"
        verbose_name_plural = "两新组织"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "credit_code"],
                condition=~Q(credit_code=""),
                name="unit_credit_code_once",
                violation_error_message="这个统一社会信用代码已在台账中，请核对是否重复登记。",
            ),
            models.CheckConstraint(
                condition=Q(under_35__lte=F("employees")), name="unit_young_within_employees"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "name_key", "id"], name="unit_by_name"),
            models.Index(fields=["committee", "name_key", "id"], name="unit_committee_name"),
            models.Index(
                fields=["station", "name_key", "id"],
                name="unit_station_name",
                condition=Q(station__isnull=False),
            ),
            models.Index(
                fields=["officer", "name_key", "id"],
                name="unit_officer_name",
                condition=Q(officer__isnull=False),
            ),
            models.Index(fields=["district", "name_key", "id"], name="unit_district_name"),
            models.Index(fields=["town", "name_key", "id"], name="unit_town_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stand(self) -> Stand:
        """Where it stands, for asking rights at it as at a body."""
        return Stand(
            tenant_id=self.tenant_id,
            pk=self.place_id,
            name=self.name,
            **{f"{name}_id": getattr(self, f"{name}_id") for name in PLACE_COLUMNS},
        )

    @property
    def code_text(self) -> str:
        """The credit code, or 待补 where it is still to come."""
        return self.credit_code or "待补"


class UnitState(UnitFigures):
    """The figures of a unit from one day on (台账数据): a fact that is never rewritten.

    The last row on or before a day, by ``effective_on`` and id, is what the unit was on
    that day. Every row says where it came from and who wrote it down when.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="states", db_index=False, verbose_name="单位"
    )
    place = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="归口组织"
    )
    effective_on = models.DateField("数据日期")
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    source_note = models.CharField("来源说明", max_length=200, blank=True)
    import_run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="导入批次"
    )
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=160)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "台账数据"
        verbose_name_plural = "台账数据"
        indexes: ClassVar = [
            models.Index(fields=["unit", "effective_on", "id"], name="unit_state_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.effective_on} {self.unit_id}"


class FactChange(models.Model):
    """Facts of a unit that became others (基本情况变更): a fact itself, never rewritten.

    ``changes`` keeps old and new as stored, by field. The day is when it was seen or entered,
    the source where it came from, as with the figures.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="fact_changes", verbose_name="单位"
    )
    changes = models.JSONField("变更内容", encoder=DjangoJSONEncoder)
    effective_on = models.DateField("日期")
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    source_note = models.CharField("来源说明", max_length=200, blank=True)
    import_run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="导入批次"
    )
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=160)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "基本情况变更"
        verbose_name_plural = "基本情况变更"

    def __str__(self) -> str:
        return f"{self.effective_on} {self.unit_id}"
