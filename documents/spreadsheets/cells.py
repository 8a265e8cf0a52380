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
_DIGITS: Final = "0123456789"
_TRUE: Final = frozenset({"1", "true"})
_TEXT_ELEMENTS: Final = frozenset({"v", "t"})
MERGES_SHOWN: Final = 10
FAULTS_KEPT: Final = 200


def column_number(letters: str) -> int:
    """``A`` → 0, ``Z`` → 25, ``AA`` → 26; raises ``RefusedError`` for what is no column."""
    if _LETTERS.fullmatch(letters) is None:
        raise RefusedError("damaged")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@dataclass(slots=True)
class Survey:
    """What a sheet holds besides its values, for the notes to the user."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    formulas: int = 0
    merges: list[str] = field(default_factory=list)
    faults: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Row, column, refusal code, value as stored."""


class SheetHandler:
    """Hears a worksheet part and hands every row with content to ``emit(number, cells)``.

    The state of the cell being read lives in plain attributes: this runs for every cell.
    """

    def __init__(
        self, workbook: Workbook, limits: Limits, emit: Callable[[int, list[str]], None]
    ) -> None:
        self.workbook = workbook
        self.limits = limits
        self.emit = emit
        self.survey = Survey()
        self.number = 0
        self.row_name = "0"
        self.filled = 0
        self.row: dict[int, str] = {}
        self.columns: dict[str, int] = {}
        self.column = -1
        self.kind = "n"
        self.style = 0
        self.formula = False
        self.stored = ""
        self.in_cell = False
        self.collecting = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif self.in_cell:
            self.formula = self.formula or name == "f"
            self.collecting = name in _TEXT_ELEMENTS
        elif name == "row":
            self._start_row(attributes)
        elif name == "col" and attributes.get("hidden") in _TRUE:
            self.survey.hidden_columns += 1
        elif name == "mergeCell" and len(self.survey.merges) < MERGES_SHOWN:
            self.survey.merges.append(attributes["ref"][:20])

    def text(self, text: str) -> None:
        if self.collecting:
            self.stored += text
            if len(self.stored) > CELL_CHARACTERS:
                raise RefusedError("cell_too_long")

    def end(self, name: str) -> None:
        if name in _TEXT_ELEMENTS:
            self.collecting = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes.get("r", self.number + 1))
        if number <= self.number:
            raise RefusedError("damaged")
        self.number, self.row_name, self.row, self.column = number, str(number), {}, -1
        if number > self.limits.last_row:
            raise RefusedError("too_many_empty_rows", row=number)
        self.survey.hidden_rows += attributes.get("hidden") in _TRUE

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            if reference[len(letters) :] != self.row_name:
                raise RefusedError("damaged")
            if letters not in self.columns:
                self.columns[letters] = column_number(letters)
            self.column = self.columns[letters]
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", "0"))
        self.formula, self.stored, self.in_cell = False, "", True

    def _end_cell(self) -> None:
        self.in_cell = self.collecting = False
        if self.formula:
            self.survey.formulas += 1
            if not self.stored and self.kind != "str":
                self._fault("formula_without_result")
        value = self._value() if self.stored else ""
        if not value or value.isspace():
            return
        if self.column >= self.limits.columns:
            place = f"第 {self.number} 行第 {self.column + 1} 列"
            raise RefusedError("far_cell", cell=place, columns=self.limits.columns)
        self.row[self.column] = value

    def _value(self) -> str:
        match self.kind:
            case "s":
                return self._shared(self.stored)
            case "str" | "inlineStr":
                return unescape(self.stored)
            case "b":
                return "TRUE" if self.stored == "1" else "FALSE"
            case "e":
                self._fault("error_value")
                return self.stored
            case "d":
                return self.stored.replace("T00:00:00", "").replace("T", " ")
        if self.style in self.workbook.date_styles:
            return date_text(self.stored, epoch_1904=self.workbook.epoch_1904)
        value, lost = number_text(self.stored)
        if lost:
            self._fault("precision_lost")
        return value

    def _shared(self, stored: str) -> str:
        position = int(stored)
        if not 0 <= position < len(self.workbook.strings):
            raise RefusedError("damaged")
        return self.workbook.strings[position]

    def _fault(self, code: str) -> None:
        if len(self.survey.faults) < FAULTS_KEPT:
            self.survey.faults.append((self.number, self.column, code, self.stored[:40]))

    def _end_row(self) -> None:
        if not self.row:
            return
        self.filled += 1
        if self.filled > self.limits.rows:
            raise RefusedError("too_many_rows", limit=self.limits.rows - 1)
        width = max(self.row) + 1
        self.emit(self.number, [self.row.get(column, "") for column in range(width)])
