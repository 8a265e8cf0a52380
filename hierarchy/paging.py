"""Keyset paging (翻页): a page begins after the last row of the one before, never at an offset.

Flat in time however far one pages, and rows that appear meanwhile shift nothing. The place is
the values of the ordering keys, ``2026~118``, in the query parameter ``after`` or ``before``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 50
_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and the addresses of its neighbours (empty where there is none)."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""


def keyset_page(
    rows: QuerySet[Any], *, keys: Sequence[str], query: QueryDict, size: int = PAGE_SIZE
) -> Page:
    """One page of ``rows`` in the order of ``keys`` (columns, ``-`` descends, last unique).

    ``query`` is the request's; what else it holds is kept in the neighbours' addresses. A place
    that makes no sense leads to the first page. One query.
    """
    place = _read_place(rows, keys, query.get("after") or query.get("before") or "")
    backwards = place is not None and not query.get("after")
    order = [_turned(key) for key in keys] if backwards else list(keys)
    if place is not None:
        rows = rows.filter(_beyond(order, place))
    found = list(rows.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    has_previous = more if backwards else place is not None
    has_next = True if backwards else more
    return Page(
        rows=found,
        previous_url=_address(query, "before", found[0], keys) if has_previous else "",
        next_url=_address(query, "after", found[-1], keys) if has_next else "",
    )


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(order: Sequence[str], place: Sequence[Any]) -> Q:
    """Rows that come after ``place`` in ``order``: later in one key, equal in those before it."""
    names = [key.lstrip("-") for key in order]
    steps = []
    for index, key in enumerate(order):
        equal = dict(zip(names[:index], place[:index], strict=True))
        comparison = "lt" if key.startswith("-") else "gt"
        steps.append(Q(**equal, **{f"{names[index]}__{comparison}": place[index]}))
    return reduce(or_, steps)


def _read_place(rows: QuerySet[Any], keys: Sequence[str], token: str) -> list[Any] | None:
    parts = [_read(part) for part in token.split(_BETWEEN)]
    if not token or len(parts) != len(keys):
        return None
    fields = [_field(rows.model, key.lstrip("-").split("__")) for key in keys]
    try:
        return [field.to_python(part) for field, part in zip(fields, parts, strict=True)]
    except ValidationError:
        return None


def _field(model: Any, path: Sequence[str]) -> Any:
    """The column at the end of a path over relations."""
    field = model._meta.get_field(path[0])
    return _field(field.related_model, path[1:]) if path[1:] else field


def _address(query: QueryDict, direction: str, row: Any, keys: Sequence[str]) -> str:
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    values = (str(reduce(getattr, key.lstrip("-").split("__"), row)) for key in keys)
    kept[direction] = _BETWEEN.join(_written(value) for value in values)
    return f"?{kept.urlencode(safe=_BETWEEN)}"


def _written(value: str) -> str:
    """A value as it stands in a place, without the mark that stands between two of them."""
    return value.replace("%", "%25").replace(_BETWEEN, "%7E")


def _read(part: str) -> str:
    return part.replace("%7E", _BETWEEN).replace("%25", "%")
