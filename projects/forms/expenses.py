"""The forms of an expense (支出): asked for, decided, paid, refunded; and the search over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Upper

from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from projects.forms.money import ANY, SourceField, amount_field, chosen_words
from projects.models import CatalogueEntry, Expense, FundSource, Project
from projects.querysets import ExpenseQuerySet
from projects.terms import Catalogue, ExpenseStatus
from workflow.forms.enclosed import FILES_HELP
from workflow.forms.files import FiledForm, FilesField
from workflow.forms.once import once_field
from workflow.models import Attachment


class ExpenseForm(FiledForm):
    """填写支出: one budget line, what it pays for, and to whom."""

    cited_help = "取消勾选即从本笔支出移除，文件仍保存在本单位名下。"
    once = once_field()

    line = forms.ChoiceField(label="预算科目", help_text="各来源分列，括号内为该科目的预算结余。")
    amount = amount_field()
    purpose = forms.CharField(
        label="支出内容",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明用于什么活动、什么物品或服务、数量和单价。",
    )
    payee = forms.CharField(label="收款单位", max_length=80)
    contract = forms.CharField(
        label="合同或协议", max_length=80, required=False, help_text="有合同的填合同名称和编号。"
    )
    meeting = forms.CharField(
        label="集体研究会议",
        max_length=120,
        required=False,
        help_text="须集体研究的，填会议名称和日期，如：3月18日专委会会议。",
    )
    uploads = FilesField(label="附件", required=False, help_text=f"询价单、合同等。{FILES_HELP}")

    def __init__(
        self,
        *args: Any,
        lines: Sequence[tuple[str, str]],
        files: Sequence[Attachment] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "请选择"), *lines]  # type: ignore[attr-defined]
        self.offer_cited(files)

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the files."""
        names = ("amount", "purpose", "payee", "contract", "meeting")
        source, _, category = self.cleaned_data["line"].partition("-")
        return {
            "source": FundSource.objects.get(pk=source),
            "category": CatalogueEntry.objects.get(pk=category),
            **{name: self.cleaned_data[name] for name in names},
        }


class EndorseForm(WordedForm):
    """审批: whether one agrees, and why not."""

    agreed = forms.TypedChoiceField(
        label="审批结果",
        choices=[("yes", "同意"), ("no", "不同意，退回修改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label="意见",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意的，请写明原因和修改要求。",
    )


class PaymentForm(FiledForm):
    """登记支付: invoice, receipt, day, and the pictures of both."""

    invoice_number = forms.CharField(label="发票号码", max_length=40)
    receipt_number = forms.CharField(label="支付凭证号", max_length=60)
    paid_on = day_field("支付日期")
    uploads = FilesField(
        label="发票和支付凭证", required=False, help_text=f"至少一份。{FILES_HELP}"
    )

    def __init__(self, *args: Any, needs_files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].required = needs_files


class RefundForm(WordedForm):
    """登记退款: what came back of an expense."""

    amount = amount_field("退款金额（元）")
    words = forms.CharField(label="退款原因", max_length=200)
    paper_number = forms.CharField(label="收款凭证号", max_length=60)


class ExpenseFilter(WordedForm):
    """The search over expenses that an actor may see. Empty fields ask for nothing."""

    q = forms.CharField(label="支出内容、编号或收款单位", max_length=60, required=False)
    status = forms.ChoiceField(label="状态", choices=ANY + ExpenseStatus.choices, required=False)
    source = SourceField(required=False, empty_label="全部")
    category: Any = forms.ModelChoiceField(
        label="支出科目", queryset=None, required=False, empty_label="全部"
    )
    year = forms.IntegerField(label="项目年度", required=False, widget=forms.HiddenInput)
    project: Any = forms.ModelChoiceField(
        label="项目", queryset=None, required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        sources = FundSource.objects.visible_to(actor).order_by("sort_order", "pk")
        categories = CatalogueEntry.objects.visible_to(actor).filter(
            catalogue=Catalogue.EXPENSE_CATEGORY
        )
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories.order_by("sort_order", "pk")  # type: ignore[attr-defined]
        self.fields["project"].queryset = Project.objects.visible_to(actor)  # type: ignore[attr-defined]

    def rows(self) -> ExpenseQuerySet[Expense]:
        """The expenses found, in no order; none when a field makes no sense."""
        rows: ExpenseQuerySet[Expense] = Expense.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        paths = {
            "status": "status",
            "source": "source",
            "category": "category",
            "year": "project__year",
            "project": "project",
        }
        rows = rows.filter(**{path: asked[name] for name, path in paths.items() if asked[name]})
        if words := asked["q"]:
            rows = rows.filter(search_text__contains=Upper(Value(words)))
        return rows

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(chosen_words(self)) if self.is_valid() else []
