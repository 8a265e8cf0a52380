"""What one may look for among assignments: the list page, its export and saved filters share it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.models.checklist import FIRST_YEAR
from checklists.querysets import AssignmentQuerySet
from checklists.terms import (
    DONE_STATUSES,
    RECEIVER_STATUSES,
    AssignmentStatus,
    Category,
    Light,
    ListKind,
)
from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization, Region
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm

ANY = [("", "全部")]
DONE, IN_TIME, LATE = "done", "in_time", "late"
OUTCOMES = [(DONE, "已销号"), (IN_TIME, "按期销号"), (LATE, "逾期未办结")]


def outcome_condition(outcome: str, *, on: dt.date) -> Q:
    """The tasks with one of ``OUTCOMES`` on a day; all for none."""
    done = Q(status__in=DONE_STATUSES)
    conditions = {
        DONE: done,
        IN_TIME: done & Q(settled_at__date__lte=F("due_date")),
        LATE: Q(status__in=RECEIVER_STATUSES, due_date__lt=on),
    }
    return conditions.get(outcome, Q())


class RegionField(forms.ModelChoiceField):
    """Districts, with their towns set in below them."""

    def label_from_instance(self, obj: Any) -> str:
        return f"　{obj.name}" if obj.level == Region.Level.TOWN else str(obj.name)


class KeyPointChoices(ModelChoiceIterator):
    """The choices in their newest wording, by one query; the values are the key points'."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield ("", str(self.field.empty_label))
        heads = self.queryset.order_by().values("pk")
        newest = list(ChecklistItem.objects.newest_of(heads))
        newest.sort(key=lambda item: (-item.checklist.year, item.serial, item.pk))
        for item in newest:
            yield ModelChoiceIteratorValue(item.head_id, item), _wording(item)


class KeyPointField(forms.ModelChoiceField):
    """The city's key points by year and number, as their newest version words them."""

    iterator = KeyPointChoices

    def label_from_instance(self, obj: Any) -> str:
        return _wording(ChecklistItem.objects.newest_of([obj.pk]).get())


def _wording(item: ChecklistItem) -> str:
    return f"{item.checklist.year}年 要点{item.serial}：{item.title}"


class AssignmentFilter(WordedForm):
    """The search over assignments that an actor may see. Empty fields ask for nothing."""

    text = forms.CharField(label="任务内容", max_length=60, required=False)
    body = forms.CharField(label="接收或下发单位", max_length=60, required=False)
    light = forms.ChoiceField(label="灯色", choices=ANY + Light.choices, required=False)
    status = forms.ChoiceField(label="状态", choices=ANY + AssignmentStatus.choices, required=False)
    year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="清单种类", choices=ANY + ListKind.choices, required=False)
    category = forms.ChoiceField(label="类别", choices=ANY + Category.choices, required=False)
    key_point = KeyPointField(
        label="工作要点", queryset=ChecklistItem.objects.none(), required=False, empty_label="全部"
    )
    region = RegionField(
        label="区域", queryset=Region.objects.none(), required=False, empty_label="全部"
    )
    stopped = forms.BooleanField(label="只看断点（未分解）", required=False)
    open = forms.BooleanField(label="未办结", required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="办理结果", choices=ANY + OUTCOMES, required=False, widget=forms.HiddenInput
    )
    due_from = forms.DateField(label="完成时限自", required=False, widget=forms.HiddenInput)
    due_to = forms.DateField(label="完成时限至", required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(
        choices=[("", ""), ("received", "本单位承接"), ("issued", "本单位下发")],
        required=False,
        widget=forms.HiddenInput,
    )
    receiver = forms.ModelChoiceField(
        label="接收单位",
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.HiddenInput,
    )
    issuer = forms.ModelChoiceField(
        label="下发单位",
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.HiddenInput,
    )
    checklist = forms.ModelChoiceField(
        label="清单", queryset=Checklist.objects.none(), required=False, widget=forms.HiddenInput
    )
    item = forms.ModelChoiceField(
        label="事项",
        queryset=ChecklistItem.objects.none(),
        required=False,
        widget=forms.HiddenInput,
    )
    parent = forms.ModelChoiceField(
        label="上级任务",
        queryset=Assignment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        seen = Assignment.objects.visible_to(actor)
        years = range(actor.on.year + 1, FIRST_YEAR - 1, -1)
        choices = ANY + [(str(year), f"{year}年") for year in years]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
        key_points = ChecklistItem.objects.heading(actor)
        regions = Region.objects.visible_to(actor).exclude(level=Region.Level.CITY).order_by("code")
        for name, queryset in {
            "key_point": key_points,
            "region": regions,
            "receiver": Organization.objects.within(actor, capability=Capability.VIEW_WORK),
            "issuer": Organization.objects.filter(Exists(seen.filter(issuer=OuterRef("pk")))),
            "checklist": Checklist.objects.visible_to(actor),
            "item": ChecklistItem.objects.filter(Exists(seen.filter(item=OuterRef("pk")))),
            "parent": seen.select_related("item", "receiver"),
        }.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def rows(self) -> AssignmentQuerySet[Assignment]:
        """The assignments found, in no order; none when a field makes no sense."""
        rows = Assignment.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["light"]:
            rows = rows.of_light(asked["light"], on=self._actor.on)
        if asked["open"]:
            rows = rows.open()
        if asked["stopped"]:
            rows = rows.breaks()
        rows = rows.filter(outcome_condition(asked["outcome"], on=self._actor.on))
        found = self._exact(asked) & self._places(asked) & self._words(asked)
        return rows.filter(found & self._days(asked))

    def chosen(self) -> list[str]:
        """What was asked for, in words, for the head of the folded filter and the export."""
        return list(self._chosen()) if self.is_valid() else []

    def _chosen(self) -> Iterator[str]:
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if not value:
                continue
            if isinstance(field, forms.ModelChoiceField):
                yield f"{field.label}：{field.label_from_instance(value).strip()}"
            elif isinstance(field, forms.ChoiceField):
                labels = {str(key): label for key, label in field.choices}  # type: ignore[union-attr, misc]
                yield str(labels[str(value)])
            elif isinstance(value, dt.date):
                yield f"{field.label} {chinese_date(value)}"
            else:
                yield str(field.label) if value is True else f"“{value}”"

    def _exact(self, asked: dict[str, Any]) -> Q:
        columns = {
            "status": "status",
            "year": "item__checklist__year",
            "kind": "item__checklist__kind",
            "category": "item__category",
            "key_point": "key_point",
            "receiver": "receiver",
            "issuer": "issuer",
            "checklist": "item__checklist",
            "item": "item",
            "parent": "parent",
        }
        return Q(**{column: asked[name] for name, column in columns.items() if asked[name]})

    def _days(self, asked: dict[str, Any]) -> Q:
        given = {"due_date__gte": asked["due_from"], "due_date__lte": asked["due_to"]}
        return Q(**{path: day for path, day in given.items() if day})

    def _places(self, asked: dict[str, Any]) -> Q:
        found = Q()
        if region := asked["region"]:
            found &= Q(town=region) if region.level == Region.Level.TOWN else Q(district=region)
        own = self._actor.organization_ids(Capability.VIEW_WORK)
        if asked["mine"] == "received":
            found &= Q(receiver_id__in=own)
        elif asked["mine"] == "issued":
            found &= Q(issuer_id__in=own)
        return found

    def _words(self, asked: dict[str, Any]) -> Q:
        found = Q()
        if text := asked["text"]:
            found &= Q(item__title__contains=text)
        if body := asked["body"]:
            key = body.lower()
            found &= (
                Q(receiver__name__contains=body)
                | Q(receiver__name_key__contains=key)
                | Q(issuer__name__contains=body)
                | Q(issuer__name_key__contains=key)
            )
        return found
