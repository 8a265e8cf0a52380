"""A list's items from a workbook (导入): the whole sheet is judged first, then written at once.

A row is an existing item when its 序号 is one, or, failing that, when its 任务内容 is; any other
row is new. A second import of the same file therefore changes nothing. Nothing is ever removed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.actions.drafting import add_item, edit_item
from checklists.changes import FieldChange, field_label, field_text
from checklists.columns import (
    CHOICES,
    DATES,
    MILESTONES,
    NUMBERS,
    REQUIRED_LABELS,
    SERIAL,
    UPPER,
    item_columns,
    upper_label,
)
from checklists.forms.items import ItemForm, uppers_of
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.terms import Direction, Frequency
from documents.spreadsheets.reader import read_rows
from hierarchy.actors import Actor

MOST_ROWS = 500
DEFAULTS = {"direction": str(Direction.AT_LEAST), "frequency": str(Frequency.ONCE)}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_NUMBERED = re.compile(r"\d+\s*[.、．]\s*")
_LABELS = {column.key: column.label for column in item_columns(uppers=["任一"])}
_KEYS = {label: key for key, label in _LABELS.items()}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell: its row, column and value, and why (empty column: the row)."""

    row: int
    column: str
    value: str
    text: str


@dataclass(slots=True)
class RowPlan:
    """What one row will do: ``new``, ``changed`` or ``unchanged``."""

    number: int
    kind: str
    title: str
    values: dict[str, Any]
    item: ChecklistItem | None = None
    upper: Assignment | None = None
    changes: list[FieldChange] = field(default_factory=list)


@dataclass(slots=True)
class ImportPlan:
    """All that an import will do, or every reason why it will do nothing."""

    checklist: Checklist
    records: list[tuple[int, dict[str, str]]]
    rows: list[RowPlan] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """How many rows are of that kind."""
        return sum(row.kind == kind for row in self.rows)

    @property
    def writes(self) -> int:
        """How many rows change anything."""
        return self.count("new") + self.count("changed")


def read_plan(*, checklist: Checklist, data: bytes, name: str) -> ImportPlan:
    """Read an uploaded workbook and plan it; raises ``ValidationError`` for an unreadable file."""
    sheet = read_rows(
        data=data, name=name, max_rows=MOST_ROWS, required=REQUIRED_LABELS, keep_faults=True
    )
    known = [label for label in sheet.header if label in _KEYS]
    passed = [label for label in sheet.header if label not in _KEYS]
    records = [
        (number, {label: cells[label].strip() for label in known})
        for number, cells in sheet.records()
    ]
    plan = plan_records(checklist=checklist, records=records)
    plan.notes = (*sheet.notes, *([f"不认识的列未读取：{'、'.join(passed)}。"] if passed else ()))
    plan.errors = [
        *(
            RowError(fault.row, fault.column, fault.value, "；".join(fault.as_error().messages))
            for fault in sheet.faults
            if fault.column in _KEYS
        ),
        *plan.errors,
    ]
    return plan


def plan_records(
    *, checklist: Checklist, records: Iterable[tuple[int, Mapping[str, str]]]
) -> ImportPlan:
    """Judge every row against the draft as it is now. Two queries."""
    plan = ImportPlan(checklist, [(number, dict(cells)) for number, cells in records])
    reader = _Reader(checklist)
    for number, cells in plan.records:
        row, errors = reader.read(number, cells)
        plan.errors += errors
        if row is not None:
            plan.rows.append(row)
    plan.errors += _repeated(plan.rows)
    return plan


@transaction.atomic
def carry_out(plan: ImportPlan, *, actor: Actor) -> int:
    """Write a plan without errors, all of it or nothing; how many items were written."""
    if plan.errors:
        raise ValidationError("表格还有错误，请全部改正后再导入。", code="has_errors")
    for row in plan.rows:
        if row.item is None:
            add_item(checklist=plan.checklist, content=row.values, answers=row.upper, actor=actor)
        elif row.kind == "changed":
            edit_item(item=row.item, changes=row.values, actor=actor)
    return plan.writes


class _Reader:
    """Turns rows of text into plans, knowing the draft and what it may answer."""

    def __init__(self, checklist: Checklist) -> None:
        self._checklist = checklist
        items = list(checklist.items.select_related("answers__item").order_by("serial"))
        self._by_serial = {str(item.serial): item for item in items}
        self._by_title = {(item.title, item.answers_id): item for item in items}
        self._needs_upper = checklist.issuer.parent_id is not None
        self._uppers: dict[str, list[Assignment]] = {}
        for upper in uppers_of(checklist) if self._needs_upper else ():
            for label in {upper_label(upper), upper.item.title}:
                self._uppers.setdefault(label, []).append(upper)

    def read(self, number: int, cells: Mapping[str, str]) -> tuple[RowPlan | None, list[RowError]]:
        """One row: its plan, or all that is wrong with it."""
        by_key = {_KEYS[label]: text for label, text in cells.items()}
        values, errors = _parse(number, by_key)
        upper = self._upper(number, by_key.get(UPPER, ""), errors)
        item = self._find(by_key, upper)
        if item is not None and upper is not None and item.answers_id != upper.pk:
            text = "不能通过导入改变事项承接的上级事项。请恢复原值，或删除后新增。"
            errors.append(RowError(number, _LABELS[UPPER], by_key[UPPER], text))
        target = item or ChecklistItem(checklist=self._checklist, tenant=self._checklist.tenant)
        known = {error.column for error in errors}
        form = ItemForm(self._form_data(target, values), instance=target)
        errors += [
            RowError(number, _LABELS.get(name, ""), by_key.get(name, ""), str(text))
            for name, texts in form.errors.items()
            for text in texts
            if _LABELS.get(name, "") not in known
        ]
        if errors:
            return None, errors
        said = {**form.changes(), MILESTONES: values.get(MILESTONES, target.milestones)}
        return self._plan(number, said, item, upper), []

    def _upper(self, number: int, text: str, errors: list[RowError]) -> Assignment | None:
        if not self._needs_upper:
            return None
        found = self._uppers.get(text) or self._uppers.get(_NUMBERED.sub("", text, count=1)) or []
        if len(found) == 1:
            return found[0]
        if not text:
            why = "每条事项都要对应一条上级事项（第七条），请填写承接哪一条。"
        elif found:
            why = "有几条上级事项同名，请写明序号，如“3. 事项名称”。"
        else:
            why = "本单位已签收的上级事项中没有这一条，请从下拉列表中选择。"
        errors.append(RowError(number, _LABELS[UPPER], text, why))
        return None

    def _find(self, by_key: Mapping[str, str], upper: Assignment | None) -> ChecklistItem | None:
        found = self._by_serial.get(by_key.get(SERIAL, ""))
        if found is not None:
            return found
        return self._by_title.get((by_key.get("title", ""), upper.pk if upper else None))

    def _form_data(self, target: ChecklistItem, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that the sheet lacks keep what the item says."""
        blank = ItemForm(instance=target)
        kept = {
            name: blank.get_initial_for_field(blank.fields[name], name) for name in blank.fields
        }
        return {**kept, **values}

    def _plan(
        self,
        number: int,
        said: dict[str, Any],
        item: ChecklistItem | None,
        upper: Assignment | None,
    ) -> RowPlan:
        if item is None:
            return RowPlan(number, "new", said["title"], said, upper=upper)
        after = ChecklistItem(**said)
        changed = {name: value for name, value in said.items() if getattr(item, name) != value}
        changes = [
            FieldChange(
                field_label(ChecklistItem, name), field_text(item, name), field_text(after, name)
            )
            for name in changed
        ]
        kind = "changed" if changed else "unchanged"
        return RowPlan(number, kind, said["title"], changed, item, upper, changes)


def _parse(number: int, by_key: Mapping[str, str]) -> tuple[dict[str, Any], list[RowError]]:
    """Cells as form data; errors where a cell cannot be read at all."""
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for key, text in by_key.items():
        if key in {SERIAL, UPPER}:
            continue
        try:
            values[key] = _value(key, text)
        except ValueError as error:
            errors.append(RowError(number, _LABELS[key], text, str(error)))
    return values, errors


def _value(key: str, text: str) -> Any:
    if key in CHOICES:
        return _choice(key, text)
    if key in DATES:
        return _day(text).isoformat() if text else ""
    if key in NUMBERS:
        return _number(key, text)
    if key == MILESTONES:
        return _milestones(text)
    return text


def _choice(key: str, text: str) -> str:
    if not text and key in DEFAULTS:
        return DEFAULTS[key]
    by_label = {label: value for value, label in CHOICES[key].choices}
    if text and text not in by_label:
        raise ValueError(f"只能填：{'、'.join(by_label)}。")
    return str(by_label.get(text, ""))


def _day(text: str) -> dt.date:
    found = _DAY.fullmatch(text)
    try:
        return dt.date(*map(int, found.groups())) if found else dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError("不是有效日期，请写成 2026-03-05 的样子。") from None


def _number(key: str, text: str) -> str:
    if not text:
        return "0" if key == "evidence_minimum" else ""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError("应为数字，单位请写在“单位”列。") from None
    if not number.is_finite():
        raise ValueError("应为数字，单位请写在“单位”列。")
    return f"{number.normalize():f}"


def _milestones(text: str) -> list[dict[str, str]]:
    found = []
    for line in filter(None, map(str.strip, re.split(r"[\n；]", text))):
        day, _, words = line.partition(" ")
        if not words.strip():
            raise ValueError("里程碑每行写“日期 进展”，如“2026-06-30 完成走访”。")
        found.append({"due": _day(day).isoformat(), "text": words.strip()[:100]})
    return sorted(found, key=lambda row: row["due"])


def _repeated(rows: Iterable[RowPlan]) -> list[RowError]:
    """Two rows for one item, or two new rows alike, would overwrite each other."""
    rows = list(rows)
    places = [
        ("item", row.item.pk) if row.item else ("new", row.title, row.upper and row.upper.pk)
        for row in rows
    ]
    counts = Counter(places)
    text = "与另一行是同一条事项。请只保留一行。"
    return [
        RowError(row.number, _LABELS["title"], row.title, text)
        for row, place in zip(rows, places, strict=True)
        if counts[place] > 1
    ]
