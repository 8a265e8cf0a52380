"""What a city decides about its people (队伍规则): numbers and switches with effective dates."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from hierarchy.models import Tenant
from hierarchy.models.tenant import DatedModel
from people.querysets import PolicyQuerySet
from people.terms import PointsSide


class PeoplePolicy(DatedModel):
    """One version of the numbers and switches; the register and points are off by default."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    register_on = models.BooleanField("启用党员名册", default=False)
    points_on = models.BooleanField("启用党员积分", default=False)
    workers_least = models.PositiveSmallIntegerField(
        "每个专委会专职党务工作者至少（名）", default=1
    )
    caseload_most = models.PositiveSmallIntegerField(
        "每名指导员联系单位一般不超过（家）", default=60
    )
    visit_days = models.PositiveSmallIntegerField("指导员联系间隔（天）", default=90)
    member_hours = models.DecimalField(
        "党员年度学时", max_digits=5, decimal_places=1, default=Decimal(32)
    )
    leader_hours = models.DecimalField(
        "书记和班子成员年度学时", max_digits=5, decimal_places=1, default=Decimal(56)
    )
    stay_days = models.PositiveSmallIntegerField("流动党员联系间隔（天）", default=92)
    abroad_days = models.PositiveSmallIntegerField("出国（境）党员联系间隔（天）", default=183)
    yellow_months = models.PositiveSmallIntegerField("黄色提醒（个月）", default=3)
    red_months = models.PositiveSmallIntegerField("红色提醒（个月）", default=5)
    reply_days = models.PositiveSmallIntegerField("考核申述（工作日）", default=5)
    notice_days = models.PositiveSmallIntegerField("招录公示（工作日）", default=5)
    kept_years = models.PositiveSmallIntegerField("离开党员资料保存（年）", default=5)
    export_days = models.PositiveSmallIntegerField("名册导出有效（天）", default=3)
    article = models.CharField("依据", max_length=200, blank=True)
    is_example = models.BooleanField("示例数值", default=False)

    objects = PolicyQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "队伍规则"
        verbose_name_plural = "队伍规则"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "effective_from"], name="people_policy_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenant}队伍规则"


class DuesRate(DatedModel):
    """One band of dues (党费标准, R-26): up to an income, so much a hundred of the whole."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    up_to = models.DecimalField(
        "月收入不超过（元）", max_digits=10, decimal_places=2, null=True, blank=True
    )
    percent = models.DecimalField("比例（%）", max_digits=4, decimal_places=2)

    objects = PolicyQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "党费标准"
        verbose_name_plural = "党费标准"
        constraints: ClassVar = [*DatedModel.Meta.constraints]

    def __str__(self) -> str:
        limit = f"{self.up_to}元以下（含）" if self.up_to is not None else "以上"
        return f"{limit}{self.percent}%"


class PointsRule(DatedModel):
    """One thing that is worth points (积分项目, R-33), with the most a year can bring."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    side = models.CharField("类别", max_length=8, choices=PointsSide.choices)
    name = models.CharField("项目", max_length=60)
    points = models.DecimalField("每次分值", max_digits=5, decimal_places=1)
    most = models.DecimalField("年度上限", max_digits=5, decimal_places=1)
    is_example = models.BooleanField("示例数值", default=False)

    objects = PolicyQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "积分项目"
        verbose_name_plural = "积分项目"
        constraints: ClassVar = [*DatedModel.Meta.constraints]

    def __str__(self) -> str:
        return self.name
