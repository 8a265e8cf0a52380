"""我的待办 in the order of days: what is late stays in view, then today, this week, later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.todos import Todo


@dataclass(slots=True)
class Bucket:
    """One stretch of days with its to-dos; ``tone`` colours its counter."""

    key: str
    label: str
    tone: str = ""
    todos: list[Todo] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pieces are owed: one card may stand for several."""
        return sum(todo.count for todo in self.todos)


def end_of_week(on: dt.date) -> dt.date:
    """Sunday of that week."""
    return on + dt.timedelta(days=6 - on.weekday())


def agenda(todos: Iterable[Todo], *, on: dt.date) -> list[Bucket]:
    """Four buckets, empty ones included, each in the order given."""
    late, today = Bucket("late", "逾期", "red"), Bucket("today", "今天", "yellow")
    week, later = Bucket("week", "本周"), Bucket("later", "以后")
    sunday = end_of_week(on)
    for todo in todos:
        if todo.waiting_since:
            today.todos.append(todo)
        elif todo.due is None or todo.due > sunday:
            later.todos.append(todo)
        elif todo.due < on and todo.counts_down:
            late.todos.append(todo)
        elif todo.due <= on:
            today.todos.append(todo)
        else:
            week.todos.append(todo)
    return [late, today, week, later]
