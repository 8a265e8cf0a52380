"""Lay down again, in a few milliseconds, the rows that a costly preparation made before.

The first call in a session does the work through the actions and keeps the rows it wrote; a later
call on an untouched world puts the same rows back, below triggers, which wrote rows of their own
the first time. A test that changed anything before asking gets the work done anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache

from django.db import connection

Rows = list[tuple[str, list[str], str]]
_kept: dict[tuple[str, Hashable], tuple[list[int], Rows]] = {}


def laid_down(key: Hashable, prepare: Callable[[], list[int]]) -> list[int]:
    """Have `prepare` done or put back; answers the ids it answered."""
    if not _untouched():
        return prepare()
    kept = _kept.get((connection.settings_dict["NAME"], key))
    if kept is not None:
        _put_back(kept[1])
        return kept[0]
    ids = prepare()
    _kept[connection.settings_dict["NAME"], key] = ids, _written()
    return ids


def _untouched() -> bool:
    """Whether this test stands in a transaction that has written nothing yet."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return bool(cursor.fetchone()[0])


@cache
def _tables(database: str) -> list[str]:
    """The tables with an `id`, which every table here has but the session store."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attname = 'id'"
        )
        return [row[0] for row in cursor.fetchall()]


@cache
def _columns(database: str, table: str) -> str:
    """The columns that may be written: the database fills the generated ones itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        return str(cursor.fetchone()[0])


def _written() -> Rows:
    """Every row that this transaction wrote: table, ids and the rows as JSON."""
    found: Rows = []
    with connection.cursor() as cursor:
        for table in _tables(connection.settings_dict["NAME"]):
            cursor.execute(
                f"SELECT array_agg(id::text), jsonb_agg(to_jsonb(t))::text FROM {table} t"
                " WHERE xmin::text::bigint >= pg_current_xact_id()::text::bigint % (1::bigint<<32)"
            )
            ids, rows = cursor.fetchone()
            if ids:
                found.append((table, ids, rows))
    return found


def _put_back(kept: Rows) -> None:
    statements = ["SET LOCAL session_replication_role = replica"]
    parameters: list[object] = []
    for table, ids, rows in kept:
        statements.append(f"DELETE FROM {table} WHERE id::text = ANY(%s)")
        columns = _columns(connection.settings_dict["NAME"], table)
        statements.append(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"
            f" FROM jsonb_populate_recordset(NULL::{table}, %s)"
        )
        parameters += [ids, rows]
    statements.append("SET LOCAL session_replication_role = origin")
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements), parameters)
