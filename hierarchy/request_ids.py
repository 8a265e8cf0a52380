"""The one id that ties all that a request or task did together.

Log lines and audit entries carry it as text; the row events that database triggers write
(django-pghistory, before and after of every change, also of bulk statements) carry it in
their context. So an entry of the trail leads to every row that the same request touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import pghistory

_current: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def tied_to(request_id: str) -> Iterator[str]:
    """Tie everything inside to one id; inside another tie, that one's id holds."""
    if outer := _current.get():
        yield outer
        return
    token = _current.set(request_id)
    try:
        with pghistory.context(request_id=request_id):
            yield request_id
    finally:
        _current.reset(token)


def current_request_id() -> str:
    """The id in force, or nothing outside of any request and task."""
    return _current.get()
