"""What the people room asks of people now, for the front page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from people.todo_parts import admissions, care, growth, guidance, register, staff
from workflow.todos import Todo

_PARTS: Final = (staff, guidance, register, admissions, care, growth)
MOST: Final = 60


class PeopleTodos:
    """Steps of recruitment, of 发展党员, of the register: gone when their cause is."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """What waits for this person, the most urgent first."""
        if not actor.may(Capability.HANDLE):
            return []
        found = [todo for part in _PARTS for todo in part.todos(actor)]
        return sorted(found, key=lambda todo: (todo.day, todo.key))[:MOST]
