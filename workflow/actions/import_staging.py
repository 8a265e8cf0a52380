"""Keeping the plan of an import: one ``ImportRow`` a row, by COPY, counted as it passes."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from documents.intake.fields import Field
from documents.intake.mapping import ColumnMapping
from documents.intake.rows import CellError, ReadRow
from documents.intake.tidying import TidyLog
from workflow.actions.import_leases import STEP, Lease
from workflow.importing import PlannedRow
from workflow.models import ImportRow

_COLUMNS: Final = (
    *("run_id", "target_id", "number", "verdict", "title"),
    *("values", "before", "changes", "errors", "notes"),
)
_NEW: Final = ImportRow.Verdict.NEW.value
_WRITTEN: Final = (_NEW, ImportRow.Verdict.CHANGED.value)
_REFUSED: Final = ImportRow.Verdict.REFUSED.value
_TITLE: Final = ImportRow._meta.get_field("title").max_length or 0
_encode: Final = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Staging:
    """Takes planned rows one by one and writes them a thousand at a time."""

    def __init__(self, lease: Lease, mapping: ColumnMapping, fields: Iterable[Field]) -> None:
        self._lease = lease
        self._places = _places(mapping, fields)
        self._buffer = io.StringIO()
        self._held = 0
        self._sum = hashlib.sha256()
        self._read = 0
        self.rows = 0
        self.tidied = TidyLog()
        self.verdicts: Counter[str] = Counter()
        self.by_column: Counter[str] = Counter()
        self.noted = 0

    def watched(self, rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
        """The rows as they are read, with what was tidied written down."""
        for row in rows:
            if row.tidied:
                self.tidied.add(row.number, row.tidied)
            self._read += 1
            if self._read % (5 * STEP) == 0:
                self._lease.tell(progress_done=self._done)
            yield row

    @property
    def _done(self) -> int:
        """Half for a row that is read, the whole for one that is judged."""
        return (self._read + self.rows) // 2

    def take(self, row: PlannedRow) -> None:
        """Keep one row."""
        errors = [self._placed(error) for error in row.errors]
        verdict = _REFUSED if errors else str(row.verdict)
        self.verdicts[verdict] += 1
        for error in errors:
            self.by_column[error.column] += 1
        self.noted += bool(row.notes)
        is_written = verdict in _WRITTEN
        target = "\\N" if row.target_id is None else str(row.target_id)
        line = "\t".join(
            (
                str(row.number),
                verdict,
                _escaped(row.title[:_TITLE]),
                _json(row.values) if is_written else "{}",
                _json(row.before) if is_written else "{}",
                _json(row.changes),
                _json([asdict(error) for error in errors]),
                _json(row.notes),
            )
        )
        # The id that is kept for a new row is another one whenever the file is planned.
        self._sum.update((line if verdict == _NEW else f"{line}\t{target}").encode())
        self._buffer.write(f"{self._lease.run.pk}\t{target}\t{line}\n")
        self.rows += 1
        self._held += 1
        if self._held >= STEP:
            self.flush()

    @transaction.atomic
    def flush(self) -> None:
        """Write what is held, and how far it is."""
        self._lease.tell(progress_done=self._done)
        if self._held:
            self._buffer.seek(0)
            names = ", ".join(f'"{name}"' for name in _COLUMNS)
            with connection.cursor() as cursor:
                # What a crash loses is planned again; the commit that ends the plan waits for all.
                cursor.execute("SET LOCAL synchronous_commit = off")
                cursor.copy_expert(
                    f"COPY {ImportRow._meta.db_table} ({names}) FROM STDIN", self._buffer
                )
            self._buffer = io.StringIO()
            self._held = 0

    def clear(self) -> None:
        """Forget the rows of an earlier check."""
        rows = ImportRow.objects.filter(run_id=self._lease.run.pk)
        rows._raw_delete(rows.db)

    def facts(self) -> dict[str, Any]:
        """What came of it, as columns of the run."""
        counts: dict[str, Any] = {verdict: self.verdicts[verdict] for verdict in ImportRow.Verdict}
        counts["errors"] = self.by_column.total()
        counts["by_column"] = dict(self.by_column.most_common())
        counts["noted"] = self.noted
        return {
            "counts": counts,
            "digest": self._sum.hexdigest(),
            "tidied": {
                "total": self.tidied.total,
                "by_column": dict(self.tidied.counts.most_common()),
                "examples": [
                    [number, one.column, one.before, one.after]
                    for number, one in self.tidied.examples
                ],
            },
            "progress_done": self.rows,
            "progress_total": self.rows,
        }

    def _placed(self, error: CellError) -> CellError:
        """An error of the kind's own under the column's label and letter in this file."""
        if error.letter or error.column not in self._places:
            return error
        label, letter = self._places[error.column]
        return replace(error, column=label, letter=letter)


def _places(mapping: ColumnMapping, fields: Iterable[Field]) -> dict[str, tuple[str, str]]:
    """By a field's label: the label and letter of its column."""
    labels = {one.key: one.label for one in fields}
    return {
        labels[column.key]: (column.label or labels[column.key], column.letter)
        for column in mapping.read_columns
    }


def _json(value: Mapping[str, Any] | list[Any]) -> str:
    if not value:
        return "{}" if type(value) is dict else "[]"
    text = _encode(value)
    if "\\u0000" in text:
        text = _encode(_without_nul(value))
    return text.replace("\\", "\\\\") if "\\" in text else text


def _without_nul(value: Any) -> Any:
    """The same without the one character that PostgreSQL can't keep."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {name: _without_nul(part) for name, part in value.items()}
    return [_without_nul(part) for part in value] if isinstance(value, list) else value


def _escaped(text: str) -> str:
    return (
        text.replace("\x00", "")
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
    )
