"""Proposals for joint branches (联合组建建议)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from coverage.models.unit import Unit
from coverage.querysets import JointProposalQuerySet, OfProposalQuerySet
from coverage.terms import Nearness, ProposalStatus
from hierarchy.models import Organization, Tenant


class JointProposal(models.Model):
    """A set of units that might found one joint branch, and what became of the proposal.

    ``facts`` is a digest of what it was made from: a refused set is not offered again
    until that changes.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="研究单位"
    )
    nearness = models.CharField("组建理由", max_length=12, choices=Nearness.choices)
    ground = models.CharField("相近之处", max_length=120)
    rank = models.PositiveIntegerField("次序")
    members = models.PositiveIntegerField("合计正式党员数")
    secretary_from = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="书记人选来源单位",
    )
    facts = models.CharField("事实摘要", max_length=64)
    status = models.CharField(
        "状态", max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.OFFERED
    )
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="转报人",
    )
    reason = models.CharField("意见", max_length=400, blank=True)
    branch = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="建立的党组织",
    )
    offered_at = models.DateTimeField("提出时间")
    decided_at = models.DateTimeField("办理时间", null=True)

    objects = JointProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "联合组建建议"
        verbose_name_plural = "联合组建建议"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "facts"], name="proposal_once_for_the_same_facts"
            ),
        ]

    def __str__(self) -> str:
        return self.ground


class JointProposalUnit(models.Model):
    """One unit of a proposal, with what it counted then."""

    proposal = models.ForeignKey(
        JointProposal, on_delete=models.CASCADE, related_name="rows", verbose_name="建议"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="proposal_rows", verbose_name="单位"
    )
    members_here = models.PositiveIntegerField("正式党员数")

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "建议单位"
        verbose_name_plural = "建议单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "unit"], name="proposal_unit_once"),
        ]

    def __str__(self) -> str:
        return str(self.unit)
