"""The figures of a demo unit, now and over the year behind it: pure draws from one ``Random``.

Written so that every verdict of the coverage rules occurs: units with members enough and no
branch, or in a joint branch; units that only seem to have none; units without a member.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from coverage.terms import Cover, OperatingState, Source
from hierarchy.terms import Kind

# What a party organisation of each kind covers, and how many members it then has: low, mode, high.
COVER_OF_KIND: dict[str, Cover] = {
    Kind.BRANCH: Cover.ALONE,
    Kind.GENERAL_BRANCH: Cover.ALONE,
    Kind.BASE_COMMITTEE: Cover.ALONE,
    Kind.TEMPORARY_BRANCH: Cover.ALONE,
    Kind.JOINT_BRANCH: Cover.JOINT,
    Kind.UNIT: Cover.NONE,
}
_MEMBERS: dict[str, tuple[int, int, int]] = {
    Kind.BRANCH: (3, 6, 26),
    Kind.TEMPORARY_BRANCH: (3, 4, 9),
    Kind.GENERAL_BRANCH: (50, 58, 92),
    Kind.BASE_COMMITTEE: (100, 115, 180),
}
_STATES = (
    (0.945, OperatingState.OPERATING),
    (0.965, OperatingState.DORMANT),
    (0.98, OperatingState.SHELL),
    (0.995, OperatingState.DEREGISTERED),
    (1.00, OperatingState.DUPLICATE),
)
_JOINED = {Cover.JOINT: 0.14, Cover.INDUSTRY: 0.25, Cover.FALLBACK: 0.3}
YEAR_DAYS = 366


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a dated state keeps (``coverage.models.unit.STATE_FIELDS``), in that order."""

    employees: int
    under_35: int
    members_here: int
    members_elsewhere: int
    probationary: int
    prospects: int
    activists: int
    applicants: int
    operating: str
    cover: str
    place_id: int

    @property
    def row(self) -> tuple[object, ...]:
        """As columns."""
        return (
            *(self.employees, self.under_35, self.members_here, self.members_elsewhere),
            *(self.probationary, self.prospects, self.activists, self.applicants),
            *(self.operating, self.cover, self.place_id),
        )


@dataclass(frozen=True, slots=True)
class Dated:
    """A state from one day on, and where it came from."""

    on: dt.date
    figures: Figures
    source: Source


def draw_figures(rng: Random, *, cover: str, kind: str, place_id: int) -> Figures:
    """What a unit counts today."""
    here, elsewhere = _members(rng, cover=cover, kind=kind)
    employees = int(min(rng.lognormvariate(2.95, 1.0), 1_600)) + 3
    employees = max(employees, (here + elsewhere) * 2)
    applicants = int(rng.random() * 2.6) if rng.random() < 0.45 else 0
    activists = min(applicants, int(rng.random() * 2.4))
    return Figures(
        employees=employees,
        under_35=int(employees * (0.15 + rng.random() * 0.5)),
        members_here=here,
        members_elsewhere=elsewhere,
        probationary=int(here > 0 and rng.random() < 0.12),
        prospects=int(activists > 0 and rng.random() < 0.3),
        activists=activists,
        applicants=applicants,
        operating=_state(rng) if cover == Cover.NONE else OperatingState.OPERATING.value,
        cover=cover,
        place_id=place_id,
    )


def draw_past(
    figures: Figures,
    rng: Random,
    *,
    today: dt.date,
    founded_on: dt.date | None = None,
    uncovered_at: int | None = None,
) -> list[Dated]:
    """How the figures came to be what they are, oldest first; the last one is today's.

    ``founded_on`` is the day in the year on which its branch was founded, ``uncovered_at``
    the body it hung under before a party organisation covered it.
    """
    begun = today - dt.timedelta(days=YEAR_DAYS + rng.randrange(1, 25))
    if rng.random() < 0.06:
        begun += dt.timedelta(days=rng.randrange(40, 330))
    days = _days(rng, begun=begun, today=today)
    joins = uncovered_at and rng.random() < _JOINED.get(Cover(figures.cover), 0)
    if founded_on is None and joins:
        share = 0.1 + rng.random() * 0.8
        founded_on = begun + dt.timedelta(days=int((today - begun).days * share))
    past = [Dated(on, figures, Source.FIELD) for on in days]
    if founded_on and founded_on > begun:
        past = [one for one in past if one.on != founded_on]
        past.append(Dated(founded_on, figures, Source.FOUNDING))
        past.sort(key=lambda one: one.on)
    older = figures
    for place in range(len(past) - 1, -1, -1):
        past[place] = replace(past[place], figures=older)
        older = _earlier(older, rng)
        if past[place].source == Source.FOUNDING:
            older = replace(older, cover=Cover.NONE.value, place_id=uncovered_at or older.place_id)
    return [Dated(begun, older, Source.SEED), *past]


def _members(rng: Random, *, cover: str, kind: str) -> tuple[int, int]:
    """Members here and elsewhere."""
    elsewhere = rng.randint(1, 2) if rng.random() < 0.16 else 0
    if cover == Cover.ALONE:
        return _members_alone(rng, kind), elsewhere
    if cover == Cover.NONE:
        return _members_uncovered(rng)
    draw = rng.random()
    if cover == Cover.JOINT:
        return (1 if draw < 0.5 else 2 if draw < 0.9 else rng.randint(3, 4)), elsewhere
    return (0 if draw < 0.3 else 1 if draw < 0.75 else 2), 0


def _members_alone(rng: Random, kind: str) -> int:
    """Enough mostly; a branch in sixteen has sunk below, one in thirty outgrown its kind."""
    draw = rng.random()
    if kind == Kind.BRANCH and draw < 0.06:
        return 2
    if kind == Kind.BRANCH and draw > 0.97:
        return rng.randint(51, 58)
    low, mode, high = _MEMBERS.get(kind, _MEMBERS[Kind.BRANCH])
    return int(rng.triangular(low, high + 1, mode))


def _members_uncovered(rng: Random) -> tuple[int, int]:
    draw = rng.random()
    if draw < 0.6:
        return 0, 0
    if draw < 0.93:
        return (1 if draw < 0.79 else 2), 0
    if draw < 0.97:
        return rng.randint(0, 2), rng.randint(3, 4)
    return rng.randint(3, 6), 0


def _state(rng: Random) -> str:
    draw = rng.random()
    return next(state.value for limit, state in _STATES if draw < limit)


def _days(rng: Random, *, begun: dt.date, today: dt.date) -> list[dt.date]:
    """When the figures changed since, sorted."""
    span = (today - begun).days - 2
    count = rng.choices((0, 1, 2), weights=(45, 40, 15))[0] if span > 30 else 0
    return sorted({begun + dt.timedelta(days=rng.randrange(5, span)) for _ in range(count)})


def _earlier(figures: Figures, rng: Random) -> Figures:
    """A little less of everything, mostly."""
    employees = max(figures.employees - rng.randrange(-2, 6), 3)
    here = figures.members_here
    if here and rng.random() < 0.3:
        here -= 1
    return replace(
        figures,
        employees=employees,
        under_35=min(figures.under_35, employees),
        members_here=here,
        applicants=max(figures.applicants - (rng.random() < 0.4), 0),
        activists=max(figures.activists - (rng.random() < 0.3), 0),
        operating=OperatingState.OPERATING.value,
    )
