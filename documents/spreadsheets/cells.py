"""One worksheet as a stream of rows; formulas are never evaluated, their stored result is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from documents.spreadsheets.limits import CELL_CHARACTERS, Limits, RefusedError
from documents.spreadsheets.values import date_text, number_text, unescape
from documents.spreadsheets.workbook import Workbook

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_DIGITS: Final = "0123456789"
_TRUE: Final = frozenset({"1", "true"})
SHEET_COLUMNS: Final = 16_384
"""Columns any sheet has."""
MERGES_SHOWN: Final = 10
MERGES_KEPT: Final = 500
MERGES_WITHIN: Final = 60
"""Merged areas that begin within so many first rows may belong to a header."""
TALL_KEPT: Final = 20_000
"""Merged areas of several rows that are filled down."""

Emit = Callable[[int, list[str]], None]
"""Takes a row's number and its cells."""


def column_number(letters: str) -> int:
    """``A`` → 0, ``Z`` → 25, ``AA`` → 26; raises ``RefusedError`` for what is no column."""
    if _LETTERS.fullmatch(letters) is None:
        raise RefusedError("damaged")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 → ``A``, 25 → ``Z``, 26 → ``AA``."""
    letters = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


@dataclass(slots=True)
class Survey:
    """What a sheet holds besides its values, for the notes to the user."""

    hidden_rows: int = 0
    hidden_numbers: list[int] = field(default_factory=list)
    """The hidden rows that have content."""
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last column, counted from 0."""
    formulas: int = 0
    merges: list[str] = field(default_factory=list)
    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged areas near the top: first row, first column, last row, last column."""
    tall: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged areas of several rows, wherever they stand; ``TALL_KEPT`` at most."""
    tall_found: int = 0
    faults: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Row, column, refusal code, value as stored."""


class SheetHandler:
    """Hears a worksheet part and hands every row with content to ``emit``.

    The state of the cell being read lives in plain attributes, and ``text`` is the list's own
    ``append``: this runs for every cell.
    """

    def __init__(
        self, workbook: Workbook, limits: Limits, emit: Emit, *, hidden_rows: bool = True
    ) -> None:
        self.limits = limits
        self.emit = emit
        self.hidden_rows = hidden_rows
        self.survey = Survey()
        self.strings = workbook.strings
        self.date_styles = {str(style) for style in workbook.date_styles}
        self.epoch_1904 = workbook.epoch_1904
        self.number = 0
        self.row_name = "0"
        self.hidden = False
        self.filled = 0
        self.row: list[str] = []
        self.letters = [column_letters(number) for number in range(SHEET_COLUMNS + 1)]
        self.column = -1
        self.kind = "n"
        self.style = "0"
        self.formula = False
        self.stored = ""
        self.in_cell = False
        self.pieces: list[str] = []
        self.text: Callable[[str], None] = self.pieces.append

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self.column += 1
            reference = attributes.get("r")
            if reference is not None and reference != self.letters[self.column] + self.row_name:
                self.column = self._column(reference)
            self.kind = attributes.get("t", "n")
            self.style = attributes.get("s", "0")
            self.stored = ""
            self.in_cell = True
        elif name == "v" or name == "t":  # twice as fast as a set
            self.pieces.clear()
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self.formula = self.in_cell
        elif not self.in_cell:
            self._note(name, attributes)

    def end(self, name: str) -> None:
        if name == "c":
            self.in_cell = False
            if self.formula:
                self._end_formula()
            if self.stored:
                self._end_cell()
        elif name == "v" or name == "t":
            if self.in_cell:
                self.stored += self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
                if len(self.stored) > CELL_CHARACTERS:
                    raise RefusedError("cell_too_long")
        elif name == "row" and self.row:
            self._end_row()

    def _column(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        if reference[len(letters) :] != self.row_name:
            raise RefusedError("damaged")
        return column_number(letters)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes.get("r", self.number + 1))
        if number <= self.number:
            raise RefusedError("damaged")
        self.number, self.row_name, self.row, self.column = number, str(number), [], -1
        if number > self.limits.last_row:
            raise RefusedError("too_many_empty_rows", row=number)
        self.hidden = attributes.get("hidden") in _TRUE
        self.survey.hidden_rows += self.hidden
        self.pieces.clear()

    def _end_formula(self) -> None:
        self.formula = False
        self.survey.formulas += 1
        if not self.stored and self.kind != "str":
            self._fault("formula_without_result")

    def _end_cell(self) -> None:
        value = self.stored
        if self.kind == "s":
            value = self._shared(value)
        elif self.kind == "n":
            value = self._number(value)
        else:
            value = self._rare(value)
        if value and not value.isspace():
            if self.column == len(self.row):
                self.row.append(value)
            else:
                self._place(value)

    def _place(self, value: str) -> None:
        """Put a value where cells have been left out before it, or over an earlier one."""
        row, column = self.row, self.column
        if column < len(row):
            row[column] = value
        elif column < self.limits.columns:
            row += [""] * (column - len(row))
            row.append(value)
        else:
            raise self._far(column)

    def _far(self, column: int) -> RefusedError:
        place = f"第 {self.number} 行第 {column + 1} 列"
        return RefusedError("far_cell", cell=place, columns=self.limits.columns)

    def _shared(self, stored: str) -> str:
        position = int(stored)
        if not 0 <= position < len(self.strings):
            raise RefusedError("damaged")
        return self.strings[position]

    def _number(self, stored: str) -> str:
        if self.style in self.date_styles:
            return date_text(stored, epoch_1904=self.epoch_1904)
        if stored.isascii() and stored.isdigit():
            return stored
        value, lost = number_text(stored)
        if lost:
            self._fault("precision_lost")
        return value

    def _rare(self, stored: str) -> str:
        match self.kind:
            case "inlineStr" | "str":
                return unescape(stored)
            case "b":
                return "TRUE" if stored == "1" else "FALSE"
            case "e":
                self._fault("error_value")
                return stored
            case "d":
                return stored.replace("T00:00:00", "").replace("T", " ")
        return self._number(stored)

    def _fault(self, code: str) -> None:
        faults = self.survey.faults
        if len(faults) < self.limits.faults:
            faults.append((self.number, self.column, code, self.stored[:40]))
        elif self.limits.refuse_faults:
            raise RefusedError("too_many_faults", limit=self.limits.faults)

    def _end_row(self) -> None:
        self.filled += 1
        if self.filled > self.limits.rows:
            raise RefusedError("too_many_rows", limit=self.limits.rows - 1)
        if len(self.row) > self.limits.columns:
            raise self._far(len(self.row) - 1)
        if self.hidden:
            self.survey.hidden_numbers.append(self.number)
        if self.hidden_rows or not self.hidden:
            self.emit(self.number, self.row)
        self.row = []

    def _note(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take down what the sheet has besides rows."""
        if name == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            if len(self.survey.hidden_columns) < self.limits.columns:
                self.survey.hidden_columns.append((first - 1, last - 1))
        elif name == "mergeCell":
            self._merge(attributes["ref"])

    def _merge(self, reference: str) -> None:
        survey = self.survey
        if len(survey.merges) < MERGES_SHOWN:
            survey.merges.append(reference[:20])
        found = _AREA.fullmatch(reference)
        if found is None:
            return
        top, bottom = int(found[2]), int(found[4])
        is_tall, is_near = bottom > top, top <= MERGES_WITHIN and len(survey.areas) < MERGES_KEPT
        survey.tall_found += is_tall
        if not is_near and not (is_tall and len(survey.tall) < TALL_KEPT):
            return
        area = (top, column_number(found[1]), bottom, column_number(found[3]))
        if is_near:
            survey.areas.append(area)
        if is_tall and len(survey.tall) < TALL_KEPT:
            survey.tall.append(area)
