"""Untrusted spreadsheets in: each step is cheaper than the harm the next one could do.

A 1.5 KB .xlsx can take an ordinary reader to gigabytes and minutes. So: size → first bytes →
zip directory → a child process with memory and CPU limits that streams the XML → header and
rows. Whatever happens, the caller gets a ``Sheet`` or a ``ValidationError`` in Chinese.
"""

from __future__ import annotations

import io
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError

from documents.filetypes import SPREADSHEETS, FileType
from documents.packages import UnsafePackageError, inspect_package
from documents.refusals import refusal
from documents.spreadsheets.csvfile import read_csv
from documents.spreadsheets.limits import OUT_OF_MEMORY, Limits, RefusedError
from documents.spreadsheets.sheet import CellFault, Row, Sheet
from documents.uploads import check_upload, clean_name

logger = logging.getLogger(__name__)

GUIDE_TITLE: Final = "填写说明"
"""The sheet our own files explain their columns on; never data."""
HEADER_WITHIN: Final = 10
"""The header is looked for in this many first rows; a title may stand above it."""
ERRORS_SHOWN: Final = 20
DEFAULT_LIMITS: Final = Limits()

_PROJECT: Final = Path(__file__).resolve().parents[2]
_STOPPED: Final = {-signal.SIGXCPU, -signal.SIGKILL, OUT_OF_MEMORY}

_Rows = list[tuple[int, list[str]]]
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
    checked = check_upload(
        name=name, stream=io.BytesIO(data), size=len(data), kinds=SPREADSHEETS, limit=limits.size
    )
    try:
        if checked.type is FileType.CSV:
            rows, faults = read_csv(data, limits)
            sheet = _build(name.rpartition(".")[0], rows, faults, required)
        else:
            sheet = _read_workbook(data, limits, sheet_title, required)
        if len(sheet.rows) > max_rows:
            raise RefusedError("too_many_rows", limit=max_rows)
    except RefusedError as refused:
        params: dict[str, str | int] = {**refused.params, "name": name}
        if refused.code == "too_many_rows":
            params["limit"] = max_rows
        raise refusal(refused.code, **params) from refused
    if sheet.faults and not keep_faults:
        raise ValidationError([fault.as_error() for fault in sheet.faults[:ERRORS_SHOWN]])
    return sheet


def _read_workbook(data: bytes, limits: Limits, title: str, required: Sequence[str]) -> Sheet:
    try:
        inspect_package(data=data, unpacked=limits.unpacked).close()
    except UnsafePackageError as error:
        raise RefusedError(error.code) from error
    *rows, answer = _ask_child(data, limits, title)
    if "refusal" in answer:
        raise RefusedError(answer["refusal"], **answer["params"])
    survey = answer["survey"]
    sheet = _build(answer["title"], rows, survey["faults"], required)
    return replace(sheet, notes=(*_workbook_notes(answer["others"], survey), *sheet.notes))


def _ask_child(data: bytes, limits: Limits, title: str) -> list[Any]:
    """Run the child and return its lines; the last one is the answer about the whole."""
    request = json.dumps({"limits": asdict(limits), "title": title}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.spreadsheets.child"],
            input=request + data,
            capture_output=True,
            cwd=_PROJECT,
            env={"PYTHONIOENCODING": "utf-8"},
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError("too_heavy") from error
    if done.returncode in _STOPPED:
        raise RefusedError("too_heavy")
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        logger.info("spreadsheet refused as damaged: %s", reason)
        raise RefusedError("too_heavy" if "MemoryError" in reason else "damaged")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _build(title: str, rows: _Rows, faults: _Faults, required: Sequence[str]) -> Sheet:
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


def _header_place(rows: _Rows, required: Sequence[str]) -> int:
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


def _workbook_notes(others: list[Mapping[str, Any]], survey: Mapping[str, Any]) -> list[str]:
    hidden = "、".join(f"“{other['title']}”" for other in others if other["hidden"])
    passed = "、".join(
        f"“{other['title']}”"
        for other in others
        if not other["hidden"] and other["title"] != GUIDE_TITLE
    )
    merges = "、".join(survey["merges"])
    notes = {
        f"另有工作表{passed}未读取。": passed,
        f"有隐藏的工作表{hidden}，未读取。": hidden,
        f"有 {survey['hidden_rows']} 个隐藏行，已一并读取，请留意。": survey["hidden_rows"],
        f"有 {survey['hidden_columns']} 处隐藏列，已一并读取，请留意。": survey["hidden_columns"],
        f"有合并单元格（{merges}），只有左上角一格有内容，其余按空白读取。": merges,
        f"有 {survey['formulas']} 个公式，按保存时的计算结果读取。": survey["formulas"],
    }
    return [note for note, present in notes.items() if present]
