"""Who is who in the matrix: where each person stands, whom they reach, what they may do.

Written from issue 2 §6 and domain.md §8.1, not from the code: two tables that must agree.
A body, a region or a person of the other city is written ``twin.station``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.world import BODIES, HOLDERS, KEEPERS, READERS, REGIONS

NOBODY = "anonymous"
CITIES = ("", "twin.")
ROLE_OF_TITLE = {
    "主任": "leader",
    "站长": "leader",
    "经办人": "clerk",
    "党建指导员": "officer",
    "联系人": "secretary",
}
# By right: the roles that carry it.
MAY = {
    "see": {"leader", "clerk", "officer", "secretary", "reader", "administrator", "auditor"},
    "see work": {"leader", "clerk", "officer", "secretary", "reader"},
    "draft": {"leader", "clerk", "officer"},
    "issue": {"leader", "officer"},
    "handle": {"leader", "clerk", "officer", "secretary"},
    "review": {"leader", "officer"},
    "comment": {"leader", "clerk", "officer", "reader"},
    "organize": {"leader", "administrator"},
    "appoint": {"leader", "administrator"},
    "audit": {"auditor"},
    "keep ledger": {"leader", "clerk", "officer", "secretary", "reader"},
    # What stands above a branch enters new units; a branch keeps its own.
    "enter units": {"leader", "clerk", "officer", "reader"},
    "import": {"leader", "clerk", "officer", "secretary", "reader", "administrator"},
}
# Done in the name of one body: a superior looks, but does not do it for its inferior.
OF_ONE_BODY = {"draft", "issue", "handle", "review"}
# One station that serves two industries: whoever holds a post there serves both of its nodes.
TIED = {"station": ("station", "lawyer_station")}
# Committee staff, who use the administration pages.
STAFF_TIERS = {"city", "committee", "station"}


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the world; ``role`` is empty for whoever holds no post today."""

    name: str
    body: str = ""
    region: str = ""
    role: str = ""

    @property
    def city(self) -> str:
        """The prefix of the person's city."""
        return city_of(self.name)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies in whose name the person acts: one, or both nodes of a tied station."""
        key = self.body.removeprefix("twin.")
        return tuple(self.city + one for one in TIED.get(key, (key,))) if key else ()

    @property
    def is_signed_in(self) -> bool:
        """Everyone but the visitor."""
        return self.name != NOBODY

    @property
    def is_staff(self) -> bool:
        """Whether the administration pages open at all."""
        return bool(self.body) and self.role != "" and tier(self.body) in STAFF_TIERS

    def may(self, right: str, *, at: str) -> bool:
        """Whether the person may do that there."""
        if self.role not in MAY[right]:
            return False
        return at in self.bodies if right in OF_ONE_BODY else at in reach(self)

    def may_anywhere(self, right: str) -> bool:
        """Whether there is any place at all where the person may do that."""
        return self.role in MAY[right]


def city_of(name: str) -> str:
    """The prefix of a name: empty, or ``twin.``."""
    return "twin." if name.startswith("twin.") else ""


def tier(body: str) -> str:
    """The tier of a body."""
    key = body.removeprefix("twin.")
    return "city" if key == "city" else BODIES[key][1]


def superior(body: str) -> str:
    """The body directly above; the city itself for the city."""
    key = body.removeprefix("twin.")
    return body if key == "city" else city_of(body) + BODIES[key][0]


def line(body: str) -> Iterator[str]:
    """A body and all above it."""
    yield body
    while superior(body) != body:
        body = superior(body)
        yield body


def bodies() -> list[str]:
    """Every body of both cities."""
    return [city + key for city in CITIES for key in ("city", *BODIES)]


@cache
def reach(person: Person) -> frozenset[str]:
    """The bodies in a person's line (条) or territory (块)."""
    if not person.role:
        return frozenset()
    if person.body:
        return frozenset(body for body in bodies() if not set(person.bodies).isdisjoint(line(body)))
    return frozenset(
        body
        for body in bodies()
        if body.removeprefix("twin.") != "city"
        and city_of(body) == person.city
        and person.region.removeprefix("twin.") in _regions_of(body)
    )


def _regions_of(body: str) -> Iterator[str]:
    """The town of a body, and its district in the administrative line."""
    region = BODIES[body.removeprefix("twin.")][4]
    while region != "suzhou":
        yield region
        region = REGIONS[region][3]


@cache
def known_to(person: Person) -> frozenset[str]:
    """The bodies whose names a person may read: those reached, and all above them."""
    return frozenset(above for body in reach(person) for above in line(body))


def _people() -> Iterator[Person]:
    yield Person(NOBODY)
    for city in CITIES:
        for key, (body, title, _) in HOLDERS.items():
            role = ROLE_OF_TITLE.get(title) or ("secretary" if tier(body) == "branch" else "leader")
            yield Person(city + key, body=city + body, role=role)
        for key, (region, _) in READERS.items():
            yield Person(city + key, region=city + region, role="reader")
        for key in KEEPERS:
            yield Person(city + key, body=f"{city}city", role=key)
        yield Person(f"{city}delegate", body=f"{city}officer", role="officer")
        yield Person(f"{city}expired")
        yield Person(f"{city}stranger")


PEOPLE: dict[str, Person] = {person.name: person for person in _people()}


def everyone(*, city: str) -> frozenset[str]:
    """All who hold a post in a city today."""
    return frozenset(p.name for p in PEOPLE.values() if p.role and p.city == city)


def seers(*at: str, right: str = "see") -> frozenset[str]:
    """All who may see one of these bodies, or the work there."""
    return frozenset(p.name for p in PEOPLE.values() if any(p.may(right, at=body) for body in at))


def staff_of(body: str, *, right: str = "see work") -> frozenset[str]:
    """All who hold a post at this very body and see work."""
    return frozenset(p.name for p in PEOPLE.values() if body in p.bodies and p.may_anywhere(right))


def knowers(*about: str, right: str = "see") -> frozenset[str]:
    """All who may read the name of one of these bodies."""
    return frozenset(
        p.name
        for p in PEOPLE.values()
        if p.may_anywhere(right) and not known_to(p).isdisjoint(about)
    )
