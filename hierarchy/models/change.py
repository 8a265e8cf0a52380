"""The dated history of organisations (沿革)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from documents.word.names import chinese_date
from hierarchy.models.organization import Organization
from hierarchy.models.tenant import Region, Tenant
from hierarchy.querysets import ChangeQuerySet
from hierarchy.terms import Kind


class OrganizationChange(models.Model):
    """One change of one organisation, with the whole state it left behind.

    The last row on or before a day is what the organisation was on that day, so
    history reads with one query and never depends on what came later.
    """

    class Verb(models.TextChoices):
        FOUND = "found", "设立"
        RENAME = "rename", "更名"
        MOVE = "move", "调整隶属"
        MERGE = "merge", "合并"
        SPLIT = "split", "分设"
        CLOSE = "close", "撤销"
        FOUND_BRANCH = "found_branch", "建立党组织"
        AMEND = "amend", "信息变更"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="changes", verbose_name="组织"
    )
    verb = models.CharField("变动", max_length=16, choices=Verb.choices)
    effective_on = models.DateField("生效日期")
    reason = models.CharField("事由", max_length=400)
    document_no = models.CharField("批复文号", max_length=64, blank=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=24, choices=Kind.choices)
    parent = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="上级"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name="区域"
    )
    is_closed = models.BooleanField("已撤销", default=False)
    counterpart = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="相关组织",
    )
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=160)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "组织沿革"
        verbose_name_plural = "组织沿革"
        indexes: ClassVar = [
            models.Index(fields=["organization", "effective_on", "id"], name="change_by_day"),
            models.Index(fields=["tenant", "effective_on"], name="change_by_tenant_day"),
        ]

    def __str__(self) -> str:
        return f"{chinese_date(self.effective_on)} {self.get_verb_display()} {self.name}"
