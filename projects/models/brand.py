"""The brand library (品牌案例库): what worked, to be read and taken up by every tier."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from hierarchy.models import Organization, Tenant
from projects.models.project import Project
from projects.querysets import OfCityQuerySet
from workflow.models import Attachment


class BrandPack(models.Model):
    """A finished project as others may read it (品牌案例): words, results and chosen files."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="brand_pack", verbose_name="项目"
    )
    title = models.CharField("案例名称", max_length=80)
    summary = models.TextField("做法摘要", max_length=2000)
    results = models.TextField("主要成效", max_length=2000)
    advice = models.TextField("借鉴要点", max_length=2000, blank=True)
    published_on = models.DateField("入库日期", null=True, blank=True)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="brand_packs", verbose_name="佐证材料"
    )

    objects = OfCityQuerySet.as_manager()

    class Meta:
        verbose_name = "品牌案例"
        verbose_name_plural = "品牌案例"
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-published_on", "-id"], name="brand_pack_of_city"),
        ]

    def __str__(self) -> str:
        return self.title


class Adoption(models.Model):
    """That a body took a case up into a draft of its own (借鉴)."""

    pack = models.ForeignKey(
        BrandPack, on_delete=models.PROTECT, related_name="adoptions", verbose_name="案例"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="借鉴单位"
    )
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="adoption", verbose_name="形成的项目"
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="借鉴人",
    )
    adopted_on = models.DateField("借鉴日期")

    objects = OfCityQuerySet.as_manager()

    class Meta:
        verbose_name = "借鉴"
        verbose_name_plural = "借鉴"

    def __str__(self) -> str:
        return f"{self.organization}借鉴{self.pack}"
