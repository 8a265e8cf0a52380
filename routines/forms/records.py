"""The form of a record: only what its kind asks, the rest folded away, filled in beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field, reason_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from routines.forms.attendance import refuse_more_than_expected
from routines.kinds import (
    CONTENT,
    SHAPES,
    UNTITLED,
    also_of,
    asks_group,
    fields_of,
    implied_kinds,
    offered_marks,
)
from routines.models import PartyGroup, Record, Talk
from routines.terms import Mark, RecordKind
from workflow.forms.files import FiledForm, FilesField
from workflow.forms.once import once_field
from workflow.models import Attachment

TALK_FIELDS = ("talker", "partner", "points")
# Shown although a kind does not ask it first, for it decides what the record counts for.
_FIRST = ("happened_on", "title", "also", "marks", "group", *TALK_FIELDS)
_ROWS = {"topics": 2, "minutes": 6, "decisions": 2, "absences": 2, "points": 5}
_WORDED = ("topics", "minutes", "decisions")


class RecordForm(FiledForm):
    """One kind of record at one body; ``with_talk`` asks what was said, of who may know it."""

    cited_help = "取消勾选即从本条记录移除，文件仍保存在本单位名下。"

    once = once_field()
    happened_on = day_field("日期")
    title = forms.CharField(label="主题", max_length=100, required=False)

    def __init__(
        self,
        *args: Any,
        organization: Organization,
        kind: str,
        groups: list[PartyGroup],
        files: list[Attachment] | None = None,
        with_talk: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.shape = kind, SHAPES[kind]
        self._organization = organization
        if kind in UNTITLED:
            del self.fields["title"]
        else:
            self.fields["title"].help_text = "留空即按日期取名。"
        self._offer_kinds(organization.tier)
        self._offer_group(groups)
        if kind == RecordKind.TALK and with_talk:
            self.fields |= _talk_fields()
        offered = fields_of([kind]) | fields_of(also_of(kind, tier=organization.tier)) & {"speaker"}
        for name in CONTENT:
            if name in offered and name not in self.fields and name != "group":
                self.fields[name] = self._field_of(name)
        if self.shape.takes_files:
            self._offer_files(files or [])
        self.order_fields([*_FIRST, *self.shape.asks, *self.shape.more, "uploads", "cited"])

    def _offer_kinds(self, tier: str) -> None:
        also = also_of(self.kind, tier=tier)
        if also:
            self.fields["also"] = _ticks("同时开展", [(one, RecordKind(one).label) for one in also])
        marks = offered_marks(self.kind, tier=tier)
        if marks:
            label = "谈话类型" if self.kind == RecordKind.TALK else "内容"
            self.fields["marks"] = _ticks(label, [(one, Mark(one).label) for one in marks])

    def _offer_group(self, groups: list[PartyGroup]) -> None:
        may_be = asks_group([self.kind, *self.shape.also])
        if groups and may_be:
            rows = PartyGroup.objects.filter(pk__in=[group.pk for group in groups])
            nothing = "请选择" if "group" in self.shape.asks else "不分党小组"
            made: Any = forms.ModelChoiceField(label="党小组", queryset=rows, required=False)
            # The groups are known: the form is shown without reading them again.
            made.choices = [("", nothing), *((group.pk, group.name) for group in groups)]
            self.fields["group"] = made

    def _offer_files(self, files: list[Attachment]) -> None:
        self.fields["uploads"] = FilesField(
            label="照片和附件",
            required=False,
            help_text="可以不传。照片中的位置信息会自动去掉；单个不超过 20 MB。",
        )
        self.offer_cited(files)

    def _field_of(self, name: str) -> forms.Field:
        made = _plain_field(Record, name)
        made.required = False
        if name in _WORDED and self.shape.headings:
            made.label = self.shape.headings[_WORDED.index(name)]
        if name in _ROWS:
            made.widget = forms.Textarea(attrs={"rows": _ROWS[name]})
        elif name in ("starts_at", "ends_at"):
            made.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        elif name in ("expected_count", "present_count"):
            made.widget.attrs |= {"inputmode": "numeric"}
        if name == "expected_count":
            made.help_text = "按台账中的人数填好，可以改。"
        return made

    @property
    def first(self) -> list[Any]:
        """What is asked at once."""
        names = (*_FIRST[1:], *self.shape.asks)
        return [self[name] for name in dict.fromkeys(names) if name in self.fields]

    @property
    def folded(self) -> list[Any]:
        """What is folded away."""
        shown = {*_FIRST, *self.shape.asks, "uploads", "cited", "once"}
        return [self[name] for name in self.fields if name not in shown]

    @property
    def has_wrong_folded(self) -> bool:
        """Something folded away was refused, and must be seen."""
        return any(field.errors for field in self.folded)

    def clean(self) -> dict[str, Any]:
        """A mark that belongs to another kind says that this kind was held, too."""
        cleaned = super().clean() or {}
        marks, also = cleaned.get("marks") or [], cleaned.get("also") or []
        cleaned["marks"] = marks
        cleaned["also"] = implied_kinds(self.kind, also, marks)
        refuse_more_than_expected(self)
        return cleaned

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in CONTENT if name in self.cleaned_data}

    @property
    def talk(self) -> dict[str, str] | None:
        """What was said, where it was asked."""
        if "partner" not in self.fields:
            return None
        return {name: self.cleaned_data[name] for name in TALK_FIELDS}


class MatchForm(WordedForm):
    """What of a form being filled decides what the record could answer; nothing is compulsory."""

    happened_on = forms.DateField(required=False)
    title = forms.CharField(required=False, max_length=100)
    also = forms.MultipleChoiceField(choices=RecordKind.choices, required=False)
    marks = forms.MultipleChoiceField(choices=Mark.choices, required=False)
    group = forms.IntegerField(required=False)

    def told(self) -> Mapping[str, Any]:
        """What was understood; a field that makes no sense asks for nothing."""
        self.is_valid()
        return self.cleaned_data


class WithdrawForm(WordedForm):
    """Why a record is taken back."""

    reason = reason_field("撤回原因", help_text="写明原因，将记入留痕，不超过 200 个字。")


def _ticks(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _plain_field(model: Any, name: str) -> forms.Field:
    made: forms.Field = model._meta.get_field(name).formfield()
    return made


def _talk_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for name in TALK_FIELDS:
        found[name] = _plain_field(Talk, name)
    found["points"].widget = forms.Textarea(attrs={"rows": _ROWS["points"]})
    found["points"].help_text = "只有本组织负责人和填写人可以看到谈话人、对象和要点。"
    return found
