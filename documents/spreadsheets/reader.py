"""Untrusted spreadsheets in: each step is cheaper than the harm the next one could do.

A 1.5 KB .xlsx can take an ordinary reader to gigabytes and minutes. So: size → first bytes →
zip directory → a child process with memory and CPU limits that streams the XML → header and
rows. Whatever happens, the caller gets a ``Sheet`` or a ``ValidationError`` in Chinese.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError

from documents.filetypes import SPREADSHEETS, FileType
from documents.packages import UnsafePackageError, inspect_package
from documents.refusals import refusal
from documents.spreadsheets.collector import collector_at_rest
from documents.spreadsheets.csvfile import read_csv
from documents.spreadsheets.grid import Fault, Grid, Merge, SheetInfo
from documents.spreadsheets.limits import INTAKE_LIMITS, Limits, RefusedError
from documents.spreadsheets.notes import GUIDE_TITLE, grid_notes, workbook_notes
from documents.spreadsheets.process import Rows, ask_child
from documents.spreadsheets.request import Request
from documents.spreadsheets.sheet import CellFault, Row, Sheet
from documents.uploads import check_upload, clean_name

TEXTS_SHARED: Final = 100_000
"""Different texts of a grid that are looked out for, so that equal ones are kept once."""
HEADER_WITHIN: Final = 10
"""The header is looked for in this many first rows; a title may stand above it."""
ERRORS_SHOWN: Final = 20
DEFAULT_LIMITS: Final = Limits()

_Faults = Iterable[Sequence[Any]]


def read_rows(
    *,
    data: bytes,
    name: str,
    max_rows: int = DEFAULT_LIMITS.rows - 1,
    required: Sequence[str] = (),
    sheet_title: str = "",
    keep_faults: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Sheet:
    """Read an uploaded .xlsx or .csv; every value is text, exactly as stored.

    ``max_rows`` counts data rows; ``required`` are headers that must be there (and help to find
    the header row below a title); ``sheet_title`` prefers a sheet over the first visible one.
    Cells whose text is not to be trusted raise, unless ``keep_faults`` asks for them in
    ``Sheet.faults``. Raises ``ValidationError`` with codes of ``documents.refusals.TEXTS``.
    """
    name = clean_name(name)
    limits = replace(limits, rows=max_rows + HEADER_WITHIN)
    kind = _check(data, name, limits)
    with _refusing(name, max_rows):
        if kind is FileType.CSV:
            rows, faults = read_csv(data, limits)
            sheet = _build(name.rpartition(".")[0], rows, faults, required)
        else:
            sheet = _read_workbook(data, limits, sheet_title, required)
        if len(sheet.rows) > max_rows:
            raise RefusedError("too_many_rows", limit=max_rows)
    if sheet.faults and not keep_faults:
        raise ValidationError([fault.as_error() for fault in sheet.faults[:ERRORS_SHOWN]])
    return sheet


def read_grid(
    *,
    data: bytes,
    name: str,
    sheet_title: str = "",
    include_hidden: bool = False,
    limits: Limits = INTAKE_LIMITS,
) -> Grid:
    """Read one sheet of an uploaded .xlsx or .csv as it stands, rows under their own numbers.

    Without ``sheet_title`` it is the first visible sheet that is not our 填写说明. Hidden rows
    and sheets are left out and named, unless ``include_hidden`` asks for them; a sheet that is
    asked for by title must be there. Cells not to be trusted are in ``Grid.faults``. Raises
    ``ValidationError`` with codes of ``documents.refusals.TEXTS``.
    """
    name = clean_name(name)
    kind = _check(data, name, limits)
    with _refusing(name, limits.rows - 1):
        if kind is FileType.CSV:
            return _csv_grid(data, name, limits)
        _inspect(data, limits)
        request = Request(
            limits.for_size(len(data)),
            title=sheet_title,
            exact=True,
            avoid=GUIDE_TITLE,
            hidden_sheets=include_hidden,
            hidden_rows=include_hidden,
        )
        rows = _Collector()
        with collector_at_rest():
            answer = ask_child(data, request, rows.take)
        if not rows.found:
            raise RefusedError("no_header")
        return _grid(answer, rows.found, include_hidden=include_hidden)


class _Collector:
    """Keeps the rows that come, and of equal short texts only one."""

    def __init__(self) -> None:
        self.found: Rows = []
        self._texts: dict[str, str] = {}

    def take(self, rows: Rows) -> None:
        texts = self._texts
        if len(texts) > TEXTS_SHARED:
            texts.clear()
        share = texts.setdefault
        self.found += [(number, [share(cell, cell) for cell in cells]) for number, cells in rows]


def _grid(answer: Mapping[str, Any], rows: Rows, *, include_hidden: bool) -> Grid:
    """What the child has said, as a grid."""
    survey = answer["survey"]
    left_out = frozenset() if include_hidden else frozenset(survey["hidden_numbers"])
    hidden_columns = {
        column
        for first, last in survey["hidden_columns"]
        for column in range(first, min(last + 1, INTAKE_LIMITS.columns))
    }
    return Grid(
        title=answer["title"],
        rows=rows,
        faults={
            (row, column): Fault(code, value)
            for row, column, code, value in survey["faults"]
            if row not in left_out
        },
        hidden_rows=tuple(survey["hidden_numbers"]),
        hidden_included=include_hidden,
        hidden_columns=tuple(sorted(hidden_columns)),
        sheets=tuple(SheetInfo(title, hidden) for title, hidden in answer["sheets"]),
        merges=tuple(Merge(*area) for area in survey["areas"]),
        tall=tuple(Merge(*area) for area in survey["tall"]),
        notes=tuple(grid_notes(answer, hidden_included=include_hidden)),
    )


def _csv_grid(data: bytes, name: str, limits: Limits) -> Grid:
    rows, faults = read_csv(data, limits)
    if not rows:
        raise RefusedError("no_header")
    if len(faults) > limits.faults:
        raise RefusedError("too_many_faults", limit=limits.faults)
    title = name.rpartition(".")[0]
    marked = {(row, column): Fault(code, value) for row, column, code, value in faults}
    return Grid(title=title, rows=rows, faults=marked, sheets=(SheetInfo(title, hidden=False),))


def _check(data: bytes, name: str, limits: Limits) -> FileType:
    """What the file is by its first bytes; raises ``ValidationError`` for what is not read."""
    checked = check_upload(
        name=name,
        stream=io.BytesIO(data),
        size=len(data),
        kinds=SPREADSHEETS,
        limit=limits.size,
        unpacked=limits.unpacked,
    )
    return checked.type


@contextmanager
def _refusing(name: str, most_rows: int) -> Iterator[None]:
    """Word what is refused inside for the user."""
    try:
        yield
    except RefusedError as refused:
        params: dict[str, str | int] = {**refused.params, "name": name}
        if refused.code == "too_many_rows":
            params["limit"] = most_rows
        raise refusal(refused.code, **params) from refused


def _read_workbook(data: bytes, limits: Limits, title: str, required: Sequence[str]) -> Sheet:
    _inspect(data, limits)
    rows: Rows = []
    answer = ask_child(data, Request(limits.for_size(len(data)), title=title), rows.extend)
    sheet = _build(answer["title"], rows, answer["survey"]["faults"], required)
    return replace(sheet, notes=(*workbook_notes(answer), *sheet.notes))


def _inspect(data: bytes, limits: Limits) -> None:
    try:
        inspect_package(data=data, unpacked=limits.unpacked).close()
    except UnsafePackageError as error:
        raise RefusedError(error.code) from error


def _build(title: str, rows: Rows, faults: _Faults, required: Sequence[str]) -> Sheet:
    """Find the header, square the rows to it and word the notes."""
    place = _header_place(rows, required)
    labels = [_label(cell) for cell in rows[place][1]]
    _check_labels([label for label in labels if label], required)
    columns = [column for column, label in enumerate(labels) if label]
    body = [
        Row(number, tuple(cells[column] if column < len(cells) else "" for column in columns))
        for number, cells in rows[place + 1 :]
    ]
    unlabelled = any(
        cell.strip() and not (column < len(labels) and labels[column])
        for _, cells in rows[place + 1 :]
        for column, cell in enumerate(cells)
    )
    names = {column: labels[column] for column in columns}
    return Sheet(
        title=title,
        header=tuple(names.values()),
        rows=[row for row in body if any(cell.strip() for cell in row.cells)],
        notes=("部分列没有表头，其内容未读取。",) if unlabelled else (),
        faults=tuple(
            CellFault(row, names[column], code, value)
            for row, column, code, value in faults
            if column in names and row > rows[place][0]
        ),
    )


def _header_place(rows: Rows, required: Sequence[str]) -> int:
    """The place of the row that has most of the required headers; else the first row."""
    if not rows:
        raise RefusedError("no_header")
    wanted = set(required)
    hits = [len(wanted & set(map(_label, cells))) for _, cells in rows[:HEADER_WITHIN]]
    return hits.index(max(hits))


def _label(cell: str) -> str:
    return "".join(cell.split())


def _check_labels(labels: Sequence[str], required: Sequence[str]) -> None:
    if missing := [label for label in required if label not in labels]:
        raise RefusedError("missing_columns", labels="、".join(missing))
    for label in labels:
        if labels.count(label) > 1:
            raise RefusedError("duplicate_header", label=label)
