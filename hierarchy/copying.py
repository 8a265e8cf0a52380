"""COPY of many rows into one table, with the database's own text format."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]").search
# Rows handed over at a time, and characters the driver asks for at a time.
_ROWS, _CHARACTERS = 200, 2**16


class _Lines:
    """Rows as a file of lines that is written while it is read: the server never waits long."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self.count = 0
        self._rows: Iterator[Sequence[object]] = iter(rows)
        self._left = ""

    def read(self, size: int) -> str:
        """The next ``size`` characters; fewer only at the end."""
        parts, length = [self._left], len(self._left)
        while length < size and (batch := list(islice(self._rows, _ROWS))):
            self.count += len(batch)
            text = "".join(map(_line, batch))
            parts.append(text)
            length += len(text)
        text = "".join(parts)
        self._left = text[size:]
        return text[:size]


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Write rows straight into the model's table; how many. Ids and defaults are the caller's.

    Must run in a transaction. Values are text, numbers, booleans, dates and ``None``; ``rows``
    is read while the statement runs, so it must not ask the database for anything.
    """
    return copy_into(model._meta.db_table, columns, rows)


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """``copy_rows`` into a table without a model, such as a temporary one."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    lines = _Lines(rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quote(table)} ({names}) FROM STDIN", lines, _CHARACTERS)
    return lines.count


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Draw ``count`` ids from the model's own sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _line(row: Sequence[object]) -> str:
    return (
        "\t".join(
            [
                "\\N" if value is None else str(value) if type(value) is int else _text(value)
                for value in row
            ]
        )
        + "\n"
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL(value) else str(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)
