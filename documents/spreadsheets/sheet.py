"""A spreadsheet that has been read: header, rows with their numbers, notes and faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from documents.refusals import refusal


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content; ``number`` is its number in the file, ``cells`` match the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell whose text must not be trusted: digits lost, a formula error, no result stored."""

    row: int
    column: str
    code: str
    value: str

    def as_error(self) -> ValidationError:
        """The fault in the words of ``documents.refusals``."""
        return refusal(self.code, row=self.row, column=self.column, value=self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of text; ``notes`` tell the user in Chinese what was passed over or is hidden."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number with its cells by header."""
        for row in self.rows:
            yield row.number, dict(zip(self.header, row.cells, strict=True))
