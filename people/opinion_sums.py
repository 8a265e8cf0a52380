"""What bodies said of their officer in one year, added up (指导员评价): never body beside body.

Whoever serves as the officer reads the sums and the words once enough bodies have spoken that
none can be told by its answer; the bodies' names are never shown to the officer. Those above
read the sums alone. Nothing is compared between officers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability
from people.models import Opinion
from people.officer_standing import present_holders

LEAST: Final = 3
"""So many bodies must have spoken before their officer reads anything of it."""


@dataclass(frozen=True, slots=True)
class OpinionSum:
    """How many bodies spoke in a year and what they said; ``words`` in no telling order."""

    year: int
    given: int = 0
    helpful: int = 0
    in_time: int = 0
    words: list[str] = field(default_factory=list)
    is_held_back: bool = False


def sums_for(officer: Organization, *, years: Sequence[int], actor: Actor) -> list[OpinionSum]:
    """What this person may read of the opinions of a post, a year each; nothing for outsiders.

    One query.
    """
    if can(actor, Capability.HANDLE, at=officer):
        # A successor reads nothing that was said of the one before.
        held = present_holders([officer.pk], on=actor.on).order_by().values("user")
        rows, told = Opinion.objects.filter(officer=officer, user__in=held), for_the_officer
    elif can(actor, Capability.VIEW_WORK, at=officer):
        rows = Opinion.objects.visible_to(actor).filter(officer=officer)
        told = for_those_above
    else:
        return []
    found = list(rows.filter(year__in=years))
    return [told(year, [row for row in found if row.year == year]) for year in years]


def for_the_officer(year: int, rows: Iterable[Opinion]) -> OpinionSum:
    """Sums and words without names, held back while fewer than ``LEAST`` bodies spoke."""
    found = list(rows)
    if len(found) < LEAST:
        return OpinionSum(year, is_held_back=True)
    words = sorted(row.words for row in found if row.words)
    return OpinionSum(year, *_counts(found), words=words)


def for_those_above(year: int, rows: Iterable[Opinion]) -> OpinionSum:
    """The sums alone."""
    return OpinionSum(year, *_counts(list(rows)))


def _counts(rows: list[Opinion]) -> tuple[int, int, int]:
    return (
        len(rows),
        sum(row.is_helpful for row in rows),
        sum(row.is_in_time for row in rows),
    )
