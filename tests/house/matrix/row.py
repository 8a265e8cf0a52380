"""One row of the matrix: an address, what it needs, and what each person should be told.

Outcomes are written as people meet them: a status such as ``200``; ``login`` (sent to sign
in) and ``door`` (sent to the door of the administration pages, which says why it is shut).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.house.matrix.cast import Person

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
DONE = "302"
FORM = "422"
# Methods that no page of ours needs. Libraries answer them variously; ``ANY`` asks of them
# that nothing breaks and nothing leaks.
RARER = ("PUT", "PATCH", "DELETE", "OPTIONS")
ANY = "200|302|404|405"


@dataclass(frozen=True, slots=True)
class Thing:
    """An object on the stage: the address' arguments, who sees it, and the bodies it is of."""

    label: str
    args: tuple[Any, ...]
    seen_by: frozenset[str]
    places: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One method of one row: the right that is asked, where, and the answer when it is held.

    ``also`` names people who hold it for a reason of their own, ``never`` those who don't.
    """

    right: str = ""
    at: str = "at"
    ok: str = "200"
    refused: str = "403"
    also: frozenset[str] = frozenset()
    never: Mapping[str, str] = field(default_factory=dict)

    def allows(self, person: Person, thing: Thing | None) -> bool:
        """Whether a person who sees the thing may go on."""
        if not self.right or person.name in self.also:
            return True
        if self.at == "city":
            return any(person.may(self.right, at=f"{prefix}city") for prefix in ("", "twin."))
        if thing is None or self.at == "anywhere":
            return person.may_anywhere(self.right)
        if self.at in thing.places:
            return person.may(self.right, at=thing.places[self.at])
        raise LookupError(f"{thing.label} has no place {self.at!r}")


@dataclass(frozen=True, slots=True)
class Row:
    """An address by its name. A method without a cell is refused with 405.

    ``things`` names the objects on the stage; ``args`` follow the thing's own. ``door`` says
    that the address lies behind the door of the administration pages; ``visitor`` is what
    somebody not signed in is told, when it is not the sign-in page. ``others`` are the
    answers to methods where a library gives them; ``path`` stands for an address without a
    name. ``trail`` pages name what was acted on, so that auditors read words there that
    they read nowhere else.
    """

    name: str
    things: str = ""
    args: tuple[Any, ...] = ()
    get: Cell | None = None
    post: Cell | None = None
    has_head: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)
    public: bool = False
    visitor: str = ""
    door: bool = False
    trail: bool = False
    others: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    path: str = ""
    unseen: str = "404"

    def cell(self, method: str) -> Cell | None:
        """What a method needs."""
        if self.door and method != "POST":
            return self.get
        if method == "HEAD":
            return self.get if self.has_head else None
        return {"GET": self.get, "POST": self.post}.get(method)

    def expected(self, person: Person, thing: Thing | None, method: str) -> str:
        """What this person should be told."""
        if not person.is_signed_in and not self.public:
            return self.visitor or ("door" if self.door else "login")
        if self.door and not person.is_staff:
            return "door"
        if method in self.others:
            return self.others[method]
        cell = self.cell(method)
        if cell is None:
            return "405"
        if person.name in cell.never:
            return cell.never[person.name]
        if thing is not None and person.name not in thing.seen_by:
            return self.unseen
        return cell.ok if cell.allows(person, thing) else cell.refused
