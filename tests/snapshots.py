"""Lay down again, in a few milliseconds, the rows that a costly preparation made before.

The first call in a session does the work through the actions and keeps the rows it wrote; a later
call puts the same rows back, below triggers, which wrote rows of their own the first time. Rows
are kept by the whole chain of what was laid down before in the same transaction; a test that
changed anything on its own before asking gets the work done anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Model

Rows = dict[tuple[str, str], str]
"""By table and key: the row as JSON."""
Chain = tuple[Hashable, ...]
Built = TypeVar("Built", bound=Model)
# A setting of the transaction; the database takes it back when it goes back to a savepoint.
MARK = "tests.laid_down"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a preparation answered, and the rows it wrote or removed."""

    answer: list[int]
    written: Rows
    removed: frozenset[tuple[str, str]]


_kept: dict[Chain, Kept] = {}
_chains: list[Chain] = []
_numbers: dict[Chain, int] = {}
_last: dict[Chain, Rows] = {}


def laid_down(key: Hashable, prepare: Callable[[], list[int]]) -> list[int]:
    """Have `prepare` done or put back; answers the ids it answered."""
    chain = _chain()
    if chain is None:
        return prepare()
    chain = (*chain, key)
    kept = _kept.get(chain)
    if kept is None:
        before = _rows_of(chain[:-1])
        answer = prepare()
        kept = _kept[chain] = _difference(answer, before, _rows_of(chain))
    else:
        _put_back(kept)
    _mark(chain)
    return kept.answer


def rung(model: type[Built]) -> Callable[[Callable[..., Built]], Callable[..., Built]]:
    """Have what a builder builds laid down, by all it is given; answers it as read anew."""

    def decorate(build: Callable[..., Built]) -> Callable[..., Built]:
        @wraps(build)
        def step(*args: Any, **given: Any) -> Built:
            key = (build.__name__, named(args), named(given))
            ids = laid_down(key, lambda: [build(*args, **given).pk])
            return model._base_manager.get(pk=ids[0])

        return step

    return decorate


def named(given: Any) -> Hashable:
    """An argument of a builder by its name: rows by their id, collections by what they hold."""
    if isinstance(given, Model):
        return given._meta.label, given.pk
    if hasattr(given, "bodies"):
        return "city", given.bodies["city"].pk, given.at
    if isinstance(given, Mapping):
        return tuple(sorted((key, named(value)) for key, value in given.items()))
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return tuple(named(one) for one in given)
    return type(given).__name__, given


def _chain() -> Chain | None:
    """What was laid down in this transaction, if it has written nothing else; else None."""
    if not connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id_if_assigned() IS NULL, current_setting(%s, true)", [MARK]
        )
        is_new, mark = cursor.fetchone()
    if is_new:
        # Files lie elsewhere in a test that has a folder of its own.
        return connection.settings_dict["NAME"], str(settings.MEDIA_ROOT)
    if not mark:
        return None
    number, count = mark.split()
    return _chains[int(number)] if int(count) == _count() else None


def _mark(chain: Chain) -> None:
    """Note in the transaction what it holds, and how much it has written for that."""
    if chain not in _numbers:
        _numbers[chain] = len(_chains)
        _chains.append(chain)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [MARK, f"{_numbers[chain]} {_count()}"])


def _count() -> int:
    """How many rows this connection wrote; it only grows while a transaction lasts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_tuples_inserted(t) + pg_stat_get_xact_tuples_updated(t)"
            " + pg_stat_get_xact_tuples_deleted(t)) FROM unnest(%s::oid[]) t",
            [[oid for oid, _ in _tables(connection.settings_dict["NAME"]).values()]],
        )
        return int(cursor.fetchone()[0])


def _difference(answer: list[int], before: Rows, after: Rows) -> Kept:
    written = {key: row for key, row in after.items() if before.get(key) != row}
    return Kept(answer, written, frozenset(before.keys() - after.keys()))


def _rows_of(chain: Chain) -> Rows:
    """Every row that this transaction wrote; asked once for what a chain laid down last."""
    if len(chain) == 2:
        return {}
    if chain not in _last:
        _last.clear()
        _last[chain] = _written()
    return _last[chain]


def _written() -> Rows:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint % (1::bigint << 32)")
        oldest = cursor.fetchone()[0]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', {key}::text, to_jsonb(t)::text FROM {table} t"
                f" WHERE xmin::text::bigint >= {oldest}"
                for table, (_, key) in _tables(connection.settings_dict["NAME"]).items()
            )
        )
        return {(table, pk): row for table, pk, row in cursor.fetchall()}


@cache
def _tables(database: str) -> dict[str, tuple[int, str]]:
    """Every table, its oid and its key; the rows of a history have ids of their own as key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text, c.oid::bigint, quote_ident(attname) FROM pg_class c"
            " JOIN pg_index ON indrelid = c.oid AND indisprimary AND indnkeyatts = 1"
            " JOIN pg_attribute ON attrelid = c.oid AND attnum = indkey[0]"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return {table: (oid, key) for table, oid, key in cursor.fetchall()}


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


def _put_back(kept: Kept) -> None:
    by_table: dict[str, tuple[list[str], list[str]]] = {}
    for table, pk in [*kept.removed, *kept.written]:
        by_table.setdefault(table, ([], []))[0].append(pk)
    for (table, _), row in kept.written.items():
        by_table[table][1].append(row)
    statements = ["SET LOCAL session_replication_role = replica"]
    parameters: list[object] = []
    database = connection.settings_dict["NAME"]
    for table, (ids, rows) in by_table.items():
        key = _tables(database)[table][1]
        statements.append(f"DELETE FROM {table} WHERE {key}::text = ANY(%s)")
        columns = _columns(database, table)
        statements.append(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"
            f" FROM jsonb_populate_recordset(NULL::{table}, %s)"
        )
        parameters += [ids, f"[{','.join(rows)}]"]
    statements.append("SET LOCAL session_replication_role = origin")
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements), parameters)
