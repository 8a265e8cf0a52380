"""The indicator protocol: what each room can tell an inspection about bodies over some days.

An inspection (党建体检) reads its automatic indicators from the rooms that keep the facts and
never imports them. A room implements ``IndicatorSource`` and is named in
``settings.INDICATOR_SOURCES``. Readings come for many bodies at once, so that twelve thousand
branches cost a bounded number of queries. Nothing here judges: points are the scheme's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import ClassVar, Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from hierarchy.models import Tenant
from hierarchy.terms import Tier

MOST_ROWS = 60
"""So many rows behind one reading are kept; the counts are always of all."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a room can read: ``key`` names it for good (``routines.members_meeting``).

    ``unit`` is what is counted (次、户、项), ``tiers`` whom it can be read of. A reading of a
    rate has a numerator and a denominator; ``has_denominator`` is false for a plain count.
    ``rule`` says in Chinese what is counted of what.
    """

    key: str
    name: str
    unit: str
    tiers: tuple[Tier, ...]
    rule: str
    has_denominator: bool = True


@dataclass(frozen=True, slots=True)
class RowBehind:
    """One row behind a reading: what it is, its day, whether it is in the value, its page.

    ``counts`` is true for what makes up ``Reading.value``: the meeting that was held, of a rate;
    the seat that stands empty, of a count of what is lacking.
    """

    label: str
    day: dt.date | None
    counts: bool
    path: str = ""

    def plain(self) -> dict[str, object]:
        """As it is kept with a score, readable years later."""
        day = self.day.isoformat() if self.day else ""
        return {"label": self.label, "day": day, "counts": self.counts, "path": self.path}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found of one body: ``value`` of ``of``.

    ``of`` is ``None`` for a plain count. A rate whose ``of`` is 0 is not applicable (不适用).
    ``lacks_all`` says that the very thing is missing (no secretary): no point, whatever the
    count. ``rows`` holds at most ``MOST_ROWS``.
    """

    value: Decimal
    of: Decimal | None = None
    lacks_all: bool = False
    rows: tuple[RowBehind, ...] = ()

    @property
    def is_applicable(self) -> bool:
        """Whether there was anything to judge."""
        return self.of is None or self.of > 0


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are looked at, both included, and the day as of which it is looked."""

    start: dt.date
    end: dt.date
    on: dt.date


class IndicatorSource(Protocol):
    """One room's indicators."""

    def offered(self) -> Iterable[Offered]:
        """What it can read, in the order people expect."""

    def readings(
        self, key: str, *, tenant: Tenant, bodies: Sequence[int], period: Period
    ) -> Mapping[int, Reading]:
        """One indicator of many bodies by id; a missing body has nothing to judge.

        A bounded number of queries whatever the number of bodies. Raises ``KeyError`` for
        a key that it does not offer.
        """


Reader = Callable[[Tenant, Sequence[int], Period], Mapping[int, Reading]]
"""Reads one indicator of the bodies of one city."""


class IndicatorTable:
    """A source whose indicators are lines of a table, each with its reader."""

    lines: ClassVar[Sequence[tuple[Offered, Reader]]] = ()

    def offered(self) -> Iterable[Offered]:
        """Its indicators, in the order of the table."""
        return [one for one, _ in self.lines]

    def readings(
        self, key: str, *, tenant: Tenant, bodies: Sequence[int], period: Period
    ) -> Mapping[int, Reading]:
        """One indicator of many bodies by id. Raises ``KeyError`` for a key it has no line for."""
        readers = {one.key: read for one, read in self.lines}
        return readers[key](tenant, bodies, period)


def rated(rows: Iterable[RowBehind]) -> Reading:
    """A rate from all of its rows: how many of them count, of how many there are."""
    found = list(rows)
    return Reading(
        value=Decimal(sum(row.counts for row in found)), of=Decimal(len(found)), rows=capped(found)
    )


def counted(rows: Iterable[RowBehind]) -> Reading:
    """A plain count from its rows: how many of them count."""
    found = list(rows)
    return Reading(value=Decimal(sum(row.counts for row in found)), rows=capped(found))


def capped(rows: Sequence[RowBehind]) -> tuple[RowBehind, ...]:
    """At most ``MOST_ROWS`` in their order; of more, those not counted come first, as missing."""
    if len(rows) > MOST_ROWS:
        rows = sorted(rows, key=lambda row: row.counts)[:MOST_ROWS]
    return tuple(rows)


def gathered(rows: Iterable[tuple[int, RowBehind]]) -> dict[int, list[RowBehind]]:
    """Rows by the body that they speak of, in the order in which they came."""
    found: dict[int, list[RowBehind]] = defaultdict(list)
    for body, row in rows:
        found[body].append(row)
    return found


def rated_by_body(rows: Iterable[tuple[int, RowBehind]]) -> dict[int, Reading]:
    """A rate of each body that has rows; a body without any has nothing to judge."""
    return {body: rated(found) for body, found in gathered(rows).items()}


def counted_by_body(
    rows: Iterable[tuple[int, RowBehind]], *, bodies: Iterable[int]
) -> dict[int, Reading]:
    """A plain count of each of ``bodies``, 0 where there is no row."""
    found = gathered(rows)
    return {body: counted(found.get(body, ())) for body in bodies}


def pages(name: str) -> Callable[[int], str]:
    """The address of each row's page by its id: resolved once, however many rows there are."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"


@cache
def _sources() -> tuple[IndicatorSource, ...]:
    return tuple(import_string(path)() for path in settings.INDICATOR_SOURCES)


@cache
def _by_key() -> dict[str, tuple[Offered, IndicatorSource]]:
    return {one.key: (one, source) for source in _sources() for one in source.offered()}


def offered(tier: Tier | str | None = None) -> list[Offered]:
    """Everything that any room can read, of one tier or of all. No query."""
    return [one for one, _ in _by_key().values() if tier is None or tier in one.tiers]


def offered_by_key(key: str) -> Offered | None:
    """One of them; ``None`` when no room offers it any more."""
    found = _by_key().get(key)
    return found[0] if found else None


def readings_of(
    key: str, *, tenant: Tenant, bodies: Sequence[int], period: Period
) -> dict[int, Reading]:
    """One indicator of many bodies, asked of the room that offers it.

    Raises ``KeyError`` for a key that no room offers.
    """
    return dict(_by_key()[key][1].readings(key, tenant=tenant, bodies=bodies, period=period))
