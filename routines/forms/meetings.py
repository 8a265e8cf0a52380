"""What is asked for a monthly meeting: its day and place, its agenda, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, day_field
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from routines.agenda import Item, Resolved
from routines.forms.attendance import refuse_more_than_expected
from routines.kinds import COMMITTEES
from routines.models import AgendaItem, Record
from workflow.figures import Matter

ROWS: Final = 5
"""Resolutions that one form takes; more are added on the meeting's page."""


def _time_field(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


def _count_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=100_000)


class MeetingForm(WordedForm):
    """When, where and by whom a meeting is held."""

    body: Any = BodyField(label="召开单位", queryset=None, empty_label=None)
    happened_on = day_field("会议日期")
    starts_at = _time_field("开始时间")
    place = forms.CharField(label="地点", max_length=100, required=False)
    chair = forms.CharField(label="主持人", max_length=48, required=False)
    recorder = forms.CharField(label="记录人", max_length=48, required=False)
    own = forms.CharField(
        label="自拟议题",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个议题，排在所选事项之后。",
    )

    def __init__(self, data: Any = None, *, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        bodies = Organization.objects.filter(
            pk__in=actor.organization_ids(Capability.HANDLE), tier__in=COMMITTEES
        )
        self.fields["body"].queryset = bodies.open(actor.on).by_name()  # type: ignore[attr-defined]

    def offered(self) -> list[Organization]:
        """The committees that the person calls meetings of, read once for the page."""
        field: Any = self.fields["body"]
        bodies = list(field.queryset)
        field.choices = [(body.pk, body.label) for body in bodies]
        return bodies

    @property
    def offers_any(self) -> bool:
        """Whether the person calls meetings of any committee."""
        return bool(self.fields["body"].queryset.exists())  # type: ignore[attr-defined]

    @property
    def content(self) -> dict[str, Any]:
        """What is written on the record."""
        names = ("starts_at", "place", "chair", "recorder")
        return {name: self.cleaned_data[name] for name in names}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the agenda's page: something open, or an item already chosen."""

    key: str
    title: str
    hint: str
    path: str
    due: dt.date | None
    is_chosen: bool
    order: str

    @property
    def order_name(self) -> str:
        """What its number is sent as."""
        return f"order_{self.key}"


class AgendaChoice:
    """The agenda being put together: what is chosen, in which order, and what is added."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, matters: Sequence[Matter], chosen: Sequence[Item]
    ) -> None:
        self._sent: Any = data
        known = {item.key: place for place, item in enumerate(chosen, start=1)}
        open_ones = {matter.key: matter for matter in matters}
        lines: list[tuple[str, str, str, str, dt.date | None]] = [
            (item.key, item.title, _hint(open_ones.get(item.key)), item.path, None)
            for item in chosen
        ]
        lines += [
            (one.key, one.title, one.hint, one.path, one.due)
            for one in matters
            if one.key not in known
        ]
        self.lines = [
            Choice(
                *line, is_chosen=self._is_chosen(line[0], known), order=self._order(line[0], known)
            )
            for line in lines
        ]

    def items(self, own: str) -> list[Item]:
        """The agenda as chosen: by number, then as listed; added ones last."""
        picked = [line for line in self.lines if line.is_chosen]
        picked.sort(key=lambda line: row_id(line.order) or 99)
        found = [
            Item(line.title, "" if line.key.startswith("own:") else line.key, line.path)
            for line in picked
        ]
        return found + [Item(title.strip()[:200]) for title in own.splitlines() if title.strip()]

    def _is_chosen(self, key: str, known: Mapping[str, int]) -> bool:
        if self._sent is None:
            return key in known
        return key in self._sent.getlist("pick")

    def _order(self, key: str, known: Mapping[str, int]) -> str:
        if self._sent is None:
            return str(known.get(key, ""))
        return str(self._sent.get(f"order_{key}", ""))[:2]


def chosen_items(record: Record) -> list[Item]:
    """The present agenda; own items get a key for as long as the page is open."""
    rows: Iterator[AgendaItem] = record.agenda.all().iterator()
    return [Item(row.title, row.key or f"own:{row.pk}", row.path) for row in rows]


def _hint(matter: Matter | None) -> str:
    return matter.hint if matter else "已列入议题"


class HoldForm(WordedForm):
    """What came of a meeting: who came, what was agreed on each item, what was resolved."""

    happened_on = day_field("会议日期")
    starts_at = _time_field("开始时间")
    ends_at = _time_field("结束时间")
    place = forms.CharField(label="地点", max_length=100, required=False)
    chair = forms.CharField(label="主持人", max_length=48, required=False)
    recorder = forms.CharField(label="记录人", max_length=48, required=False)
    expected_count = _count_field("应到人数")
    present_count = _count_field("实到人数")
    absences = forms.CharField(label="请假及原因", max_length=400, required=False)

    CONTENT: Final = (
        *("happened_on", "starts_at", "ends_at", "place", "chair", "recorder"),
        *("expected_count", "present_count", "absences"),
    )

    def __init__(self, data: Any = None, *, record: Record, on: dt.date) -> None:
        initial: dict[str, Any] = {name: getattr(record, name) for name in self.CONTENT}
        super().__init__(data, initial=initial)
        self._items = list(record.agenda.all())
        for item in self._items:
            self.fields[f"words_{item.pk}"] = forms.CharField(
                label=f"{item.order}. {item.title}",
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        _add_rows(self, bodies_of(record.organization, on=on))

    @property
    def facts(self) -> list[Any]:
        """The fields about the meeting itself."""
        return [self[name] for name in self.CONTENT]

    @property
    def agenda(self) -> list[Any]:
        """One field for each item of the agenda."""
        return [self[f"words_{item.pk}"] for item in self._items]

    @property
    def rows(self) -> list[list[Any]]:
        """The rows of resolutions."""
        return [[self[name] for name in _names(row)] for row in range(ROWS)]

    @property
    def words(self) -> dict[int, str]:
        """What was agreed, by item."""
        return {item.pk: self.cleaned_data[f"words_{item.pk}"] for item in self._items}

    @property
    def content(self) -> dict[str, Any]:
        """What is written on the record."""
        return {name: self.cleaned_data[name] for name in self.CONTENT}

    @property
    def resolved(self) -> list[Resolved]:
        """What was resolved."""
        return list(_resolved(self.cleaned_data))

    def clean(self) -> dict[str, Any]:
        """A resolution needs who does it and by when."""
        data = super().clean() or {}
        for row in range(ROWS):
            text, responsible, due = _names(row)
            if data.get(text):
                for name, words in ((responsible, "请选择责任单位。"), (due, "请填写完成时限。")):
                    if not data.get(name) and name not in self.errors:
                        self.add_error(name, words)
            elif data.get(responsible) or data.get(due):
                self.add_error(text, "请写明议定事项，或清空责任单位和时限。")
        refuse_more_than_expected(self)
        return data


class ResolutionForm(WordedForm):
    """One more resolution of a meeting that was held."""

    text = forms.CharField(label="议定事项", max_length=400, min_length=2)
    responsible: Any = BodyField(label="责任单位", queryset=None, empty_label="请选择")
    due_on = day_field("完成时限")

    def __init__(self, data: Any = None, *, record: Record, on: dt.date) -> None:
        super().__init__(data)
        self.fields["responsible"].queryset = bodies_of(  # type: ignore[attr-defined]
            record.organization, on=on
        )


class DoneForm(WordedForm):
    """How a resolution was carried out."""

    words = forms.CharField(
        label="完成情况",
        max_length=1000,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DropForm(WordedForm):
    """Why a resolution is taken back."""

    reason = forms.CharField(
        label="撤销原因", max_length=200, min_length=2, widget=forms.Textarea(attrs={"rows": 3})
    )


def bodies_of(organization: Organization, *, on: dt.date) -> Any:
    """Who may be responsible: the body itself and its direct subordinates."""
    own = Organization.objects.filter(pk=organization.pk)
    rows = own | Organization.objects.children_of(organization)
    return rows.open(on).by_name()


def _names(row: int) -> tuple[str, str, str]:
    return f"text_{row}", f"responsible_{row}", f"due_{row}"


def _add_rows(form: HoldForm, bodies: Any) -> None:
    for row in range(ROWS):
        text, responsible, due = _names(row)
        form.fields[text] = forms.CharField(
            label=f"议定事项 {row + 1}", max_length=400, required=False
        )
        form.fields[responsible] = BodyField(
            label="责任单位", queryset=bodies, required=False, empty_label="请选择"
        )
        form.fields[due] = day_field("完成时限", required=False)


def _resolved(data: Mapping[str, Any]) -> Iterator[Resolved]:
    for row in range(ROWS):
        text, responsible, due = (data.get(name) for name in _names(row))
        if text and responsible and due:
            yield Resolved(text, responsible, due)
