"""Who could take units off an officer who has too many (均衡联系单位): a proposal, by pure rules.

Place goes first, then load: a unit goes to an officer of the same station who serves its town,
else to another of the same station, else to one of another station in its town. Nobody is put
over the limit, and an officer gives no more than what is over it. Nothing is moved here: a unit
is given on by the ledger, one at a time, by people who decided it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """An officer's post: where it stands, and how many units it looks after.

    A vacant post takes nothing; what it has too much of may still be taken off it.
    """

    pk: int
    station_id: int | None
    town_id: int | None
    load: int
    is_vacant: bool = False


@dataclass(frozen=True, slots=True)
class Movable:
    """A unit that could be given on, by where it lies."""

    pk: int
    post_id: int
    town_id: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    """One proposed step: this unit from that post to another."""

    unit_id: int
    giver_id: int
    taker_id: int


def propose(posts: Iterable[Post], units: Iterable[Movable], *, most: int) -> list[Shift]:
    """The steps that bring posts down to ``most`` units each; the same for any order of input.

    The fullest posts give first. What nobody can take stays where it is.
    """
    known = {post.pk: post for post in posts}
    loads = {post.pk: post.load for post in known.values()}
    offered = _by_post(units)
    givers = sorted(
        (post for post in known.values() if post.load > most), key=lambda one: (-one.load, one.pk)
    )
    return [shift for giver in givers for shift in _given(giver, known, loads, offered, most)]


def still_over(posts: Iterable[Post], shifts: Iterable[Shift], *, most: int) -> dict[int, int]:
    """By post, how many units over ``most`` remain after the steps; none for posts within it."""
    loads = {post.pk: post.load for post in posts}
    for shift in shifts:
        loads[shift.giver_id] -= 1
        loads[shift.taker_id] += 1
    return {pk: load - most for pk, load in loads.items() if load > most}


def _by_post(units: Iterable[Movable]) -> Mapping[int, list[Movable]]:
    found: dict[int, list[Movable]] = defaultdict(list)
    for unit in sorted(units, key=lambda one: one.pk):
        found[unit.post_id].append(unit)
    return found


def _given(
    giver: Post,
    known: Mapping[int, Post],
    loads: dict[int, int],
    offered: Mapping[int, list[Movable]],
    most: int,
) -> Iterator[Shift]:
    """The steps of one post; ``loads`` follows them."""
    left = list(offered.get(giver.pk, ()))
    while loads[giver.pk] > most and left:
        takers = [post for post in known.values() if _may_take(post, giver, loads, most)]
        choice = _best(left, takers, giver, loads)
        if choice is None:
            return
        unit, taker = choice
        left.remove(unit)
        loads[giver.pk] -= 1
        loads[taker.pk] += 1
        yield Shift(unit.pk, giver.pk, taker.pk)


def _may_take(post: Post, giver: Post, loads: Mapping[int, int], most: int) -> bool:
    return post.pk != giver.pk and not post.is_vacant and loads[post.pk] < most


def _best(
    units: Sequence[Movable], takers: Sequence[Post], giver: Post, loads: Mapping[int, int]
) -> tuple[Movable, Post] | None:
    """The nearest pair of unit and taker, then the least loaded taker, then by number."""
    # By what is alike of a unit: its town. The first of a town stands for all of them.
    firsts = {unit.town_id: unit for unit in reversed(units)}
    pairs = [
        ((near, loads[taker.pk], taker.pk, unit.pk), unit, taker)
        for unit in firsts.values()
        for taker in takers
        if (near := _nearness(unit, taker, giver)) is not None
    ]
    return min(pairs, key=lambda pair: pair[0])[1:] if pairs else None


def _nearness(unit: Movable, taker: Post, giver: Post) -> int | None:
    """0 same station and town, 1 same station, 2 same town; ``None`` when neither."""
    in_town = unit.town_id is not None and unit.town_id == taker.town_id
    if taker.station_id is not None and taker.station_id == giver.station_id:
        return 0 if in_town else 1
    return 2 if in_town else None
