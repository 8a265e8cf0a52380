"""The rows of a sheet, parsed: values by field, and everything that is wrong, by cell."""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence, Sequence
from dataclasses import dataclass, field
from typing import Final

from documents.intake.fields import (
    ERROR_VALUE,
    PRECISION_LOST,
    Field,
    FieldKind,
    Reader,
    UnreadableError,
    Value,
    reader,
)
from documents.intake.mapping import ColumnMapping, MappedColumn
from documents.intake.merged import FillDown
from documents.intake.terms import EXAMPLE_MARK
from documents.intake.tidying import Tidied, shown, tidy
from documents.spreadsheets.grid import Fault, Grid, GridRow

_UNREAD: Final = object()
_GONE: Final[GridRow] = (0, [])
REMEMBERED: Final = 4096
"""Different texts of a column whose reading is remembered."""

MERGED_CELL: Final = "空（合并单元格按首格填入）"
"""What is said to have stood in a cell that got its content from the first of a merged area."""

FAULT_TEXTS: Final = {
    "precision_lost": PRECISION_LOST,
    "error_value": ERROR_VALUE,
    "formula_without_result": (
        "是没有计算结果的公式。请用 Excel 或 WPS 打开并保存，或直接填写结果。"
    ),
}


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with a cell: its row, the column's label and letter, what stands there, why.

    An error about the whole row has no column and no letter.
    """

    row: int
    column: str
    letter: str
    value: str
    text: str


@dataclass(slots=True)
class ReadRow:
    """One row of data.

    ``values`` has a value for every field the file has a column for, except where a cell is
    wrong; ``texts`` keeps the cells as they stand in the file where they were wrong or tidied.
    """

    number: int
    values: dict[str, Value]
    texts: dict[str, str] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    tidied: list[Tidied] = field(default_factory=list)


class Reading(Iterator[ReadRow]):
    """The rows one by one; ``rows`` and ``examples`` count what has been read and passed over."""

    def __init__(
        self, rows: Iterator[GridRow], columns: Sequence[_Column], grid: Grid, *, header: int
    ) -> None:
        self.rows = 0
        self.examples = 0
        self._rows = rows
        self._columns = [(one.index, one.key, one.known, one) for one in columns]
        self._width = max((one.index + 1 for one in columns), default=0)
        indexes = {one.index for one in columns}
        self._merged = FillDown(grid, header=header) or None
        self._faults = grid.faults
        self._faulty = {number for number, index in grid.faults if index in indexes}

    def __next__(self) -> ReadRow:
        for number, cells in self._rows:
            if self._merged is not None:
                cells = self._merged.fill(number, cells)
            if _is_example(cells):
                self.examples += 1
                continue
            row = self._read(number, cells)
            if row is not None:
                self.rows += 1
                if self._merged is not None:
                    self._remark(row, cells, self._merged.columns)
                return row
        raise StopIteration

    def _read(self, number: int, cells: list[str]) -> ReadRow | None:
        """The row, or ``None`` when no column that is read has anything in it."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        row = ReadRow(number, {})
        values = row.values
        faulty = number in self._faulty
        filled = faulty
        for index, key, known, column in self._columns:
            text = cells[index]
            if text:
                filled = True
            if faulty and (fault := self._faults.get((number, index))):
                column.refuse(row, fault)
            elif (value := known.get(text, _UNREAD)) is not _UNREAD:
                values[key] = value  # type: ignore[assignment]
            else:
                column.read(row, text)
        return row if filled else None

    def _remark(self, row: ReadRow, cells: list[str], filled: Sequence[int]) -> None:
        """Say of each cell that was filled down where its content comes from."""
        for index, _, _, column in self._columns:
            if index in filled:
                row.tidied.append(Tidied(column.label, MERGED_CELL, shown(cells[index])))


class _Column:
    """A column that is read: its field's reader, and the readings it remembers."""

    __slots__ = ("_field", "_label", "_letter", "_reader", "index", "key", "known")

    def __init__(self, column: MappedColumn, field: Field) -> None:
        self.index = column.index
        self.key = field.key
        self.known: dict[str, Value] = {}
        self._field = field
        self._label = column.label or field.label
        self._letter = column.letter
        self._reader: Reader = reader(field)

    @property
    def label(self) -> str:
        """As the file calls it."""
        return self._label

    def read(self, row: ReadRow, text: str) -> None:
        """Put the cell's value, or what is wrong with it, into ``row``."""
        clean = tidy(text, self._field.kind)
        try:
            value = self._reader(clean)
        except UnreadableError as error:
            self._wrong(row, text, str(error))
            return
        row.values[self.key] = value
        after = _settled(self._field.kind, clean, value)
        if after != text:
            row.texts[self.key] = text
            row.tidied.append(Tidied(self._label, shown(text), shown(after)))
        elif len(self.known) < REMEMBERED:
            self.known[text] = value

    def refuse(self, row: ReadRow, fault: Fault) -> None:
        """A cell whose text is not what was typed into it."""
        self._wrong(row, fault.value, FAULT_TEXTS[fault.code])

    def _wrong(self, row: ReadRow, text: str, why: str) -> None:
        row.texts[self.key] = text
        row.errors.append(CellError(row.number, self._label, self._letter, shown(text), why))


def read(
    grid: Grid, mapping: ColumnMapping, fields: Sequence[Field], *, consume: bool = False
) -> Reading:
    """Parse the rows below the header, in order; nothing is held back for later.

    ``consume`` lets go of every row of the grid once it is read: what is made of the rows then
    takes their place in memory instead of standing beside them.

    Rows that are empty in all columns read, and example rows of our templates, are passed over.
    Raises ``ValueError`` when ``mapping`` is not ready.
    """
    if not mapping.ready:
        raise ValueError("the mapping has open questions")
    by_key = {field.key: field for field in fields}
    columns = [_Column(column, by_key[column.key]) for column in mapping.read_columns]
    last = max(mapping.header_rows, default=0)
    rows = _consumed(grid.rows) if consume else iter(grid.rows)
    return Reading((row for row in rows if row[0] > last), columns, grid, header=last)


def _consumed(rows: Sequence[GridRow]) -> Iterator[GridRow]:
    if not isinstance(rows, MutableSequence):
        yield from rows
        return
    for place, row in enumerate(rows):
        rows[place] = _GONE
        yield row


def _is_example(cells: Sequence[str]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return first.lstrip().startswith(EXAMPLE_MARK)


def _settled(kind: FieldKind, clean: str, value: Value) -> str:
    """What a cell has become, as far as it became something else than another way to write it."""
    if kind is FieldKind.INTEGER and value is not None:
        return str(value)
    if kind is FieldKind.PHONE and isinstance(value, str):
        return value
    return clean
