"""When a secretary is told in private (组织处置预警, R-27, R-28): by the calendar alone.

A warning says how long something lasts. Whether there is a good reason, and what follows, is
for people: the system concludes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final, NamedTuple

from people.months import first_of, full_months, months_later
from people.terms import WarningKind, WarningLight

LOST_MONTHS: Final = 6
"""After so many months out of reach the membership is suspended (教管条例第二十四条)."""
SUSPENDED_MONTHS: Final = 24
"""So long a suspension may last before it is decided anew (教管条例第二十四条)."""


class Limits(NamedTuple):
    """From how many full months on it is yellow, and red (the city's own numbers)."""

    yellow: int
    red: int


class Cause(NamedTuple):
    """What lasts: of which kind, how grave, since which day, for how many full months."""

    kind: str
    light: str
    since: dt.date
    months: int


def unpaid_since(unpaid: Collection[dt.date], on: dt.date) -> dt.date | None:
    """The first of the months without dues that follow each other up to the last one over.

    ``unpaid`` holds first days of months. One paid month ends the run; this month, which is
    not over, counts for nothing yet.
    """
    months, since = set(unpaid), None
    month = months_later(first_of(on), -1)
    while month in months:
        since, month = month, months_later(month, -1)
    return since


def cause_of(kind: str, since: dt.date | None, on: dt.date, limits: Limits) -> Cause | None:
    """What lasts since a day, once it is long enough to be told; ``None`` before."""
    if since is None:
        return None
    months = full_months(since, on)
    light = _light(months, limits_of(kind, limits))
    return Cause(kind, light, since, months) if light else None


def limits_of(kind: str, limits: Limits) -> Limits:
    """The limits of one kind: those of article 24 are fixed, the city only sets the lead."""
    if kind == WarningKind.LOST:
        return Limits(min(limits.yellow, LOST_MONTHS), LOST_MONTHS)
    if kind == WarningKind.SUSPENSION:
        return Limits(SUSPENDED_MONTHS - limits.yellow, SUSPENDED_MONTHS)
    return limits


def is_new(cause: Cause, settled: Collection[tuple[dt.date, str]]) -> bool:
    """Whether it is told again after somebody settled it: only once it has become graver.

    ``settled`` are the days since when, and the lights, of what was settled of this kind.
    """
    of_this = {light for since, light in settled if since == cause.since}
    return WarningLight.RED not in of_this and cause.light not in of_this


def _light(months: int, limits: Limits) -> str:
    if months >= limits.red:
        return WarningLight.RED
    return WarningLight.YELLOW if months >= limits.yellow else ""
