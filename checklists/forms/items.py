"""Forms of single items: what is asked, by when, how it is counted, who gets how much."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from copy import copy
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from checklists.burden import Load
from checklists.forms.lists import choices, day_input
from checklists.models import Allocation, Assignment, Checklist, ChecklistItem
from checklists.rules import plain_number
from checklists.terms import AssignmentStatus, Category, IndicatorKind, Reach
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm, WordedModelForm

ESSENTIALS = (
    "title",
    "category",
    "requirement",
    "indicator_name",
    "indicator_kind",
    "target_value",
    "indicator_unit",
    "starts_on",
    "due_date",
    "frequency",
    "evidence_types",
    "evidence_minimum",
)
MORE = (
    "content",
    "article",
    "direction",
    "lead_unit",
    "responsible",
    "partner_units",
    "partners",
)
ARTICLES = tuple(f"第{number}条" for number in "一二三四五六七八九") + tuple(
    f"第十{number}条" for number in ("", *"一二三四五六七")
)

MILESTONES_SHOWN = 4
MILESTONES_MOST = 12


def uppers_of(checklist: Checklist) -> QuerySet[Assignment]:
    """What an item of this list may answer: the issuer's signed and still open upper items."""
    return (
        Assignment.objects.filter(
            receiver=checklist.issuer,
            item__checklist__year=checklist.year,
            status__in=(
                AssignmentStatus.IN_PROGRESS,
                AssignmentStatus.RETURNED,
                AssignmentStatus.REPORTED,
            ),
        )
        .select_related("item", "receiver")
        .order_by("item__serial", "id")
    )


class ItemForm(WordedModelForm):
    """One item with all that domain.md §4.1 asks of it, but for whom it goes to."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ChecklistItem
        fields: ClassVar = [*ESSENTIALS, *MORE]
        widgets: ClassVar = {
            "starts_on": day_input(),
            "due_date": day_input(),
            "title": forms.Textarea(attrs={"rows": 2}),
            "requirement": forms.Textarea(attrs={"rows": 2}),
            "content": forms.Textarea(attrs={"rows": 3}),
            "article": forms.TextInput(attrs={"list": "articles"}),
            "indicator_unit": forms.TextInput(attrs={"placeholder": "如：户、次、%"}),
        }
        help_texts: ClassVar = {
            "indicator_kind": "累计可相加；时点看某日数；比率不相加，各下级均须达到。",
            "evidence_types": "如：名册、走访记录、照片。",
            "evidence_minimum": "申请销号时佐证不足此数的，系统不予受理。",
            "article": "如“第十一条”，多条用顿号隔开。",
        }

    def __init__(self, *args: Any, instance: ChecklistItem, **kwargs: Any) -> None:
        # A copy, so that the action can still tell before from after.
        kwargs["instance"] = copy(instance)
        super().__init__(*args, **kwargs)
        self._now = fingerprint(instance) if instance.pk else ""
        self.initial["seen"] = self._now
        choices(self, "category", [("", "请选择"), *Category.choices])
        choices(self, "indicator_kind", [("", "不设量化指标"), *IndicatorKind.choices])
        if instance.target_value is not None:
            self.initial["target_value"] = plain_number(instance.target_value)

    def essentials(self) -> list[forms.BoundField]:
        """What every item needs."""
        return [self[name] for name in ESSENTIALS]

    def more(self) -> list[forms.BoundField]:
        """What may be folded away."""
        return [self[name] for name in MORE]

    def has_errors_in_more(self) -> bool:
        """Whether the folded part must be opened to see an error."""
        return any(self[name].errors for name in MORE) if self.is_bound else False

    def clean(self) -> dict[str, Any]:
        """An indicator is a name, a way of counting and a target together, or none of them."""
        data = super().clean() or {}
        if self.is_bound and self._now and data.get("seen") not in ("", self._now):
            raise ValidationError(
                "页面已过期：这条事项刚刚被他人修改，您的内容尚未保存。请刷新后对照再改。",
                code="stale",
            )
        starts, due = data.get("starts_on"), data.get("due_date")
        if starts and due and due < starts:
            self.add_error("due_date", "完成时限不能早于起始日，请改晚完成时限或改早起始日。")
        counted = data.get("target_value") is not None
        if counted and not data.get("indicator_kind"):
            self.add_error("indicator_kind", "填写了目标值，请选择口径（累计、时点或比率）。")
        if counted and not data.get("indicator_name"):
            self.add_error("indicator_name", "填写了目标值，请写明指标名称。")
        if not counted and data.get("indicator_kind"):
            self.add_error("target_value", "选择了口径，请填写目标值；不考核数量的请清空口径。")
        return data

    def changes(self) -> dict[str, Any]:
        """What the form says, field by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MilestoneForm(WordedForm):
    """One node on the way (季度节点)."""

    due = forms.DateField(label="节点日期", required=False, widget=day_input())
    text = forms.CharField(label="应达到的进展", required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        """A day and what shall be reached by it, or nothing."""
        data = super().clean() or {}
        if bool(data.get("due")) != bool(data.get("text")) and not self.errors:
            raise ValidationError("里程碑的日期和进展要同时填写。", code="half_a_milestone")
        return data


class BaseMilestones(forms.BaseFormSet):
    """The nodes of one item."""

    def values(self) -> list[dict[str, str]]:
        """As the model keeps them: ISO day and text, by day."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("due")]
        found = [{"due": row["due"].isoformat(), "text": row["text"]} for row in rows]
        return sorted(found, key=lambda milestone: milestone["due"])


def milestone_forms(item: ChecklistItem | None, data: Any = None) -> BaseMilestones:
    """The rows for an item's milestones; empty ones below those it has."""
    known = list(item.milestones) if item else []
    factory: Any = forms.formset_factory(
        MilestoneForm,
        formset=BaseMilestones,
        extra=max(MILESTONES_SHOWN - len(known), 1),
        max_num=MILESTONES_MOST,
        validate_max=True,
    )
    initial = [{"due": row.get("due"), "text": row.get("text", "")} for row in known]
    made: BaseMilestones = factory(data, prefix="milestones", initial=initial)
    return made


def fingerprint(item: ChecklistItem) -> str:
    """What an item said when the page was drawn, to notice that somebody changed it since."""
    said = "|".join(str(getattr(item, name)) for name in (*ESSENTIALS, *MORE, "milestones"))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class AllocationForm(WordedForm):
    """Who gets an item and how much of its target each (指标分配): one row a receiver."""

    reach = forms.ChoiceField(label="下发范围", choices=Reach.choices, widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        item: ChecklistItem,
        shares: Iterable[Allocation],
        loads: Iterable[Load],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.loads = list(loads)
        known = {share.receiver_id: share for share in shares}
        self.fields["reach"].initial = item.reach
        target = item.target_value
        placeholder = {} if target is None else {"placeholder": plain_number(target)}
        for load in self.loads:
            body = load.organization
            share = known.get(body.pk)
            self.fields[f"chosen_{body.pk}"] = forms.BooleanField(
                label=body.name,
                required=False,
                initial=share is not None or item.reach == Reach.ALL,
            )
            self.fields[f"target_{body.pk}"] = forms.DecimalField(
                label=f"{body.name}的目标值",
                required=False,
                min_value=Decimal(0),
                max_digits=14,
                decimal_places=2,
                initial=_shown(share),
                error_messages={"min_value": "目标值不能为负数。"},
                widget=forms.NumberInput(attrs=placeholder),
            )

    def rows(self) -> Iterator[tuple[Load, forms.BoundField, forms.BoundField]]:
        """Each receiver with its load, its box and its figure."""
        for load in self.loads:
            pk = load.organization.pk
            yield load, self[f"chosen_{pk}"], self[f"target_{pk}"]

    def chosen(self) -> list[Organization]:
        """The bodies that get it."""
        if self.cleaned_data["reach"] == Reach.ALL:
            return [load.organization for load in self.loads]
        return [
            load.organization
            for load in self.loads
            if self.cleaned_data[f"chosen_{load.organization.pk}"]
        ]

    def shares(self) -> dict[Organization, Decimal | None]:
        """What the action takes; of 全部, only those with a figure of their own."""
        given = {body: self.cleaned_data.get(f"target_{body.pk}") for body in self.chosen()}
        if self.cleaned_data["reach"] == Reach.ALL:
            return {body: share for body, share in given.items() if share is not None}
        return given


def _shown(share: Allocation | None) -> str | None:
    if share is None or share.target_value is None:
        return None
    return plain_number(share.target_value)
