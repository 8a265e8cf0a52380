"""Several sorts of to-dos in one query: rows of different tables, told in the same columns.

A room names its columns in a ``NamedTuple`` that begins with ``sort``, tells each sort's rows
with ``told`` and reads them all with ``lines``: one query, however many sorts there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

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


@cache
def _empty(shape: type[LineT]) -> dict[str, Any]:
    """For each column nothing, of the column's own type: the parts of a union must agree."""
    return {name: _nothing(hint) for name, hint in get_type_hints(shape).items()}


def _nothing(hint: Any) -> Any:
    kinds = [get_origin(kind) or kind for kind in (hint, *get_args(hint))]
    column = next((_COLUMNS[kind] for kind in kinds if kind in _COLUMNS), None)
    return text("") if column is None else Cast(Value(None), column())
