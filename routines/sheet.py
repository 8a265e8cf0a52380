"""Records as a spreadsheet: the columns, a row read into a delivery, a record written as a row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from documents.intake.fields import Field, FieldKind, Value
from hierarchy.imports.planning import Fault, Held
from routines.exchange import Delivered
from routines.models import Record
from routines.outgoing import as_sent
from routines.terms import Mark, RecordKind
from routines.wire import CONTENTS, EXCHANGED, PRIVATE

_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)(?:[:：]([0-5]\d))?")
_MOST_HOURS: Final = Decimal("999.9")
_MARKS: Final = {str(mark.label): str(mark.value) for mark in Mark}
_KINDS: Final = {str(kind.label): str(kind.value) for kind in EXCHANGED}
_LISTS: Final = {"marks": _MARKS, "also": _KINDS}
_BETWEEN: Final = "、"


def _text(key: str, label: str, most: int, **more: Any) -> Field:
    return Field(key, label, max_length=most, **more)


FIELDS: Final = (
    Field(
        "record_id",
        "本系统记录编号",
        FieldKind.INTEGER,
        note="从本系统导出的行才有，用来识别原记录；新记录留空。",
        width=14,
    ),
    _text("external_id", "外部编号", 64, note="在原系统的编号，同一编号只登记一次；没有可留空。"),
    _text("organization_code", "组织代码", 32, note="与组织全称至少填一项。", example="B-1"),
    _text(
        "organization_name",
        "组织全称",
        100,
        aliases=("组织名称", "党组织", "党支部名称"),
        example="观前商城党支部",
        width=28,
    ),
    Field(
        "kind",
        "类别",
        FieldKind.CHOICE,
        required=True,
        choices=_KINDS,
        aliases=("活动类别", "活动类型"),
        example="主题党日",
    ),
    _text("also", "同时开展", 100, note="合并开展的其他类别，用顿号隔开。"),
    _text("marks", "同时属于", 100, note="如“学习、志愿服务”，用顿号隔开。"),
    _text("title", "主题", 100, required=True, aliases=("活动主题", "标题"), width=28),
    Field(
        "happened_on",
        "日期",
        FieldKind.DATE,
        required=True,
        aliases=("活动日期", "开展日期"),
        example="2026-02-25",
    ),
    _text("starts_at", "开始时间", 8, note="如 14:30。"),
    _text("ends_at", "结束时间", 8),
    _text("place", "地点", 100),
    _text("chair", "主持人", 48),
    _text("recorder", "记录人", 48),
    _text("speaker", "主讲人", 48),
    _text("group", "党小组", 48),
    Field("expected_count", "应到人数", FieldKind.INTEGER, maximum=100_000),
    Field("present_count", "实到人数", FieldKind.INTEGER, maximum=100_000),
    _text("absences", "请假及原因", 400, width=24),
    _text("hours", "学时", 8),
    Field("topics", "议题或内容", FieldKind.PARAGRAPH, max_length=2000, width=32),
    Field("minutes", "记录", FieldKind.PARAGRAPH, max_length=20000, width=40),
    Field("decisions", "决议", FieldKind.PARAGRAPH, max_length=2000, width=32),
)
_BY_KEY: Final = {field.key: field for field in FIELDS}
_APART: Final = ("record_id", "external_id", "organization_code", "organization_name")


def read_row(row: Held, fault: Fault) -> Delivered | None:
    """A row as a delivery; only what it says, so that blank cells leave what is there."""
    values = row.values()
    facts = {key: value for key, value in values.items() if key not in _APART}
    _settle(facts, fault)
    if not values.get("organization_code") and not values.get("organization_name"):
        fault.row("组织代码和组织全称至少填一项，才知道是哪个组织的记录。")
    if facts.get("kind") in PRIVATE and any(facts.get(name) for name in CONTENTS):
        fault.row("谈心谈话的内容不用表格交换，请清空议题、记录、决议等内容后再导入。")
    _check_order(facts, fault)
    if fault.errors:
        return None
    number: Any = values.get("record_id")
    external, code, name = (str(values.get(key) or "") for key in _APART[1:])
    return Delivered(external, code, name, facts, record_id=number)


def _settle(facts: dict[str, Any], fault: Fault) -> None:
    """Times, hours and lists, which a cell holds as text."""
    for key in ("starts_at", "ends_at"):
        if key in facts:
            facts[key] = _time(str(facts[key]), key, fault)
    if "hours" in facts:
        facts["hours"] = _hours(str(facts["hours"]), fault)
    for key in _LISTS:
        if key in facts:
            facts[key] = _several(str(facts[key]), key, fault)


def as_row(record: Record) -> dict[str, object]:
    """A record as a row of ``FIELDS``; of a talk only that it took place."""
    sent = as_sent(record)
    row: dict[str, object] = {key: sent.get(key) for key in _BY_KEY if key != "record_id"}
    for key, known in _LISTS.items():
        words = {value: label for label, value in known.items()}
        row[key] = _BETWEEN.join(words[value] for value in sent[key] if value in words)
    for key in ("starts_at", "ends_at"):
        row[key] = sent[key].isoformat().removesuffix(":00") if sent[key] else ""
    row["hours"] = "" if sent["hours"] is None else f"{sent['hours']:g}"
    row["record_id"] = record.pk
    return row


def packed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for a row of the import to keep; days, times and hours as text."""
    return {
        key: value if isinstance(value, int | list | None) else str(value)
        for key, value in facts.items()
    }


def unpacked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What ``packed`` kept, as the model has it."""
    found = dict(facts)
    if found.get("happened_on"):
        found["happened_on"] = dt.date.fromisoformat(found["happened_on"])
    for key in ("starts_at", "ends_at"):
        if found.get(key):
            found[key] = dt.time.fromisoformat(found[key])
    if found.get("hours"):
        found["hours"] = Decimal(found["hours"])
    return found


def in_words(key: str, value: Value | list[str] | dt.time | Decimal) -> str:
    """A stored value as people read it in a list of changes."""
    if value in (None, "", []):
        return "空"
    if isinstance(value, list):
        return _BETWEEN.join(str(_label(key, one)) for one in value)
    if key == "kind":
        return str(RecordKind(str(value)).label)
    return str(value)


def label_of(key: str) -> str:
    """The column of a changed fact."""
    return _BY_KEY["group" if key == "group_id" else key].label


def _label(key: str, value: str) -> str:
    return str(Mark(value).label) if key == "marks" else str(RecordKind(value).label)


def _several(text: str, key: str, fault: Fault) -> list[str]:
    known, found = _LISTS[key], []
    for word in filter(None, re.split(r"[、，,；;\s]+", text)):
        if word in known:
            found.append(known[word])
        else:
            named = "、".join(known)
            fault.cell(_BY_KEY[key], f"“{word[:20]}”不在可选范围内，可填：{named}。", text)
    return list(dict.fromkeys(found))


def _time(text: str, key: str, fault: Fault) -> dt.time | None:
    matched = _TIME.fullmatch(text)
    if matched is None:
        fault.cell(_BY_KEY[key], "请填写 14:30 样式的时间。", text)
        return None
    return dt.time(int(matched[1]), int(matched[2]), int(matched[3] or 0))


def _hours(text: str, fault: Fault) -> Decimal | None:
    try:
        hours = Decimal(text)
    except InvalidOperation:
        hours = Decimal(-1)
    if not hours.is_finite() or not 0 <= hours <= _MOST_HOURS or hours != round(hours, 1):
        fault.cell(_BY_KEY["hours"], "请填写 0 至 999.9 的学时，最多一位小数。", text)
        return None
    return hours


def _check_order(facts: Mapping[str, Any], fault: Fault) -> None:
    expected, present = facts.get("expected_count"), facts.get("present_count")
    if expected is not None and present is not None and present > expected:
        text = f"实到人数多于应到人数（{expected}），请核对。"
        fault.cell(_BY_KEY["present_count"], text, present)
    starts, ends = facts.get("starts_at"), facts.get("ends_at")
    if starts and ends and ends < starts:
        fault.cell(_BY_KEY["ends_at"], "结束时间早于开始时间，请核对。", f"{ends:%H:%M}")
