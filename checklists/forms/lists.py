"""Forms of whole lists: search, head, where a decomposition starts."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet

from checklists.models import Checklist
from checklists.models.checklist import FIRST_YEAR, LAST_YEAR
from checklists.terms import ListKind, ListStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier

SOURCES = (
    ("upper", "上级事项：照上级清单逐条承接，指标平均分配"),
    ("last_year", "去年分解：沿用本单位去年的承接事项，日期顺延一年"),
    ("library", "清单库：套用清单库中的示例事项"),
)


def day_input() -> forms.DateInput:
    """The browser's own date control."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def choices(form: forms.BaseForm, name: str, offered: list[tuple[Any, str]]) -> None:
    """Offer these choices in one field of a form."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = offered


def bodies(form: forms.BaseForm, name: str, offered: QuerySet[Organization]) -> None:
    """Offer these bodies in one field of a form."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
    field.queryset = offered


def years_around(on: dt.date) -> list[tuple[int, str]]:
    """The years one plans for: this one, the next, and the one before."""
    return [(year, f"{year}年") for year in (on.year, on.year + 1, on.year - 1)]


def issuing_bodies(actor: Actor) -> QuerySet[Organization]:
    """The bodies in whose name the actor drafts; the last tier issues nothing."""
    return (
        Organization.objects.within(actor, capability=Capability.DRAFT)
        .exclude(tier=Tier.BRANCH)
        .open(actor.on)
        .select_related("tenant")
        .by_name()
    )


class ChecklistFilter(forms.Form):
    """The search above the lists; an empty one means everything in the reader's scope."""

    q = forms.CharField(label="名称或编号", required=False, max_length=60)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), *ListKind.choices]
    )
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ListStatus.choices]
    )
    issuer = forms.CharField(
        label="下发单位",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "名称或拼音"}),
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(on.year + 1, FIRST_YEAR - 1, -1)
        choices(self, "year", [("", "全部"), *((year, f"{year}年") for year in years)])
        self.fields["tab"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet[Checklist]) -> QuerySet[Checklist]:
        """The lists that match; a field that makes no sense narrows nothing."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("year", "kind", "status"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if text := given.get("q"):
            rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text))
        if body := given.get("issuer"):
            rows = rows.filter(
                Q(issuer__name__contains=body) | Q(issuer__name_key__contains=body.lower())
            )
        return rows


class HeadForm(forms.ModelForm):
    """The head of a draft: what is printed above its items."""

    class Meta:
        model = Checklist
        fields: ClassVar = ["title", "sign_due_date", "document_no", "signer", "note"]
        widgets: ClassVar = {
            "sign_due_date": day_input(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "sign_due_date": "不填的，下发时按本市签收期限（工作日）自动计算。",
            "document_no": "如“苏两新〔2026〕1号”，由人工登记，系统不自动占号。",
            "signer": "不填的，下发时记为签发操作人。",
        }

    def changes(self) -> dict[str, Any]:
        """What the form says, field by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewChecklistForm(HeadForm):
    """A new list: in whose name, for which year, and the head."""

    issuer = forms.ModelChoiceField(
        label="下发单位", queryset=Organization.objects.none(), empty_label=None
    )
    year = forms.TypedChoiceField(label="年度", coerce=int)
    field_order = ("issuer", "year", "title")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies(self, "issuer", issuing_bodies(actor))
        choices(self, "year", years_around(actor.on))
        self.fields["title"].required = False
        self.fields["title"].help_text = "不填的，按“单位＋年度＋清单种类”自动命名。"

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "title"}  # type: ignore[misc]


class CopyForm(forms.Form):
    """For which year a list is copied."""

    year = forms.IntegerField(label="复制到年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)


class StartForm(forms.Form):
    """Where a decomposition begins: whose, of which year, from what."""

    receiver = forms.ModelChoiceField(
        label="分解单位", queryset=Organization.objects.none(), empty_label=None
    )
    year = forms.TypedChoiceField(label="年度", coerce=int)
    source = forms.ChoiceField(
        label="从何处起草", choices=SOURCES, widget=forms.RadioSelect, initial="upper"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies(self, "receiver", issuing_bodies(actor).exclude(tier=Tier.CITY))
        choices(self, "year", years_around(actor.on))


class ReasonForm(forms.Form):
    """A reason that others will read."""

    reason = forms.CharField(
        label="理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，对方会看到这段说明。"},
    )
