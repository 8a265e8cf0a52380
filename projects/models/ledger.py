"""The ledger of funds (经费账): append-only, double entry, corrected by reversal alone.

The database itself holds the rules: vouchers and postings are never changed or deleted, a
voucher's postings add up to nought and lie in one source, each posting carries on its account's
balance without a gap, and no guarded account falls below nought (decision 021).
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Upper

from hierarchy.models import Organization, Tenant
from projects.models.catalogue import CatalogueEntry, FundSource
from projects.models.project import Project
from projects.querysets import MoneyQuerySet, OfVoucherQuerySet, VoucherQuerySet
from projects.terms import GUARDED, AccountKind, VoucherKind

_APPEND_ONLY = (
    "RAISE EXCEPTION '经费账只能追加，错误请以冲销凭证更正' USING ERRCODE = 'restrict_violation';"
)


def _not_emptied(name: str) -> pgtrigger.Trigger:
    """Emptying a table is no change of a row, so the other triggers would sleep through it."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION '经费账不得清空' USING ERRCODE = 'restrict_violation';",
    )


class Account(models.Model):
    """One account of one source (账户): ``balance`` is its book's last line, debit positive.

    ``organization`` is the applicant of the project, or the city. ``postings_count`` is the
    number of the last line, so that two writers never append the same one.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("预算年度")
    source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="+", verbose_name="资金来源"
    )
    kind = models.CharField("账户类别", max_length=12, choices=AccountKind.choices)
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="项目",
    )
    category = models.ForeignKey(
        CatalogueEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="支出科目",
    )
    balance = models.DecimalField("余额（元）", max_digits=16, decimal_places=2, default=0)
    postings_count = models.PositiveIntegerField("分录数", default=0)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "账户"
        verbose_name_plural = "账户"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "year", "source", "kind", "project", "category"],
                name="account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=GUARDED) | Q(balance__gte=0),
                name="account_not_overdrawn",
                violation_error_message="余额不足。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "year", "kind"],
                include=["project", "source", "category", "balance"],
                name="account_of_city",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.source}·{self.get_kind_display()}"


class Voucher(models.Model):
    """What moved money, when, why and on whose word (记账凭证)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    number = models.CharField("凭证号", max_length=40)
    kind = models.CharField("凭证类别", max_length=12, choices=VoucherKind.choices)
    on = models.DateField("记账日期")
    year = models.PositiveSmallIntegerField("预算年度")
    source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="+", verbose_name="资金来源"
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vouchers",
        verbose_name="项目",
    )
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    words = models.CharField("摘要", max_length=200)
    paper_number = models.CharField("原始凭证号", max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
        verbose_name="冲销凭证",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="记账人",
    )
    made_as = models.CharField("记账岗位", max_length=200, blank=True)
    made_at = models.DateTimeField("记账时间")
    # What a search by words reads, in one piece and in capitals: to make it of three columns for
    # each voucher at each search took three times as long.
    search_text = models.GeneratedField(
        expression=Upper(Concat("number", Value("\n"), "words", Value("\n"), "paper_number")),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="检索文字",
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = "记账凭证"
        verbose_name_plural = "记账凭证"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "number"], name="voucher_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="voucher_of_something"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-on", "-id"], name="voucher_of_city"),
            models.Index(fields=["organization", "-on", "-id"], name="voucher_of_body"),
            models.Index(fields=["project", "-on", "-id"], name="voucher_of_project"),
            models.Index(fields=["tenant", "year", "-on", "-id"], name="voucher_of_year"),
            models.Index(fields=["tenant", "kind", "-on", "-id"], name="voucher_of_kind"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="voucher_of_words"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="voucher_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_APPEND_ONLY,
            ),
            _not_emptied("voucher_not_emptied"),
        ]

    def __str__(self) -> str:
        return self.number


class Posting(models.Model):
    """One line of a voucher in one account's book (分录): debit positive, credit negative."""

    voucher = models.ForeignKey(
        Voucher, on_delete=models.PROTECT, related_name="postings", verbose_name="凭证"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="postings", verbose_name="账户"
    )
    number = models.PositiveIntegerField("账内序号")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    balance = models.DecimalField("记账后余额（元）", max_digits=16, decimal_places=2)

    objects = OfVoucherQuerySet.as_manager()

    class Meta:
        verbose_name = "分录"
        verbose_name_plural = "分录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "number"], name="posting_number_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_of_something"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="posting_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_APPEND_ONLY,
            ),
            _not_emptied("posting_not_emptied"),
            pgtrigger.Trigger(
                name="posting_carries_on",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("before_it", "numeric"), ("same_source", "boolean")],
                func="""
                    SELECT a.source_id = v.source_id INTO same_source
                    FROM projects_account a, projects_voucher v
                    WHERE a.id = NEW.account_id AND v.id = NEW.voucher_id;
                    IF NOT COALESCE(same_source, false) THEN
                        RAISE EXCEPTION '不同资金来源不得混用' USING ERRCODE = 'check_violation';
                    END IF;
                    SELECT balance INTO before_it FROM projects_posting
                    WHERE account_id = NEW.account_id AND number = NEW.number - 1;
                    IF NEW.number > 1 AND before_it IS NULL
                       OR NEW.balance <> COALESCE(before_it, 0) + NEW.amount THEN
                        RAISE EXCEPTION '分录与账户余额不连续' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="posting_balanced",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT SUM(amount) FROM projects_posting
                        WHERE voucher_id = NEW.voucher_id) <> 0 THEN
                        RAISE EXCEPTION '凭证借贷不平' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}：{self.amount}"
