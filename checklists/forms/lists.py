"""Forms of whole lists: search, head, where a decomposition starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet

from checklists.carrying import CarriedItem
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.models.checklist import FIRST_YEAR, LAST_YEAR
from checklists.terms import ListKind, ListStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm, WordedModelForm
from workflow.forms.files import CitedField, FilesField
from workflow.models import Attachment

# The body's own earlier files that one may cite without uploading them again.
EARLIER_OFFERED = 24

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


class ChecklistFilter(WordedForm):
    """The search above the lists; an empty one means everything in the reader's scope."""

    q = forms.CharField(label="名称或编号", required=False, max_length=60)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="种类", required=False)
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ListStatus.choices]
    )
    issuer = forms.CharField(
        label="下发单位",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "名称或拼音"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(actor.on.year + 1, FIRST_YEAR - 1, -1)
        kinds = [(kind, actor.words.checklist(kind)) for kind in ListKind.values]
        choices(self, "year", [("", "全部"), *((year, f"{year}年") for year in years)])
        choices(self, "kind", [("", "全部"), *kinds])
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


class HeadForm(WordedModelForm):
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
            "document_no": "本清单依据的上级文件，如“苏办发〔2018〕12号”，没有的不填。",
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


class IssueNumberForm(WordedForm):
    """The number under which the body's registry sent the list out."""

    number = forms.CharField(
        label="发文字号",
        required=False,
        max_length=64,
        help_text="如“苏两新〔2026〕1号”，由人工登记，系统不自动占号；清空即撤销登记。",
    )


class AttachForm(WordedForm):
    """Files to go out with a list: new ones, and the body's own that it uploaded before."""

    uploads = FilesField(
        label="上传附件",
        required=False,
        help_text="PDF、Word、Excel、PPT、照片，单个不超过 20 MB，随清单发给接收单位。",
    )
    cited = CitedField(
        label="引用以前上传的文件",
        queryset=Attachment.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "所选文件已不在本单位名下，请重新选择。",
            "invalid_pk_value": "所选文件不存在，请重新选择。",
        },
    )

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Attachment.objects.filter(organization_id=checklist.issuer_id).citable()
        attached = checklist.attachments.values("pk")
        newest = own.exclude(pk__in=attached).order_by("-uploaded_at", "-id")
        latest = list(newest.values_list("pk", flat=True)[:EARLIER_OFFERED])
        offered = Attachment.objects.filter(pk__in=latest).order_by("-uploaded_at", "-id")
        self.fields["cited"].queryset = offered  # type: ignore[attr-defined]


class CarryOverForm(WordedForm):
    """What last year carried over and this year's draft shall take up (结转)."""

    items = forms.ModelMultipleChoiceField(
        label="上年结转事项",
        queryset=ChecklistItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请勾选要加入的结转事项。",
            "invalid_choice": "所选事项不在可结转之列，可能已列入其他清单，请刷新后重新选择。",
        },
    )
    answers = forms.ModelChoiceField(
        label="承接上级事项",
        queryset=Assignment.objects.none(),
        required=False,
        empty_label="自动对应上级结转的事项",
        help_text="上级没有结转同一事项的，请选择由本年哪一条承接。",
    )

    def __init__(
        self,
        *args: Any,
        offered: Iterable[CarriedItem],
        uppers: QuerySet[Assignment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(offered)
        items = self.fields["items"]
        items.queryset = ChecklistItem.objects.filter(  # type: ignore[attr-defined]
            pk__in=[carried.item.pk for carried in self.offered]
        )
        self.fields["answers"].queryset = uppers  # type: ignore[attr-defined]


class CopyForm(WordedForm):
    """For which year a list is copied."""

    year = forms.IntegerField(label="复制到年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)


class StartForm(WordedForm):
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


class ReasonForm(WordedForm):
    """A reason that others will read."""

    reason = forms.CharField(
        label="理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，对方会看到这段说明。"},
    )
