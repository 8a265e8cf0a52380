"""Several sorts of to-dos in one query: rows of different tables, told in the same columns.

A room names its columns in a ``NamedTuple`` that begins with ``sort``, tells each sort's rows
with ``told`` and reads them all with ``lines``: one query, however many sorts there are. A room
whose parts have columns of their own reads them all with ``lines_by_part``, in one query, too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    JSONField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

LineT = TypeVar("LineT", bound=tuple[Any, ...])

_COLUMNS: Final[dict[type, type[Field[Any, Any]]]] = {
    int: BigIntegerField,
    dt.date: DateField,
    dt.datetime: DateTimeField,
    dict: JSONField,
}


def text(value: str) -> Value:
    """A text that stands in every row."""
    return Value(value, output_field=CharField())


def told(
    rows: QuerySet[Any, Any], shape: type[LineT], sort: str, **given: Any
) -> QuerySet[Any, Any]:
    """Rows in the columns of ``shape``, in its order; what is not given is empty."""
    columns = {**_empty(shape), **given, "sort": text(sort)}
    named = {f"told_{name}": column for name, column in columns.items()}
    return rows.annotate(**named).values_list(*named)


def lines(parts: Sequence[QuerySet[Any, Any]], shape: type[LineT]) -> Iterator[LineT]:
    """The rows of all parts, each as ``shape``. One query, and none where there is no part."""
    if not parts:
        return
    first, *others = parts
    for row in first.union(*others, all=True) if others else first:
        yield shape(*row)


def lines_by_part(
    asked: Mapping[str, tuple[Sequence[QuerySet[Any, Any]], type[LineT]]],
) -> dict[str, list[LineT]]:
    """The rows of every part, each in the shape of its part. One query, or none.

    Parts whose columns differ can't be put under one another as they are; each row is read as one
    JSON object instead.
    """
    found: dict[str, list[LineT]] = {part: [] for part in asked}
    statements, given = [], []
    for part, (queries, _) in asked.items():
        for query in queries:
            try:
                sql, parameters = query.query.sql_with_params()
            except EmptyResultSet:
                continue
            statements.append(f"SELECT %s, to_jsonb(line) FROM ({sql}) line")  # noqa: S608 - ours
            given += [part, *parameters]
    if not statements:
        return found
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), given)
        for part, row in cursor.fetchall():
            found[part].append(_read(json.loads(row), asked[part][1]))
    return found


def _read(row: Mapping[str, Any], shape: type[LineT]) -> LineT:
    return shape(*(read(row[f"told_{name}"]) for name, read in _readers(shape).items()))


@cache
def _readers(shape: type[LineT]) -> dict[str, Callable[[Any], Any]]:
    """For each column what makes of JSON what the line holds."""
    return {name: _reader(hint) for name, hint in get_type_hints(shape).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    kinds = get_args(hint) or (hint,)
    for kind in (dt.datetime, dt.date):
        if kind in kinds:
            return lambda value: kind.fromisoformat(value) if value else None
    return lambda value: value


@cache
def _empty(shape: type[LineT]) -> dict[str, Any]:
    """For each column nothing, of the column's own type: the parts of a union must agree."""
    return {name: _nothing(hint) for name, hint in get_type_hints(shape).items()}


def _nothing(hint: Any) -> Any:
    kinds = [get_origin(kind) or kind for kind in (hint, *get_args(hint))]
    column = next((_COLUMNS[kind] for kind in kinds if kind in _COLUMNS), None)
    return text("") if column is None else Cast(Value(None), column())
