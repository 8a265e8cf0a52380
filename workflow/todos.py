"""The to-do protocol: each business room says what its people owe, by when.

Rooms implement ``TodoSource`` and are named in ``settings.TODO_SOURCES``; the front page
asks them all and sorts. Nothing is stored: a to-do is gone when its cause is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from workflow.todo_lines import lines_by_part

Asked = Mapping[str, tuple[Sequence[QuerySet[Any, Any]], type[Any]]]
"""By part of a room: its queries, and the shape of their rows."""


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


class PartedTodos:
    """A source that tells its rows as lines (``workflow.todo_lines``), by part.

    The front page asks all such sources together, in one query.
    """

    def asked(self, actor: Actor) -> Asked:
        """The rows of each part, and their shape."""
        raise NotImplementedError

    def answered(self, told: Mapping[str, Sequence[Any]], actor: Actor) -> Iterable[Todo]:
        """What the person owes, from the lines of each part."""
        raise NotImplementedError

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """The same asked alone. One query, or none."""
        return self.answered(lines_by_part(self.asked(actor)), actor)


@cache
def _sources() -> tuple[TodoSource, ...]:
    return tuple(import_string(path)() for path in settings.TODO_SOURCES)


def todos_of(actor: Actor) -> list[Todo]:
    """Everything the person owes, over all rooms and posts, by the day it is due."""
    parted = [source for source in _sources() if isinstance(source, PartedTodos)]
    found = [todo for source in _sources() if source not in parted for todo in source.todos(actor)]
    asked = [source.asked(actor) for source in parted]
    told = lines_by_part(
        {f"{place} {name}": one for place, parts in enumerate(asked) for name, one in parts.items()}
    )
    for place, (source, parts) in enumerate(zip(parted, asked, strict=True)):
        lines = {name: told[f"{place} {name}"] for name in parts}
        found += source.answered(lines, actor)
    return sorted(found, key=lambda todo: (todo.day, todo.key))
