"""CSV as Chinese offices save it: UTF-8 with or without mark, UTF-16, GB18030; comma or tab."""

from __future__ import annotations

import csv
import io
from typing import Final

from documents.filetypes import decode_text
from documents.spreadsheets.limits import CELL_CHARACTERS, Limits, RefusedError
from documents.spreadsheets.values import ERROR_VALUES, SHORTENED

DELIMITERS: Final = ",\t;"


def read_csv(
    data: bytes, limits: Limits
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, int, str, str]]]:
    """Rows with content, numbered by line of the table, and faults (row, column, code, value).

    Raises ``RefusedError``.
    """
    text = decode_text(data)
    if text is None:
        raise RefusedError("unknown_encoding")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, int, str, str]] = []
    left = limits.text
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, start=1):
            left -= _check(number, cells, limits)
            if left < 0:
                raise RefusedError("too_heavy")
            if not any(cell.strip() for cell in cells):
                continue
            rows.append((number, cells))
            if len(rows) > limits.rows:
                raise RefusedError("too_many_rows", limit=limits.rows - 1)
            faults += _faults(number, cells)
    except csv.Error as error:
        raise RefusedError("broken_csv", row=number + 1) from error
    return rows, faults


def _check(number: int, cells: list[str], limits: Limits) -> int:
    """The characters of a row; raises ``RefusedError`` for what no sheet may hold."""
    if number > limits.last_row:
        raise RefusedError("too_many_empty_rows", row=number)
    if any(len(cell) > CELL_CHARACTERS for cell in cells):
        raise RefusedError("cell_too_long")
    if len(cells) > limits.columns and any(cell.strip() for cell in cells[limits.columns :]):
        reference = f"第 {number} 行第 {len(cells)} 列"
        raise RefusedError("far_cell", cell=reference, columns=limits.columns)
    return sum(map(len, cells)) + len(cells)


def _faults(number: int, cells: list[str]) -> list[tuple[int, int, str, str]]:
    """The cells of a row not to be trusted; a glance tells that most rows have none."""
    joined = "\n".join(cells)
    found: list[tuple[int, int, str, str]] = []
    if "#" in joined:
        found += [
            (number, column, "error_value", cell.strip())
            for column, cell in enumerate(cells)
            if cell.strip() in ERROR_VALUES
        ]
    if "E" in joined or "e" in joined:
        found += [
            (number, column, "precision_lost", cell.strip())
            for column, cell in enumerate(cells)
            if SHORTENED.fullmatch(cell.strip())
        ]
    return found
