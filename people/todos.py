"""What the people room asks of people now, for the front page.

Every sort of step of every part in one query; a step is gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from people.todo_parts import admissions, care, growth, guidance, register, staff
from workflow.desks import desk_of
from workflow.todos import Asked, PartedTodos, Todo

# Each has ``Line``, ``parts_for(desk)`` and ``answered(lines, desk)``.
PARTS: Final[dict[str, Any]] = {
    "staff": staff,
    "guidance": guidance,
    "register": register,
    "admissions": admissions,
    "care": care,
    "growth": growth,
}
MOST: Final = 60


class PeopleTodos(PartedTodos):
    """Steps of recruitment, of 发展党员, of the register: gone when their cause is."""

    def __init__(self, *parts: str) -> None:
        self.parts = {name: PARTS[name] for name in parts or PARTS}

    def asked(self, actor: Actor) -> Asked:
        """The rows of each part; nothing of whoever writes for no body."""
        if not actor.may(Capability.HANDLE):
            return {}
        desk = desk_of(actor)
        return {name: (part.parts_for(desk), part.Line) for name, part in self.parts.items()}

    def answered(self, told: Mapping[str, Sequence[Any]], actor: Actor) -> Iterable[Todo]:
        """What waits for this person, the most urgent first."""
        desk = desk_of(actor)
        found = [todo for name in told for todo in self.parts[name].answered(told[name], desk)]
        return sorted(found, key=lambda todo: (todo.day, todo.key))[:MOST]
