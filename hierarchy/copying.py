"""COPY of many rows into one table, with the database's own text format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from io import StringIO

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BATCH = 20_000


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Write rows straight into the model's table; how many. Ids and defaults are the caller's.

    Must run in a transaction. Values are text, numbers, booleans, dates and ``None``.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    total = 0
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.copy_expert(statement, StringIO("".join(map(_line, batch))))
            total += len(batch)
    return total


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Draw ``count`` ids from the model's own sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _batches(rows: Iterable[Sequence[object]]) -> Iterable[list[Sequence[object]]]:
    batch: list[Sequence[object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _line(row: Sequence[object]) -> str:
    return "\t".join(map(_text, row)) + "\n"


def _text(value: object) -> str:
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if not value.isalnum() else value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)
