"""Month-end snapshots (覆盖快照): the roll as it was, which no later edit changes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from coverage.models.unit import UnitFigures
from coverage.querysets import SnapshotUnitQuerySet
from documents.word.names import chinese_date
from hierarchy.models import Industry, Organization, Region, Tenant
from hierarchy.querysets import TenantScopedQuerySet


def _key(model: Any, label: str, *, null: bool = True) -> Any:
    return models.ForeignKey(
        model,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=label,
    )


class CoverageSnapshot(models.Model):
    """The ledger of a city on one day, with the rules that held then."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    taken_for = models.DateField("统计日期")
    taken_at = models.DateTimeField("生成时间")
    rules = models.JSONField("规则")

    objects = TenantScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "覆盖快照"
        verbose_name_plural = "覆盖快照"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "taken_for"], name="snapshot_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {chinese_date(self.taken_for)}"


class SnapshotUnit(UnitFigures):
    """One unit in a snapshot: what a rate of that day opens to.

    Only ``snapshot`` and ``unit`` are foreign keys of the database. The places are copied from
    rows that are kept by foreign keys of their own (the unit's state and the body it hangs
    under), are never written again, and what they name is closed, not deleted; Django's own
    ``PROTECT`` still refuses. Checking nine keys more for each of 60,000 units at the commit
    took longer than everything else about a snapshot.
    """

    snapshot = models.ForeignKey(
        CoverageSnapshot,
        on_delete=models.CASCADE,
        related_name="units",
        db_index=False,
        verbose_name="快照",
    )
    unit = models.ForeignKey(
        "coverage.Unit",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name="单位",
    )
    tenant = _key(Tenant, "城市", null=False)
    name = models.CharField("单位名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    industry = _key(Industry, "行业", null=False)
    place = _key(Organization, "归口组织", null=False)
    committee = _key(Organization, "专委会（党委）")
    county = _key(Organization, "县级行业党委")
    station = _key(Organization, "工作站")
    officer = _key(Organization, "指导员岗位")
    district = _key(Region, "县（市、区）")
    town = _key(Region, "镇（街道）")
    is_above_scale = models.BooleanField("是否规上", default=False)
    has_work_coverage = models.BooleanField("工作覆盖", default=False)
    last_contact_on = models.DateField("最近联系", null=True)
    verified_on = models.DateField("最近核实", null=True)

    objects = SnapshotUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "快照单位"
        verbose_name_plural = "快照单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "unit"], name="snapshot_unit_once"),
        ]

    def __str__(self) -> str:
        return self.name
