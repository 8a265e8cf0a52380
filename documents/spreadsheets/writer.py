"""Spreadsheets out: a plain first sheet that imports again, and a sheet that explains it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from documents.refusals import refusal
from documents.spreadsheets.limits import CELL_CHARACTERS, EXCEL_DIGITS
from documents.spreadsheets.notes import GUIDE_TITLE
from documents.spreadsheets.pen import OPTIONS, ColumnKind, Pen, comment, sheet_title

__all__ = ["Column", "ColumnKind", "write_workbook"]

LOCAL_TIME: Final = ZoneInfo("Asia/Shanghai")
INLINE_CHOICES: Final = 250
"""Excel holds at most 255 characters of choices inside a drop-down itself."""
ROOM_BELOW: Final = 500
"""Empty rows below the data that still offer the drop-downs."""
GUIDE_HEADER: Final = ("列名", "填写要求", "可选值")
GUIDE_WIDTHS: Final = (20, 60, 40)
FIRST_CHOICES_COLUMN: Final = 4
"""Long lists of choices stand on the guide sheet from column E on, in plain sight."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` into the rows, ``label`` in the header, ``width`` in characters.

    ``choices`` become a drop-down; ``note`` is the Chinese line on the sheet 填写说明, and with
    ``noted`` also a note on the header; the header of a ``required`` column ends with ``*``.
    """

    key: str
    label: str
    width: float = 16
    choices: Sequence[str] = ()
    note: str = ""
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    noted: bool = False

    @property
    def header(self) -> str:
        """What stands above the column."""
        return f"{self.label}*" if self.required else self.label


def write_workbook(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, object]],
    example: Mapping[str, str] | None = None,
) -> bytes:
    """Write ``rows`` as an .xlsx whose first sheet ``read_rows`` reads back to the same text.

    Text stays text: what looks like a formula is stored with Excel's text mark and never
    calculated, and numbers of more than 15 digits are written as text. Aware times are shown
    in Chinese time. ``example`` is a grey row above the others. Rows are streamed, never held.
    Raises ``ValidationError`` for a cell of
    more than 32,767 characters and ``ValueError`` for a time without a zone.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        pen = Pen(workbook)
        sheet = workbook.add_worksheet(sheet_title(title))
        last = _write_rows(sheet, pen, columns, rows, example)
        guide = workbook.add_worksheet(GUIDE_TITLE)
        sources = _write_guide(guide, pen, columns)
        for position, source in sources.items():
            sheet.data_validation(1, position, last + ROOM_BELOW, position, _drop_down(source))
    return target.getvalue()


def _write_rows(
    sheet: Any,
    pen: Pen,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, object]],
    example: Mapping[str, str] | None,
) -> int:
    """Header, then one line a row; returns the number of the last line (header is 0)."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width, pen.kinds[column.kind])
    sheet.set_row(0, 30)
    for position, column in enumerate(columns):
        style = pen.required if column.required else pen.header
        sheet.write_string(0, position, column.header, style)
        if column.noted and column.note:
            comment(sheet, 0, position, column.note)
    first = 1
    if example is not None:
        first = 2
        for position, column in enumerate(columns):
            sheet.write_string(1, position, example.get(column.key, ""), pen.example)
    last = first - 1
    for last, row in enumerate(rows, start=first):
        for position, column in enumerate(columns):
            write_cell(sheet, pen, (last, position), column, row.get(column.key))
    return last


def write_cell(sheet: Any, pen: Pen, place: tuple[int, int], column: Column, value: object) -> None:
    """Put one value at a place (row, column), as its column shows it."""
    style = pen.kinds[column.kind]
    match value:
        case None | "":
            return
        case bool():
            pen.text(sheet, *place, "是" if value else "否")
        case int() | Decimal() if column.kind is not ColumnKind.TEXT and _fits(value):
            sheet.write_number(*place, value, style)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"{column.key}: a time needs its zone")
            sheet.write_datetime(*place, value.astimezone(LOCAL_TIME).replace(tzinfo=None), style)
        case date():
            sheet.write_datetime(*place, value, style)
        case _:
            text = f"{value:f}" if isinstance(value, Decimal) else str(value)
            if len(text) > CELL_CHARACTERS:
                raise refusal("text_too_long", row=place[0] + 1, column=column.label)
            pen.text(sheet, *place, text)


def _fits(number: int | Decimal) -> bool:
    """Whether Excel can hold the number without losing digits."""
    digits = Decimal(number)
    return digits.is_finite() and len(digits.as_tuple().digits) <= EXCEL_DIGITS


def _write_guide(sheet: Any, pen: Pen, columns: Sequence[Column]) -> dict[int, list[str] | str]:
    """One line a column; returns by column position what its drop-down chooses from."""
    for position, width in enumerate(GUIDE_WIDTHS):
        sheet.set_column(position, position, width)
    long_lists = [column for column in columns if not _fits_inline(column)]
    labels = [*GUIDE_HEADER, "", *(column.label for column in long_lists)]
    for position, label in enumerate(labels):
        if label:
            sheet.write_string(0, position, label, pen.header)
    lines = [_guide_line(column) for column in columns]
    lists = zip_longest(*(column.choices for column in long_lists), fillvalue="")
    blank = ("",) * len(GUIDE_HEADER)
    for number, (line, choices) in enumerate(zip_longest(lines, lists, fillvalue=()), start=1):
        for position, text in enumerate((*(line or blank), "", *choices)):
            if text:
                pen.text(sheet, number, position, text)
    return {
        position: _choices_source(column, long_lists)
        for position, column in enumerate(columns)
        if column.choices
    }


def _guide_line(column: Column) -> tuple[str, ...]:
    choices = "、".join(column.choices) if _fits_inline(column) else "见右侧同名列"
    return column.label, column.note, choices


def _fits_inline(column: Column) -> bool:
    return len(",".join(column.choices)) <= INLINE_CHOICES


def _choices_source(column: Column, long_lists: Sequence[Column]) -> list[str] | str:
    """The choices themselves, or where on the guide sheet they stand."""
    if _fits_inline(column):
        return list(column.choices)
    letter = xl_col_to_name(FIRST_CHOICES_COLUMN + long_lists.index(column))
    return f"={GUIDE_TITLE}!${letter}$2:${letter}${len(column.choices) + 1}"


def _drop_down(source: list[str] | str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": "请从列表中选择",
        "error_message": "填写的内容不在可选范围内，请从下拉列表中选择。",
    }
