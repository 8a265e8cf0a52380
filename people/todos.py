"""What the people room asks of people now, for the front page.

Every sort of step of every part in one query; a step is gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from people.todo_parts import admissions, care, growth, guidance, register, staff
from workflow.desks import desk_of
from workflow.todo_lines import lines_by_part
from workflow.todos import Todo

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


class PeopleTodos:
    """Steps of recruitment, of 发展党员, of the register: gone when their cause is."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """What waits for this person, the most urgent first."""
        if not actor.may(Capability.HANDLE):
            return []
        found = todos_in(PARTS, actor)
        return sorted(found, key=lambda todo: (todo.day, todo.key))[:MOST]


def todos_in(parts: Mapping[str, Any], actor: Actor) -> list[Todo]:
    """What some parts ask of a person, in the order of the parts. One query, or none."""
    desk = desk_of(actor)
    told = lines_by_part({name: (part.parts_for(desk), part.Line) for name, part in parts.items()})
    return [todo for name, part in parts.items() for todo in part.answered(told[name], desk)]
