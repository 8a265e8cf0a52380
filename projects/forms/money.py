"""The forms about the city's budget, the ledger, tranches and what is handed back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, Value
from django.db.models.functions import Upper

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field, reason_field
from hierarchy.worded_forms import WordedForm
from projects.models import FundSource, Project, Voucher
from projects.querysets import MoneyQuerySet
from projects.terms import VoucherKind

ANY = [("", "全部")]
CENT = Decimal("0.01")
SET, CUT = "set", "cut"
YEARS_BACK, YEARS_AHEAD = 5, 1


def amount_field(label: str = "金额（元）", **options: Any) -> forms.DecimalField:
    """An amount of money above nought, to the cent."""
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=CENT, widget=widget, **options
    )


def year_choices(on: dt.date) -> list[tuple[int, str]]:
    """The years whose budget may be looked at or set, the latest first."""
    years = range(on.year + YEARS_AHEAD, on.year - YEARS_BACK - 1, -1)
    return [(year, f"{year}年") for year in years]


class SourceField(forms.ModelChoiceField):
    """A source of money of the city."""

    def __init__(self, **options: Any) -> None:
        options = {"label": "资金来源", "queryset": None, **options}
        super().__init__(**options)


def _sources(actor: Actor, *, in_force: bool = True) -> Any:
    """Sources in force; for a search the first version of each, under which accounts are kept."""
    rows = FundSource.objects.visible_to(actor)
    if in_force:
        return rows.effective(actor.on).order_by("sort_order", "pk")
    first = rows.order_by("tenant", "code", "pk").distinct("tenant", "code")
    return FundSource.objects.filter(pk__in=first.values("pk")).order_by("sort_order", "pk")


class BudgetForm(WordedForm):
    """下达或调减预算: one paper about one source of one year."""

    act = forms.ChoiceField(
        label="办理事项",
        choices=[(SET, "下达（增加）预算"), (CUT, "调减预算")],
        initial=SET,
        widget=forms.RadioSelect,
    )
    year = forms.TypedChoiceField(label="预算年度", coerce=int)
    source = SourceField(empty_label="请选择")
    amount = amount_field()
    paper_number = forms.CharField(
        label="预算文号", max_length=60, help_text="下达或调减预算的文件的文号。"
    )
    decided_on = day_field("下达日期")
    subject = forms.CharField(
        label="预算科目",
        max_length=80,
        required=False,
        help_text="列入专项资金预算的科目名称或编码。",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(actor.on)  # type: ignore[attr-defined]
        self.fields["source"].queryset = _sources(actor)  # type: ignore[attr-defined]

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes: an amount below nought cuts the budget."""
        given = dict(self.cleaned_data)
        sign = -1 if given.pop("act") == CUT else 1
        return {**given, "amount": sign * given["amount"]}


class CarryForm(WordedForm):
    """结转下年: what one source has left at the end of a year."""

    year = forms.TypedChoiceField(label="转出年度", coerce=int, help_text="转入其下一年度。")
    source = SourceField(empty_label="请选择")
    amount = amount_field(help_text="不能超过该来源当年可安排的余额。")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, label) for year, label in year_choices(actor.on) if year <= actor.on.year
        ]
        self.fields["source"].queryset = _sources(actor)  # type: ignore[attr-defined]


class RequestForm(WordedForm):
    """申请拨付: why the money is needed now."""

    words = forms.CharField(
        label="申请说明",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明项目进展和本批经费的用途。",
    )


class PaidForm(WordedForm):
    """登记拨付: by which paper and on which day the money went."""

    payment_number = forms.CharField(label="支付凭证号", max_length=60)
    paid_on = day_field("拨付日期")


class ReasonForm(WordedForm):
    """Why it is refused, cancelled or reversed."""

    reason = reason_field("理由", help_text="将告知对方并记入留痕，不超过 200 个字。")


class SureForm(WordedForm):
    """Nothing but the press of the button."""


class HandBackForm(WordedForm):
    """结余交回: what of a source's money is left with the applicant and goes back to the city."""

    source = SourceField(empty_label="请选择")
    amount = amount_field(help_text="不能超过该来源的已拨结余。")
    paper_number = forms.CharField(label="交款凭证号", max_length=60)

    def __init__(self, *args: Any, sources: Iterable[FundSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = FundSource.objects.filter(pk__in=[source.pk for source in sources])
        self.fields["source"].queryset = known.order_by("sort_order", "pk")  # type: ignore[attr-defined]


class FundFilter(WordedForm):
    """Which year, and which source of it; what makes no sense falls back to this year and all."""

    year = forms.TypedChoiceField(
        label="年度",
        coerce=int,
        required=False,
        widget=forms.Select(attrs={"data-autosubmit": True}),
    )
    source = SourceField(
        required=False, empty_label="全部", widget=forms.Select(attrs={"data-autosubmit": True})
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__({"year": actor.on.year, **{key: data[key] for key in data if data[key]}})
        self._on = actor.on
        self.fields["year"].choices = year_choices(actor.on)  # type: ignore[attr-defined]
        self.fields["source"].queryset = _sources(actor, in_force=False)  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def chosen_year(self) -> int:
        """The year asked for, or this year."""
        return int(self.cleaned_data.get("year") or self._on.year)

    @property
    def chosen_source(self) -> FundSource | None:
        """The source asked for."""
        found: FundSource | None = self.cleaned_data.get("source")
        return found


class VoucherFilter(WordedForm):
    """The search over the ledger that an actor may see. Empty fields ask for nothing."""

    q = forms.CharField(label="凭证号、摘要或原始凭证号", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=ANY + VoucherKind.choices, required=False)
    source = SourceField(required=False, empty_label="全部")
    since = day_field("记账日期自", required=False)
    until = day_field("记账日期至", required=False)
    year = forms.IntegerField(label="预算年度", required=False, widget=forms.HiddenInput)
    project: Any = forms.ModelChoiceField(
        label="项目", queryset=None, required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        self.fields["source"].queryset = _sources(actor, in_force=False)  # type: ignore[attr-defined]
        self.fields["project"].queryset = Project.objects.visible_to(actor)  # type: ignore[attr-defined]

    def rows(self) -> MoneyQuerySet[Voucher]:
        """The vouchers found, in no order; none when a field makes no sense."""
        rows: MoneyQuerySet[Voucher] = Voucher.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        paths = {
            "kind": "kind",
            "source": "source",
            "project": "project",
            "since": "on__gte",
            "until": "on__lte",
        }
        rows = rows.filter(**{path: asked[name] for name, path in paths.items() if asked[name]})
        if year := asked["year"]:
            rows = rows.filter(Q(year=year) | Q(pk__in=_carried_into(year)))
        if words := asked["q"]:
            rows = rows.filter(search_text__contains=Upper(Value(words)))
        return rows

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(chosen_words(self)) if self.is_valid() else []


def _carried_into(year: int) -> Any:
    """Vouchers of the year before that write into this one: what was carried, and taken back."""
    carried = Q(kind=VoucherKind.CARRY) | Q(reverses__kind=VoucherKind.CARRY)
    return Voucher.objects.filter(carried, year=year - 1).values("pk")


def chosen_words(form: forms.Form) -> Iterator[str]:
    """What a search asked for, a phrase a field."""
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if not value:
            continue
        if isinstance(field, forms.ModelChoiceField):
            yield field.label_from_instance(value)
        elif isinstance(field, forms.ChoiceField):
            yield str({str(key): label for key, label in field.choices}[str(value)])  # type: ignore[union-attr, misc]
        elif isinstance(value, dt.date):
            yield f"{field.label} {chinese_date(value)}"
        else:
            yield f"{field.label} {value}"
