"""The to-do protocol: each business room says what its people owe, by when.

Rooms implement ``TodoSource`` and are named in ``settings.TODO_SOURCES``; the front page
asks them all and sorts. Nothing is stored: a to-do is gone when its cause is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that the person owes: what, for whom, by when, and where to do it.

    ``due`` is the person's own day, or, when not ``counts_down``, somebody else's that
    the thing only hangs on: such a to-do is never late. What somebody else sent up for an
    answer has no day of its own but waits since one (``waiting_since``). ``acting_for``
    is the post as which it is done.
    """

    key: str
    verb: str
    title: str
    path: str
    due: dt.date | None
    light: str
    came_from: str = ""
    acting_for: str = ""
    hint: str = ""
    count: int = 1
    counts_down: bool = True
    waiting_since: dt.date | None = None

    @property
    def day(self) -> dt.date:
        """The day it is put in order by: what waits longest, or is due soonest, goes first."""
        return self.waiting_since or self.due or dt.date.max


class TodoSource(Protocol):
    """One room's to-dos of one person."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """What the person owes now, the most urgent first; a bounded number."""


@cache
def _sources() -> tuple[TodoSource, ...]:
    return tuple(import_string(path)() for path in settings.TODO_SOURCES)


def todos_of(actor: Actor) -> list[Todo]:
    """Everything the person owes, over all rooms and posts, by the day it is due."""
    found = [todo for source in _sources() for todo in source.todos(actor)]
    return sorted(found, key=lambda todo: (todo.day, todo.key))
