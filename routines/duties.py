"""What other rooms did and a rule asks for, as ``workflow.duties`` tells it."""

from __future__ import annotations

from hierarchy.actors import Actor
from routines.actions.recording import record_performed
from workflow.duties import Performed


class Duties:
    """The duties of this room: a record of what was done answers the one of its period."""

    def answer_duty(self, *, performed: Performed, actor: Actor) -> None:
        """Enter it, answering the duty; nothing where no rule asks for it."""
        record_performed(performed=performed, actor=actor)
