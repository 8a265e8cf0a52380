"""The uploaded rows as a workbook to correct and upload again, what is wrong in colour."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import xlsxwriter

from documents.intake.mapping import ColumnMapping
from documents.intake.merged import FillDown
from documents.intake.rows import CellError
from documents.intake.terms import SYSTEM_LABEL, ColumnState
from documents.spreadsheets.cells import column_number
from documents.spreadsheets.grid import Grid
from documents.spreadsheets.pen import OPTIONS, Pen, comment, sheet_title

NOTES_LIMIT: Final = 5_000
"""Notes on cells; Excel becomes slow with more. Colour and 系统提示 say the rest."""
HINT_LIMIT: Final = 2_000
"""Characters of 系统提示 in one row."""
WIDTH: Final = 18
HINT_WIDTH: Final = 60
NO_RESULT: Final = "#N/A"
"""Stands where a formula had no result, so that the cell is not taken for an empty one."""
_WHOLE_ROW: Final = -1

_Errors = dict[int, dict[int, list[str]]]
"""Texts by row number and column; ``_WHOLE_ROW`` for what is wrong with a row."""


def marked_workbook(*, grid: Grid, mapping: ColumnMapping, errors: Iterable[CellError]) -> bytes:
    """Write the rows of ``grid`` under their numbers, with ``errors`` marked.

    A wrong cell is coloured and bears the reason as a note; the column 系统提示, which
    ``map_columns`` passes over, has all that is wrong with the row. Every cell is text; merged
    ones of several rows are filled down. Rows that were left out of the grid (hidden ones) are
    not there.
    """
    target = io.BytesIO()
    by_row = _by_row(errors)
    names = {column.index: column.label for column in mapping.columns}
    hints = _hint_column(grid, mapping)
    last_header = max(mapping.header_rows, default=0)
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        sheet = workbook.add_worksheet(sheet_title(grid.title))
        marker = _Marker(sheet, Pen(workbook), hints, names, _unfinished(grid))
        sheet.set_column(0, max(hints - 1, 0), WIDTH)
        sheet.set_column(hints, hints, HINT_WIDTH)
        sheet.freeze_panes(last_header, 0)
        merged = FillDown(grid, header=last_header)
        for number, cells in grid.rows:
            if number in mapping.header_rows:
                marker.header(number, cells, label=SYSTEM_LABEL if number == last_header else "")
            else:
                marker.row(number, merged.fill(number, cells), by_row.get(number, {}))
    return target.getvalue()


class _Marker:
    """Writes rows, each once and in order, as the constant-memory workbook wants it."""

    def __init__(
        self,
        sheet: Any,
        pen: Pen,
        hints: int,
        names: dict[int, str],
        unfinished: set[tuple[int, int]],
    ) -> None:
        self._sheet = sheet
        self._pen = pen
        self._hints = hints
        self._names = names
        self._unfinished = unfinished
        self._notes = 0

    def header(self, number: int, cells: list[str], *, label: str) -> None:
        """A row of the header, with the label of the column for hints."""
        for column, cell in enumerate(cells):
            if column != self._hints:
                self._sheet.write_string(number - 1, column, cell, self._pen.header)
        if label:
            self._sheet.write_string(number - 1, self._hints, label, self._pen.header)

    def row(self, number: int, cells: list[str], wrong: dict[int, list[str]]) -> None:
        """A row of data, or one above the header."""
        texts = {column: cell for column, cell in enumerate(cells) if cell}
        texts.pop(self._hints, None)
        for column in sorted(texts.keys() | wrong.keys() - {_WHOLE_ROW}):
            text = texts.get(column, "")
            if column in wrong:
                if not text and (number, column) in self._unfinished:
                    text = NO_RESULT
                self._pen.text(self._sheet, number - 1, column, text, wrong=True)
                self._note(number - 1, column, "\n".join(wrong[column]))
            else:
                self._pen.text(self._sheet, number - 1, column, text)
        if wrong:
            hint = self._hint(wrong)
            self._sheet.write_string(number - 1, self._hints, hint, self._pen.hint)

    def _note(self, row: int, column: int, text: str) -> None:
        if self._notes < NOTES_LIMIT:
            comment(self._sheet, row, column, text)
            self._notes += 1

    def _hint(self, wrong: dict[int, list[str]]) -> str:
        lines = [
            f"{self._names.get(column, '')}：{text}" if column in self._names else text
            for column, texts in sorted(wrong.items())
            for text in texts
        ]
        return "\n".join(lines)[:HINT_LIMIT]


def _by_row(errors: Iterable[CellError]) -> _Errors:
    found: _Errors = {}
    for error in errors:
        column = column_number(error.letter) if error.letter else _WHOLE_ROW
        found.setdefault(error.row, {}).setdefault(column, []).append(error.text)
    return found


def _hint_column(grid: Grid, mapping: ColumnMapping) -> int:
    """Where 系统提示 stands already, else behind the last column."""
    standing = (column.index for column in mapping.columns if column.state is ColumnState.SYSTEM)
    return next(standing, grid.width)


def _unfinished(grid: Grid) -> set[tuple[int, int]]:
    return {place for place, fault in grid.faults.items() if fault.code == "formula_without_result"}
