"""What the money of a project goes through before it reaches the ledger, and the city's budget."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Upper

from hierarchy.models import Organization, Tenant
from projects.models.catalogue import CatalogueEntry, FundSource
from projects.models.ledger import Voucher
from projects.models.project import Project
from projects.querysets import ExpenseQuerySet, MoneyQuerySet, OfExpenseQuerySet
from projects.terms import ExpenseStatus, Signer
from workflow.models import Attachment

CENT = Decimal("0.01")


class YearBudget(models.Model):
    """The paper by which a source's money was put into, or taken from, a year's budget (年度预算).

    The amount is negative where it was cut. What is left stands in the ledger.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("预算年度")
    source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="+", verbose_name="资金来源"
    )
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    subject = models.CharField("预算科目", max_length=80, blank=True)
    paper_number = models.CharField("预算文号", max_length=60)
    decided_on = models.DateField("下达日期")
    voucher = models.OneToOneField(
        Voucher, on_delete=models.PROTECT, related_name="year_budget", verbose_name="凭证"
    )

    objects = MoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "年度预算"
        verbose_name_plural = "年度预算"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="year_budget_of_something"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "year"], name="year_budget_of_city"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.source}"


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ExpenseEvent",
    exclude=["once_key", "search_text"],
    meta={"verbose_name": "支出变动", "verbose_name_plural": "支出变动"},
)
class Expense(models.Model):
    """One payment of a project, from the asking to the receipt (支出).

    ``signers`` is the chain as it was when it was handed up; ``step`` how far it has come.
    Once paid it is in the ledger, and only a reversal takes it out.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="expenses", verbose_name="项目"
    )
    number = models.CharField("支出编号", max_length=60, blank=True)
    source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="+", verbose_name="资金来源"
    )
    category = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, related_name="+", verbose_name="支出科目"
    )
    amount = models.DecimalField(
        "金额（元）", max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    purpose = models.CharField("支出内容", max_length=200)
    payee = models.CharField("收款单位", max_length=80)
    contract = models.CharField("合同或协议", max_length=80, blank=True)
    meeting = models.CharField("集体研究会议", max_length=120, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=ExpenseStatus.choices, default=ExpenseStatus.DRAFT
    )
    signers = models.JSONField("审批环节", default=list)
    step = models.PositiveSmallIntegerField("已审批环节", default=0)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="经办人",
    )
    entered_at = models.DateTimeField("登记时间")
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)
    submitted_on = models.DateField("报批日期", null=True, blank=True)
    invoice_number = models.CharField("发票号码", max_length=40, blank=True)
    receipt_number = models.CharField("支付凭证号", max_length=60, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="付款人",
    )
    paid_on = models.DateField("支付日期", null=True, blank=True)
    refunded = models.DecimalField("已退款（元）", max_digits=14, decimal_places=2, default=0)
    voucher = models.OneToOneField(
        Voucher,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expense",
        verbose_name="凭证",
    )
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="expenses", verbose_name="附件"
    )

    # What a search by words reads, in one piece and in capitals, as of a voucher.
    search_text = models.GeneratedField(
        expression=Upper(Concat("number", Value("\n"), "purpose", Value("\n"), "payee")),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="检索文字",
    )

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = "支出"
        verbose_name_plural = "支出"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_of_something"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=models.F("amount")),
                name="expense_refund_within",
                violation_error_message="退款不能超过支出金额。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ExpenseStatus.PAID) | Q(voucher__isnull=False),
                name="expense_paid_has_voucher",
            ),
            models.UniqueConstraint(
                fields=["project", "number"], condition=~Q(number=""), name="expense_number_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "status", "-id"], name="expense_of_project"),
            models.Index(
                fields=["project"],
                condition=Q(status__in=(ExpenseStatus.SUBMITTED, ExpenseStatus.APPROVED)),
                name="expense_under_way",
            ),
            models.Index(
                fields=["invoice_number"],
                condition=~Q(invoice_number=""),
                name="expense_of_invoice",
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="expense_of_words"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def applicant(self) -> Organization:
        """The body whose project it is."""
        return self.project.applicant

    @property
    def next_signer(self) -> str:
        """Whose turn it is; empty when nobody's."""
        if self.status != ExpenseStatus.SUBMITTED or self.step >= len(self.signers):
            return ""
        return str(self.signers[self.step])

    @property
    def net(self) -> Decimal:
        """What stays spent after refunds."""
        return self.amount - self.refunded


class Endorsement(models.Model):
    """One decided step of an expense's approval (支出审批).

    ``signer`` is empty where it was sent back after the approval, by who handles the payment.
    """

    expense = models.ForeignKey(
        Expense, on_delete=models.CASCADE, related_name="endorsements", verbose_name="支出"
    )
    signer = models.CharField("审批环节", max_length=20, choices=Signer.choices, blank=True)
    agreed = models.BooleanField("同意")
    opinion = models.CharField("意见", max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="审批人",
    )
    decided_as = models.CharField("审批岗位", max_length=200, blank=True)
    decided_at = models.DateTimeField("审批时间")

    objects = OfExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = "支出审批"
        verbose_name_plural = "支出审批"

    def __str__(self) -> str:
        return f"{self.get_signer_display() or '退回更正'}：{'同意' if self.agreed else '不同意'}"


class Refund(models.Model):
    """Money of a paid expense that came back (支出退款)."""

    expense = models.ForeignKey(
        Expense, on_delete=models.PROTECT, related_name="refunds", verbose_name="支出"
    )
    amount = models.DecimalField(
        "金额（元）", max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    words = models.CharField("退款原因", max_length=200)
    paper_number = models.CharField("收款凭证号", max_length=60)
    refunded_on = models.DateField("退款日期")
    voucher = models.OneToOneField(
        Voucher, on_delete=models.PROTECT, related_name="refund", verbose_name="凭证"
    )

    objects = OfExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = "支出退款"
        verbose_name_plural = "支出退款"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.expense}退款"
