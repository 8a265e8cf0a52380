"""A raw sheet: rows of text under their numbers in the file, and what is to be known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

GridRow = tuple[int, list[str]]
"""A row's number in the file and its cells from column A on, cut after the last filled one."""


class Fault(NamedTuple):
    """Why a cell's text must not be trusted: a key of ``documents.refusals.TEXTS``, the text."""

    code: str
    value: str


class SheetInfo(NamedTuple):
    """A worksheet of the file."""

    title: str
    hidden: bool


class Merge(NamedTuple):
    """A merged area: first and last row as numbered in the file, columns counted from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands in the file; rows without content are not there.

    ``faults`` are by (row number, column); ``hidden_rows`` are the numbers of the hidden rows
    with content, which ``rows`` has only if ``hidden_included``; hidden columns are read.
    ``merges`` are those of the first rows, ``tall`` those of several rows; ``notes`` tell a
    person in Chinese what is hidden, merged, calculated or passed over.
    """

    title: str
    rows: Sequence[GridRow]
    faults: Mapping[tuple[int, int], Fault] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_included: bool = False
    hidden_columns: tuple[int, ...] = ()
    sheets: tuple[SheetInfo, ...] = ()
    merges: tuple[Merge, ...] = ()
    tall: tuple[Merge, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns up to the last filled one."""
        return max((len(cells) for _, cells in self.rows), default=0)
