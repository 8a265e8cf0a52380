"""Caseloads of one station's or committee's officers, and a proposal for evening them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from people.balancing import Movable, Post, propose, still_over
from people.models import PeoplePolicy
from people.officer_posts import officer_posts
from workflow.caseload import Caseload, CaseUnit, caseloads, units_of

TIERS: Final = (Tier.COMMITTEE, Tier.STATION)
MOST_READ: Final = 300
"""So many units of one overloaded or vacant post are looked at."""


@dataclass(frozen=True, slots=True)
class Step:
    """Units that would go from one post to another."""

    giver: Organization
    taker: Organization
    units: list[CaseUnit]


@dataclass(frozen=True, slots=True)
class Balance:
    """How the posts of one body stand against the city's limit, in the order of names."""

    most: int
    posts: list[Organization]
    units: int = 0
    vacant: list[tuple[Organization, int, list[CaseUnit]]] = field(default_factory=list)
    over: list[tuple[Organization, int]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    left: list[tuple[Organization, int]] = field(default_factory=list)


def bodies_to_balance(actor: Actor) -> Any:
    """The open committees and stations in the scope of work."""
    rows = Organization.objects.within(actor, capability=Capability.VIEW_WORK).open(actor.on)
    return rows.filter(tier__in=TIERS).select_related("parent", "industry")


def balance_of(body: Organization, *, policy: PeoplePolicy, actor: Actor) -> Balance:
    """What stands and what could be done under one body. Three queries."""
    column = "committee" if body.tier == Tier.COMMITTEE else "station"
    rows = officer_posts(actor).filter(**{column: body}).select_related("station")
    posts: list[Any] = list(rows.by_name())
    ids = [post.pk for post in posts]
    found = caseloads(tenant=policy.tenant, officers=ids, seen_since=actor.on)
    loads = {pk: found.get(pk, Caseload()).units for pk in ids}
    most = policy.caseload_most
    over = [post for post in posts if loads[post.pk] > most]
    named = [post.pk for post in posts if loads[post.pk] > most or post.is_vacant]
    units = units_of(named, most=MOST_READ) if named else {}
    known = {post.pk: post for post in posts}
    offered = {post.pk: units.get(post.pk, []) for post in over}
    steps, left = _proposed(posts, loads, offered, most)
    return Balance(
        most=most,
        posts=posts,
        units=sum(loads.values()),
        vacant=[(post, loads[post.pk], units.get(post.pk, [])) for post in posts if post.is_vacant],
        over=[(post, loads[post.pk]) for post in over],
        steps=[Step(known[giver], known[taker], told) for (giver, taker), told in steps.items()],
        left=[(known[pk], count) for pk, count in left.items()],
    )


def _proposed(
    posts: Sequence[Any],
    loads: Mapping[int, int],
    units: Mapping[int, Sequence[CaseUnit]],
    most: int,
) -> tuple[dict[tuple[int, int], list[CaseUnit]], dict[int, int]]:
    """Units by giver and taker, and how many posts stay over with."""
    told = [
        Post(post.pk, post.station_id, post.town_id, loads[post.pk], post.is_vacant)
        for post in posts
    ]
    known = {unit.pk: unit for found in units.values() for unit in found}
    movable = [
        Movable(unit.pk, post, unit.town_id) for post, found in units.items() for unit in found
    ]
    shifts = propose(told, movable, most=most)
    steps: dict[tuple[int, int], list[CaseUnit]] = defaultdict(list)
    for shift in shifts:
        steps[shift.giver_id, shift.taker_id].append(known[shift.unit_id])
    return dict(steps), still_over(told, shifts, most=most)
