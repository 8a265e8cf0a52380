"""The columns of a list as a workbook (Excel): the same going out and coming back in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import models

from checklists.models import Checklist, ChecklistItem
from checklists.terms import Category, Direction, Frequency, IndicatorKind
from documents.spreadsheets.writer import Column, ColumnKind

SERIAL: Final = "serial"
UPPER: Final = "answers"
MILESTONES: Final = "milestones"
REQUIRED_LABELS: Final = ("任务内容", "类别", "起始日", "完成时限")
DATES: Final = frozenset({"starts_on", "due_date"})
NUMBERS: Final = frozenset({"target_value", "evidence_minimum"})
CHOICES: Final[dict[str, type[models.TextChoices]]] = {
    "category": Category,
    "indicator_kind": IndicatorKind,
    "direction": Direction,
    "frequency": Frequency,
}


def item_columns(*, uppers: Iterable[str] = ()) -> list[Column]:
    """The columns of a list's items; ``uppers`` are what the upper column may name."""
    columns = [
        Column(SERIAL, "序号", 6, kind=ColumnKind.INTEGER, note="已有事项请勿改动；新增事项留空。"),
        _choice("category", "类别", 8, note="必填。"),
        Column("title", "任务内容", 36, note="必填，不超过 120 字。"),
        Column("content", "具体内容", 40, note="不超过 2000 字。"),
        Column("requirement", "目标要求", 30, note="不超过 500 字。"),
        Column("indicator_name", "指标名称", 16, note="填写目标值的，须写明指标名称。"),
        _choice("indicator_kind", "口径", 8, note="累计可相加；时点看某日数；比率不相加。"),
        _choice("direction", "方向", 8, note="不填按“不低于”。"),
        Column("target_value", "目标值", 10, kind=ColumnKind.DECIMAL, note="数字，最多两位小数。"),
        Column("indicator_unit", "单位", 6, note="如：户、次、%。"),
        Column("lead_unit", "责任单位（牵头）", 20),
        Column("responsible", "责任人", 14),
        Column("partner_units", "协同单位", 20),
        Column("partners", "配合人", 14),
        Column("starts_on", "起始日", 12, kind=ColumnKind.DATE, note="必填，如 2026-03-05。"),
        Column("due_date", "完成时限", 12, kind=ColumnKind.DATE, note="必填，不早于起始日。"),
        Column(MILESTONES, "里程碑", 30, note="每行一个：日期 进展，如“2026-06-30 完成走访”。"),
        _choice("frequency", "频次", 8, note="不填按“一次性”。"),
        Column("evidence_types", "佐证材料要求", 20, note="如：名册、走访记录。"),
        Column("evidence_minimum", "最少份数", 8, kind=ColumnKind.INTEGER, note="整数，不填按 0。"),
        Column("article", "依据条款", 12, note="如：第十一条。"),
    ]
    named = tuple(uppers)
    if named:
        columns.append(
            Column(UPPER, "承接上级事项", 36, choices=named, note="必填，每条都须对应上级事项。")
        )
    return columns


def item_rows(items: Iterable[ChecklistItem]) -> Iterator[dict[str, Any]]:
    """Items as rows of those columns."""
    for item in items:
        row: dict[str, Any] = {
            column.key: getattr(item, column.key)
            for column in item_columns()
            if column.key not in {MILESTONES, *CHOICES}
        }
        row |= {name: getattr(item, f"get_{name}_display")() for name in CHOICES}
        row[MILESTONES] = milestones_text(item.milestones)
        row[UPPER] = upper_label(item.answers) if item.answers else ""
        yield row


def upper_label(upper: Any) -> str:
    """An upper item by the number and title it has on the upper list: 「3. 源泉工程」."""
    return f"{upper.item.serial}. {upper.item.title}"


def milestones_text(milestones: Iterable[dict[str, Any]]) -> str:
    """Milestones as a cell holds them: one a line, day and text."""
    return "\n".join(f"{row.get('due', '')} {row.get('text', '')}".strip() for row in milestones)


def sheet_title(checklist: Checklist) -> str:
    """What the sheet and the file are called."""
    return f"{checklist.number or '草稿'}_{checklist.title}"


def _choice(key: str, label: str, width: float, *, note: str) -> Column:
    return Column(key, label, width, choices=tuple(CHOICES[key].labels), note=note)
