"""What stands on the stage: a half for each city, the planted words, the things by kind."""

from __future__ import annotations

from dataclasses import dataclass, field

from checklists.models import Assignment, Checklist, LibraryItem
from hierarchy.models import Handover
from tests.house.matrix.row import Thing
from tests.house.matrix.words import Words
from tests.world import City, World
from workflow.models import Attachment


@dataclass
class Half:
    """What one city has on the stage, by body."""

    city: City
    prefix: str
    lists: dict[str, Checklist] = field(default_factory=dict)
    drafts: dict[str, Checklist] = field(default_factory=dict)
    reviewed: dict[str, Checklist] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    reported: dict[str, Assignment] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    library: LibraryItem | None = None


@dataclass
class Stage:
    """Both halves, the planted words, and the things by kind."""

    world: World
    words: Words
    home: Half
    twin: Half
    things: dict[str, list[Thing]] = field(default_factory=dict)

    def half(self, body: str) -> tuple[Half, str]:
        """The half of a body, and the body's name in it."""
        key = body.removeprefix("twin.")
        return (self.home if key == body else self.twin), key
