"""What one may look for among records: the list and its sheet share it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import F, Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from routines.filters import said, within
from routines.finding import worded
from routines.models import Record, Resolution
from routines.models.record import TYPING_DAYS
from routines.querysets import RecordQuerySet, ResolutionQuerySet
from routines.terms import RecordKind, RecordStatus, Source

ANY = [("", "全部")]
LATE, ALONE, FROM_OUTSIDE = "late", "alone", "outside"
ASIDE = (
    (LATE, "补录的"),
    (ALONE, "未对应应办事项的"),
    (FROM_OUTSIDE, "外部来源的"),
)


class RecordFilter(WordedForm):
    """The search over records that an actor may see. Empty fields ask for nothing."""

    q = forms.CharField(label="主题、类别、日期、组织名称或拼音", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=ANY + RecordKind.choices, required=False)
    status = forms.ChoiceField(
        label="状态", choices=[("", "未撤回"), *RecordStatus.choices], required=False
    )
    only = forms.ChoiceField(label="只看", choices=[*ANY, *ASIDE], required=False)
    since = day_field("开展日期自", required=False)
    until = day_field("开展日期至", required=False)
    body = BodyField(
        label="组织", queryset=None, required=False, widget=forms.HiddenInput, empty_label="全部"
    )
    within = BodyField(
        label="范围", queryset=None, required=False, widget=forms.HiddenInput, empty_label="全部"
    )
    main = forms.BooleanField(label="不含同时开展的", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        for name in ("body", "within"):
            self.fields[name].queryset = bodies  # type: ignore[attr-defined]

    def rows(self) -> RecordQuerySet[Record]:
        """The records found, in no order; none when a field makes no sense."""
        rows: RecordQuerySet[Record] = Record.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        status = asked["status"]
        rows = rows.filter(status=status) if status else rows.exclude(status=RecordStatus.WITHDRAWN)
        if kind := asked["kind"]:
            beside = Q() if asked["main"] else Q(also__contains=[kind])
            rows = rows.filter(Q(kind=kind) | beside)
        for name, path in (("since", "happened_on__gte"), ("until", "happened_on__lte")):
            if asked[name]:
                rows = rows.filter(**{path: asked[name]})
        if asked["body"]:
            rows = rows.filter(organization=asked["body"])
        if asked["within"]:
            rows = rows.filter(within(asked["within"]))
        return rows.filter(worded(asked["q"], actor=self._actor) & _only(asked["only"]))

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(self._chosen()) if self.is_valid() else []

    def _chosen(self) -> Iterator[str]:
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if not value:
                continue
            if isinstance(field, forms.ModelChoiceField):
                yield field.label_from_instance(value)
            elif isinstance(field, forms.ChoiceField):
                yield str(dict(field.choices)[value])  # type: ignore[arg-type]
            elif isinstance(value, bool):
                yield str(field.label)
            else:
                yield f"{field.label} {said(value)}"


class ResolutionFilter(WordedForm):
    """What a figure asks of the resolutions an actor may see: whose meetings, due when."""

    meeting = BodyField(label="召开单位", queryset=None, required=False)
    since = forms.DateField(label="完成期限自", required=False)
    until = forms.DateField(label="完成期限至", required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        self.fields["meeting"].queryset = bodies  # type: ignore[attr-defined]

    def rows(self) -> ResolutionQuerySet[Resolution]:
        """The resolutions found, in no order; none when a field makes no sense."""
        rows: ResolutionQuerySet[Resolution] = Resolution.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        paths = {
            "meeting": "record__organization",
            "since": "due_on__gte",
            "until": "due_on__lte",
        }
        asked = self.cleaned_data
        return rows.filter(**{path: asked[name] for name, path in paths.items() if asked[name]})

    def kept(self) -> dict[str, str]:
        """What was asked for, to ask it again of another state."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        given = self.cleaned_data if self.is_valid() else {}
        return [
            f"{self.fields[name].label} {value.label if name == 'meeting' else said(value)}"
            for name, value in given.items()
            if value
        ]


def _only(choice: str) -> Q:
    if choice == ALONE:
        return Q(fulfilments__isnull=True, status=RecordStatus.KEPT)
    if choice == FROM_OUTSIDE:
        return Q(source__in=(Source.PLATFORM, Source.SHEET))
    if choice == LATE:
        return Q(entered_at__date__gt=F("happened_on") + dt.timedelta(days=TYPING_DAYS))
    return Q()
