"""What is known of a party organisation beside its place in the tree (党组织信息)."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from coverage.querysets import OfPartyQuerySet, PartyOrganizationQuerySet
from coverage.terms import Cover, Duty
from hierarchy.models import Organization, Tenant


class PartyOrganization(models.Model):
    """Particulars of a tier-5 party organisation (domain.md §7.2).

    Name, kind and place belong to its ``Organization``; the units it covers are the
    ledger's rows whose ``place`` it is. ``superior`` is the 隶属党委 that approves; the
    guiding committee (指导专委会) is the industry line above it and approves nothing.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.OneToOneField(
        Organization,
        on_delete=models.PROTECT,
        related_name="party_organization",
        verbose_name="党组织",
    )
    formation = models.CharField("组建方式", max_length=8, choices=Cover.choices)
    formation_reason = models.CharField("组建理由", max_length=200, blank=True)
    party_code = models.CharField("党内编码", max_length=32, blank=True)
    superior = models.CharField("隶属党委", max_length=100, blank=True)
    superior_organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="隶属党委（系统内）",
    )
    approved_on = models.DateField("批复日期", null=True, blank=True)
    document_no = models.CharField("批复文号", max_length=64, blank=True)
    term_from = models.DateField("本届起", null=True, blank=True)
    term_to = models.DateField("本届止", null=True, blank=True)
    meeting_day = models.PositiveSmallIntegerField(
        "固定主题党日（每月几日）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
    )
    venue = models.CharField("活动阵地", max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=32, blank=True)
    updated_on = models.DateField("更新日期")

    objects = PartyOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "党组织信息"
        verbose_name_plural = "党组织信息"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(term_to__isnull=True)
                | Q(term_from__isnull=True)
                | Q(term_to__gte=F("term_from")),
                name="party_term_in_order",
                violation_error_message="本届止期不能早于起期。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class CommitteeMember(models.Model):
    """A member of a branch's committee, or its secretary (支委成员), from one day to another."""

    party_organization = models.ForeignKey(
        PartyOrganization,
        on_delete=models.CASCADE,
        related_name="committee_members",
        verbose_name="党组织",
    )
    name = models.CharField("姓名", max_length=48)
    duty = models.CharField("分工", max_length=12, choices=Duty.choices)
    starts_on = models.DateField("任职日期", null=True, blank=True)
    ends_on = models.DateField("免职日期", null=True, blank=True)

    objects = OfPartyQuerySet.as_manager()

    class Meta:
        verbose_name = "支委成员"
        verbose_name_plural = "支委成员"

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name}"
