"""What a plan says of one row, by shape as ``workflow.importing`` has it, and rows while held."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from documents.intake.fields import Field, FieldKind, Value
from documents.intake.rows import CellError, ReadRow
from documents.intake.tidying import shown, tidy

NEW: Final = "new"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
REFUSED: Final = "refused"
CLEAR: Final = "清空"
"""What a clerk writes to empty a cell; a blank one leaves what is there."""
KEEP_NOTE: Final = f"留空表示不改动；要清除原有内容，请填“{CLEAR}”。"
OUTSIDE: Final = (
    "不在您的管理范围内，不能导入。请核对本行的行业、区域和归口组织，或请负责该范围的同志导入。"
)

_EMPTY: Final[dict[FieldKind, Value]] = {
    FieldKind.TEXT: "",
    FieldKind.PARAGRAPH: "",
    FieldKind.CHOICE: "",
    FieldKind.CREDIT_CODE: "",
    FieldKind.PHONE: "",
    FieldKind.INTEGER: 0,
    FieldKind.DATE: None,
    FieldKind.YES_NO: None,
}


@dataclass(slots=True)
class Planned:
    """What one row will do: see ``workflow.importing.PlannedRow``."""

    number: int
    verdict: str
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    target_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Held:
    """A row while its file is judged as a whole; small, for there may be a hundred thousand.

    ``cells`` stand in the order of ``keys``, which nearly all rows of a file share.
    """

    __slots__ = ("cells", "keys", "number")
    cleared: frozenset[str] = frozenset()
    texts: Mapping[str, str] = MappingProxyType({})
    errors: Sequence[CellError] = ()

    def __init__(self, number: int, keys: tuple[str, ...], cells: tuple[Value, ...]) -> None:
        self.number = number
        self.keys = keys
        self.cells = cells

    def get(self, key: str) -> Value:
        """One cell; ``None`` where the file has no such column, or it can't be read."""
        return self.cells[self.keys.index(key)] if key in self.keys else None

    def values(self) -> dict[str, Value]:
        """What the row says: only cells that say something."""
        return {
            key: cell
            for key, cell in zip(self.keys, self.cells, strict=True)
            if cell is not None and cell != ""
        }


class Marked(Held):
    """A row of which more is to be remembered: cells tidied, cleared, or wrong."""

    __slots__ = ("cleared", "errors", "texts")

    def __init__(
        self,
        row: ReadRow,
        keys: tuple[str, ...],
        cells: tuple[Value, ...],
        *,
        cleared: frozenset[str] = frozenset(),
        errors: Sequence[CellError] = (),
    ) -> None:
        super().__init__(row.number, keys, cells)
        self.cleared = cleared
        self.texts = row.texts
        self.errors = errors


def hold(rows: Iterable[ReadRow], fields: Sequence[Field]) -> Iterator[Held]:
    """Rows with the word ``清空`` understood: an optional cell that holds it is cleared."""
    optional = {field.key for field in fields if not field.required}
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in rows:
        keys = tuple(row.values)
        keys = shared.setdefault(keys, keys)
        cells = tuple(row.values.values())
        if row.errors or CLEAR in cells:
            yield _settle(row, keys, cells, optional)
        elif row.texts:
            yield Marked(row, keys, cells)
        else:
            yield Held(row.number, keys, cells)


def _settle(
    row: ReadRow, keys: tuple[str, ...], cells: tuple[Value, ...], optional: set[str]
) -> Held:
    wrong = [key for key in row.texts if key not in row.values]
    cleared = {key for key, cell in row.values.items() if cell == CLEAR and key in optional}
    errors = []
    for key, error in zip(wrong, row.errors, strict=True):
        if key in optional and tidy(row.texts[key], FieldKind.TEXT) == CLEAR:
            cleared.add(key)
        else:
            errors.append(error)
    kept = tuple(None if key in cleared else cell for key, cell in zip(keys, cells, strict=True))
    return Marked(row, keys, kept, cleared=frozenset(cleared), errors=errors)


def emptied(field: Field) -> Value:
    """What a cleared cell of ``field`` stands for."""
    return _EMPTY[field.kind]


class Fault:
    """Errors and notes of one row while it is judged."""

    __slots__ = ("_row", "errors", "notes")

    def __init__(self, row: Held) -> None:
        self._row = row
        self.errors: list[CellError] = list(row.errors)
        self.notes: list[str] = []

    def cell(self, field: Field, text: str, value: Value = None) -> None:
        """Something is wrong with one cell."""
        said = self._row.texts.get(field.key)
        if said is None:
            said = "" if value is None else str(value)
        self.errors.append(CellError(self._row.number, field.label, "", shown(said), text))

    def row(self, text: str) -> None:
        """Something is wrong with the whole row."""
        self.errors.append(CellError(self._row.number, "", "", "", text))

    def note(self, text: str) -> None:
        """Something a person should know; it stops nothing."""
        self.notes.append(text)


def said(field: Field, value: object, labels: Mapping[str, str] | None = None) -> str:
    """A stored value as people read it in a list of changes."""
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if labels is not None:
        return labels.get(str(value), str(value))
    return str(value)


def first_labels(field: Field) -> dict[str, str]:
    """Stored value → the label that is written for it: the first of several."""
    found: dict[str, str] = {}
    for label, value in field.choices.items():
        found.setdefault(value, label)
    return found


def repeated(marks: Iterable[tuple[Hashable, int]]) -> dict[Hashable, list[int]]:
    """Marks that stand on more than one row, with the numbers of those rows."""
    first: dict[Hashable, int] = {}
    many: dict[Hashable, list[int]] = {}
    for mark, number in marks:
        if mark in first:
            many.setdefault(mark, [first[mark]]).append(number)
        else:
            first[mark] = number
    return many


def others(numbers: Sequence[int], own: int) -> str:
    """「第 3、7 行」: the other rows of a set, at most five named."""
    rest = [number for number in numbers if number != own]
    named = "、".join(str(number) for number in rest[:5])
    return f"第 {named} 行" if len(rest) <= 5 else f"第 {named} 等 {len(rest)} 行"
