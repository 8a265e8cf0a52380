"""Planning joint branches: a pure function over plain facts, equal facts give equal groups.

Units that must not stand alone are gathered ground by ground, the nearest first: the same
building or park, the same town and association, the same association, the same town and
industry, the same town. Within a ground they are put in the order of their trade and cut
into groups so that as few as possible are left over, then so that trades mix as little as
possible, then into as few branches as possible. What is left over goes on to the next
ground. Units of different cities never meet.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from coverage.terms import Nearness

# What a mixture costs within one group, against one unit left over.
_LEFT_OVER = 1_000_000_000
_MIXED_INDUSTRY = 100_000
_MIXED_TRADE = 1_000
_ONE_BRANCH = 30


class Limits(Protocol):
    """The two numbers of the rule set that a plan asks for."""

    @property
    def found_from(self) -> int: ...
    @property
    def joint_units(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit that must not stand alone, with all that decides whom it might join."""

    unit_id: int
    name: str
    members: int
    tenant_id: int
    industry_id: int
    industry: str = ""
    trade: str = ""
    district_id: int | None = None
    town_id: int | None = None
    town: str = ""
    building: str = ""
    association: str = ""
    head_is_member: bool = False
    place_id: int = 0
    line: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One proposed joint branch, and on what ground it stands."""

    units: tuple[Candidate, ...]
    nearness: Nearness
    ground: str
    rank: int
    facts: str

    @property
    def members(self) -> int:
        """The members it reaches."""
        return sum(unit.members for unit in self.units)

    @property
    def secretary_from(self) -> Candidate:
        """The unit that the secretary might come from: a suggestion, it names no person."""
        return strongest(self.units)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A unit for which no group was found, and how many members were missing in its town."""

    unit: Candidate
    missing: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a planning came to."""

    groups: tuple[Group, ...] = ()
    leftovers: tuple[Leftover, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ground:
    """One way of being near: what must be equal, and what the place is called."""

    nearness: Nearness
    key: Callable[[Candidate], tuple[object, ...]]
    name: Callable[[Candidate], str]


def _same(text: str) -> str:
    """Names that differ in spaces or case only are one name."""
    return "".join(text.split()).casefold()


def _building(unit: Candidate) -> tuple[object, ...]:
    return (unit.district_id, _same(unit.building)) if unit.building else ()


def _town_association(unit: Candidate) -> tuple[object, ...]:
    return (unit.town_id, _same(unit.association)) if unit.town_id and unit.association else ()


def _association(unit: Candidate) -> tuple[object, ...]:
    return (_same(unit.association),) if unit.association else ()


def _town_industry(unit: Candidate) -> tuple[object, ...]:
    return (unit.town_id, unit.industry_id) if unit.town_id else ()


def _town(unit: Candidate) -> tuple[object, ...]:
    return (unit.town_id,) if unit.town_id else ()


GROUNDS = (
    _Ground(Nearness.BUILDING, _building, lambda unit: unit.building),
    _Ground(
        Nearness.ASSOCIATION, _town_association, lambda unit: f"{unit.town} · {unit.association}"
    ),
    _Ground(Nearness.ASSOCIATION, _association, lambda unit: unit.association),
    _Ground(Nearness.INDUSTRY, _town_industry, lambda unit: f"{unit.town} · {unit.industry}"),
    _Ground(Nearness.TOWN, _town, lambda unit: unit.town),
)


def propose(
    units: Iterable[Candidate],
    *,
    rules: Limits,
    most_units: int | None = None,
    refused: Collection[str] = (),
) -> Plan:
    """Plan joint branches of 2 to ``most_units`` units with enough members together.

    ``refused`` holds the digests of sets that were refused: such a set is not proposed, and
    its units look for other company on the grounds further out. Units without a member, or
    with enough to stand alone, take no part.
    """
    most = rules.joint_units if most_units is None else most_units
    left = sorted(
        (unit for unit in units if 0 < unit.members < rules.found_from),
        key=lambda unit: unit.unit_id,
    )
    found: list[tuple[tuple[object, ...], tuple[Candidate, ...], _Ground, str]] = []
    for order, ground in enumerate(GROUNDS):
        taken: set[int] = set()
        for members in _grounds(left, ground.key):
            for group in cut(members, found_from=rules.found_from, most=most):
                facts = digest(group)
                if facts in refused:
                    continue
                taken |= {unit.unit_id for unit in group}
                reach = sum(unit.members for unit in group)
                place = (order, -reach, len(group), group[0].unit_id)
                found.append((place, group, ground, facts))
        left = [unit for unit in left if unit.unit_id not in taken]
    found.sort(key=lambda row: row[0])
    groups = tuple(
        Group(group, ground.nearness, ground.name(group[0])[:120], rank, facts)
        for rank, (_, group, ground, facts) in enumerate(found, start=1)
    )
    return Plan(groups, tuple(_leftovers(left, found_from=rules.found_from)))


def strongest(units: Sequence[Candidate]) -> Candidate:
    """The unit with the most members; among equals the one whose head is a member."""
    return min(units, key=lambda unit: (-unit.members, not unit.head_is_member, unit.unit_id))


def digest(units: Iterable[Candidate]) -> str:
    """What a set was proposed from: the same digest means that nothing has changed since."""
    facts = sorted(
        (unit.unit_id, unit.members, unit.place_id, _same(unit.building), _same(unit.association))
        for unit in units
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def cut(
    units: Sequence[Candidate], *, found_from: int, most: int
) -> Iterator[tuple[Candidate, ...]]:
    """Cut the units of one ground into groups; what fits nowhere is in none of them.

    Units stand in the order of their trade, so that neighbours are alike; the cheapest way
    of cutting the row is found from left to right.
    """
    if len(units) < 2 or sum(unit.members for unit in units) < found_from:
        return
    row = sorted(units, key=_by_trade)
    steps = _cheapest(row, found_from=found_from, most=most)
    end, groups = len(row), []
    while end:
        size = steps[end]
        if size > 1:
            groups.append(tuple(row[end - size : end]))
        end -= size
    yield from reversed(groups)


def _by_trade(unit: Candidate) -> tuple[object, ...]:
    return (unit.industry_id, unit.trade, _same(unit.association), unit.town_id or 0, unit.unit_id)


def _cheapest(row: Sequence[Candidate], *, found_from: int, most: int) -> list[int]:
    """For each end of the row the size of the last piece of the cheapest way to cut it.

    A piece of one is a unit left over; every other is a group with enough members.
    """
    costs, steps = [0], [0]
    for end in range(1, len(row) + 1):
        last = row[end - 1]
        best, step = costs[end - 1] + _LEFT_OVER + last.members, 1
        members, mixture = last.members, 0
        for size in range(2, min(most, end) + 1):
            first, second = row[end - size], row[end - size + 1]
            members += first.members
            mixture += _mixture(first, second)
            if members < found_from:
                continue
            cost = costs[end - size] + mixture + _ONE_BRANCH + size * size
            if cost < best:
                best, step = cost, size
        costs.append(best)
        steps.append(step)
    return steps


def _mixture(one: Candidate, other: Candidate) -> int:
    if one.industry_id != other.industry_id:
        return _MIXED_INDUSTRY
    return 0 if one.trade == other.trade else _MIXED_TRADE


def _grounds(
    units: Iterable[Candidate], key: Callable[[Candidate], tuple[object, ...]]
) -> Iterator[list[Candidate]]:
    """The units by what is equal, within one city; those that lack it stand on no such ground."""
    found: defaultdict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for unit in units:
        if place := key(unit):
            found[unit.tenant_id, *place].append(unit)
    yield from found.values()


def _leftovers(units: Sequence[Candidate], *, found_from: int) -> Iterator[Leftover]:
    """How many members those of one town lack together; each for itself where none is known."""
    together: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for unit in units:
        together[_company(unit)] += unit.members
    for unit in units:
        yield Leftover(unit, max(found_from - together[_company(unit)], 0))


def _company(unit: Candidate) -> tuple[object, ...]:
    return (unit.tenant_id, unit.town_id) if unit.town_id else (unit.tenant_id, None, unit.unit_id)
