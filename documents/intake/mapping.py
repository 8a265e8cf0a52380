"""Which column of an uploaded sheet is which field; where that is in doubt, a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final

from documents.intake.fields import Field
from documents.intake.header import Header, find_header
from documents.intake.labels import NEAR, Names, plain
from documents.intake.terms import SYSTEM_LABEL, ColumnState
from documents.intake.tidying import shown
from documents.spreadsheets.cells import column_letters
from documents.spreadsheets.grid import Grid

SAMPLES: Final = 3
"""Values of a column that help a person to tell what it holds."""
SAMPLED_ROWS: Final = 200

_READ: Final = frozenset({ColumnState.MATCHED, ColumnState.RENAMED, ColumnState.CHOSEN})


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the file: where it stands, its label there, and the field it is (or may be).

    ``key`` is empty for a column that is not read; for ``SUGGESTED`` and ``DUPLICATED`` it is
    the field in question. ``samples`` are the first values below the header.
    """

    index: int
    letter: str
    label: str
    state: ColumnState
    key: str = ""
    samples: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The column as a message names it."""
        return f"“{self.label}”" if self.label else f"第 {self.letter} 列（无表头）"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the columns of a file are. ``labels`` are the fields' own labels by key."""

    header_rows: tuple[int, ...]
    columns: tuple[MappedColumn, ...]
    labels: Mapping[str, str]
    missing_required: tuple[str, ...] = ()
    missing_optional: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """Keys of the fields that stand elsewhere than in the template; harmless."""

    @property
    def ready(self) -> bool:
        """Whether the rows may be read: nothing required is missing, nothing is undecided."""
        return not self.missing_required and not self._of(
            ColumnState.SUGGESTED, ColumnState.DUPLICATED
        )

    @property
    def read_columns(self) -> tuple[MappedColumn, ...]:
        """The columns that are read, in the order of the file."""
        return tuple(column for column in self.columns if column.state in _READ)

    @property
    def problems(self) -> tuple[str, ...]:
        """In Chinese, all that has to be settled before the rows are read."""
        texts = [
            f"表头“{column.label}”与“{self.labels[column.key]}”相近，请确认是否就是这一列。"
            for column in self._of(ColumnState.SUGGESTED)
        ]
        for key, columns in self._duplicates().items():
            places = "、".join(f"{column.letter} 列{column.title}" for column in columns)
            texts.append(f"{places}都对应“{self.labels[key]}”，请选定其中一列，其余不读取。")
        if self.missing_required:
            texts.append(
                f"缺少必填的列：{self._named(self.missing_required)}。"
                "请为它们选定对应的列，或下载模板补齐后重新上传。"
            )
        return tuple(texts)

    @property
    def notes(self) -> tuple[str, ...]:
        """In Chinese, what a person should know but need not settle."""
        renamed = "、".join(
            f"“{column.label}”按“{self.labels[column.key]}”读取"
            for column in self._of(ColumnState.RENAMED)
        )
        extra = "、".join(column.title for column in self._of(ColumnState.EXTRA))
        notes = {
            f"表头名称不同：{renamed}。": renamed,
            f"列的顺序与模板不同（{self._named(self.moved)}），不影响读取。": self.moved,
            f"不认识的列未读取：{extra}。": extra,
            f"没有这些列，相应内容不作改动：{self._named(self.missing_optional)}。": (
                self.missing_optional
            ),
        }
        return tuple(text for text, present in notes.items() if present)

    def to_dict(self) -> dict[str, Any]:
        """The mapping as plain JSON data; ``from_dict`` brings it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ColumnMapping:
        """The mapping that ``to_dict`` (or the JSON made of it) says."""
        columns = tuple(
            MappedColumn(
                index=column["index"],
                letter=column["letter"],
                label=column["label"],
                state=ColumnState(column["state"]),
                key=column["key"],
                samples=tuple(column["samples"]),
            )
            for column in data["columns"]
        )
        return cls(
            header_rows=tuple(data["header_rows"]),
            columns=columns,
            labels=dict(data["labels"]),
            missing_required=tuple(data["missing_required"]),
            missing_optional=tuple(data["missing_optional"]),
            moved=tuple(data["moved"]),
        )

    def _of(self, *states: ColumnState) -> list[MappedColumn]:
        return [column for column in self.columns if column.state in states]

    def _duplicates(self) -> dict[str, list[MappedColumn]]:
        found: dict[str, list[MappedColumn]] = {}
        for column in self._of(ColumnState.DUPLICATED):
            found.setdefault(column.key, []).append(column)
        return found

    def _named(self, keys: Sequence[str]) -> str:
        return "、".join(self.labels[key] for key in keys)


def map_columns(
    grid: Grid,
    fields: Sequence[Field],
    *,
    chosen: Mapping[int, str] | None = None,
    header_rows: Sequence[int] = (),
) -> ColumnMapping:
    """Find the header of ``grid`` and the field of every column.

    ``chosen`` is what a person has decided: column index → field key, or an empty string for a
    column not to be read; it goes before everything else. ``header_rows`` are the row numbers
    of the header where a person had to point it out. Raises ``ValueError`` for a chosen key
    that is no field.
    """
    chosen = chosen or {}
    if unknown := {key for key in chosen.values() if key} - {field.key for field in fields}:
        raise ValueError(f"no such fields: {', '.join(sorted(unknown))}")
    names = Names(fields)
    header = find_header(grid, names, header_rows) or Header((), ())
    labels = _widen(grid, header)
    verdicts = _decide(labels, names, chosen)
    columns = tuple(
        MappedColumn(
            index=index,
            letter=column_letters(index),
            label=labels[index][0] if labels[index] else "",
            state=state,
            key=key,
            samples=_samples(grid, header, index),
        )
        for index, (key, state) in sorted(verdicts.items())
    )
    return _report(header, columns, fields)


def _widen(grid: Grid, header: Header) -> dict[int, tuple[str, ...]]:
    """The labels by column; columns with content but no label are there without one."""
    labels = {index: names for index, names in enumerate(header.labels) if names}
    last = max(header.rows, default=0)
    for number, cells in grid.rows:
        if number <= last or len(cells) <= len(labels):
            continue
        for index, cell in enumerate(cells):
            if index not in labels and cell.strip():
                labels[index] = ()
    return labels


def _decide(
    labels: Mapping[int, tuple[str, ...]], names: Names, chosen: Mapping[int, str]
) -> dict[int, tuple[str, ColumnState]]:
    """Field and state of each column: a person's word, then the label, then a likeness."""
    verdicts: dict[int, tuple[str, ColumnState]] = {}
    system = plain(SYSTEM_LABEL)
    for index, candidates in labels.items():
        if index in chosen:
            key = chosen[index]
            verdicts[index] = (key, ColumnState.CHOSEN if key else ColumnState.IGNORED)
        elif any(plain(label) == system for label in candidates):
            verdicts[index] = ("", ColumnState.SYSTEM)
        else:
            verdicts[index] = names.find(candidates) or ("", ColumnState.EXTRA)
    _settle_duplicates(verdicts)
    _suggest(verdicts, labels, names)
    return verdicts


def _settle_duplicates(verdicts: dict[int, tuple[str, ColumnState]]) -> None:
    """A person's choice beats the others; without one, columns for one field are in doubt."""
    picked = [key for key, state in verdicts.values() if state is ColumnState.CHOSEN]
    counts = Counter(key for key, _ in verdicts.values() if key)
    for index, (key, state) in verdicts.items():
        if counts[key] < 2:
            continue
        if picked.count(key) != 1:
            verdicts[index] = (key, ColumnState.DUPLICATED)
        elif state is not ColumnState.CHOSEN:
            verdicts[index] = ("", ColumnState.EXTRA)


def _suggest(
    verdicts: dict[int, tuple[str, ColumnState]],
    labels: Mapping[int, tuple[str, ...]],
    names: Names,
) -> None:
    """Offer the fields still missing to the columns still unknown, the most alike first."""
    free = set(names.fields) - {key for key, _ in verdicts.values()}
    unknown = [
        index
        for index, (_, state) in verdicts.items()
        if state is ColumnState.EXTRA and labels[index]
    ]
    pairs = sorted(
        ((names.likeness(labels[index], key), -index, key) for index in unknown for key in free),
        reverse=True,
    )
    for ratio, negative, key in pairs:
        if ratio >= NEAR and key in free and not verdicts[-negative][0]:
            verdicts[-negative] = (key, ColumnState.SUGGESTED)
            free.discard(key)


def _samples(grid: Grid, header: Header, index: int) -> tuple[str, ...]:
    last = max(header.rows, default=0)
    found = (
        shown(cells[index].strip())
        for number, cells in grid.rows[:SAMPLED_ROWS]
        if number > last and index < len(cells) and cells[index].strip()
    )
    return tuple(islice(found, SAMPLES))


def _report(
    header: Header, columns: tuple[MappedColumn, ...], fields: Sequence[Field]
) -> ColumnMapping:
    present = {column.key for column in columns}
    missing = [field for field in fields if field.key not in present]
    return ColumnMapping(
        header_rows=header.rows,
        columns=columns,
        labels={field.key: field.label for field in fields},
        missing_required=tuple(field.key for field in missing if field.required),
        missing_optional=tuple(field.key for field in missing if not field.required),
        moved=_moved(columns, [field.key for field in fields]),
    )


def _moved(columns: Collection[MappedColumn], order: Sequence[str]) -> tuple[str, ...]:
    """The fields that come after one that the template has later."""
    places = {key: place for place, key in enumerate(order)}
    found: list[str] = []
    furthest = -1
    for column in columns:
        if column.state not in _READ:
            continue
        place = places[column.key]
        if place < furthest:
            found.append(column.key)
        furthest = max(furthest, place)
    return tuple(found)
