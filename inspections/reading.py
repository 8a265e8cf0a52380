"""What the rooms say of many bodies at once, and the points that follow (自动取数). Only reads.

Each source of a scheme is asked once, whatever number of indicators and limits hang on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from hierarchy.models import Tenant
from inspections.models import GradeLimit, Indicator, Round, Scheme
from inspections.scoring import bites, earned
from workflow.indicators import Period, Reading, offered_by_key, readings_of

_CENT: Final = Decimal("0.01")
_NOTHING: Final = Reading(Decimal(0), Decimal(0))
_NONE_FOUND: Final = Reading(Decimal(0))


@dataclass(frozen=True, slots=True)
class Line:
    """What is kept of one indicator of one body: the reading as it was, and its points.

    ``earned`` is ``None`` exactly where ``is_absent`` (不适用).
    """

    value: Decimal
    of: Decimal | None
    lacks_all: bool
    rows: list[dict[str, object]]
    is_absent: bool
    earned: Decimal | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One source that a scheme asks, and what hangs on it."""

    source: str
    indicators: list[Indicator] = field(default_factory=list)
    limits: list[GradeLimit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What one source said of the bodies, by their id; a missing one has nothing to judge."""

    asked: Asked
    readings: Mapping[int, Reading]

    def line(self, indicator: Indicator, body: int) -> Line:
        """The line of one indicator of one body."""
        return line_of(indicator, self.readings.get(body))

    def hits(self, limit: GradeLimit) -> dict[int, Decimal]:
        """The bodies that a limit bites, with the value that did it."""
        bound: Any = limit.bound
        return {
            body: reading.value
            for body, reading in self.readings.items()
            if bites(limit.comparison, bound, reading)
        }


def asked_by(scheme: Scheme) -> list[Asked]:
    """The sources of a scheme in the order of its sheet. Two queries."""
    by_source: dict[str, Asked] = {}
    for indicator in scheme.indicators.exclude(source="").order_by(*_SHEET):
        by_source.setdefault(indicator.source, Asked(indicator.source)).indicators.append(indicator)
    for limit in scheme.limits.exclude(source="").order_by("sort_order", "pk"):
        by_source.setdefault(limit.source, Asked(limit.source)).limits.append(limit)
    return list(by_source.values())


_SHEET: Final = ("dimension__sort_order", "sort_order", "pk")


def lost_sources(scheme: Scheme) -> dict[str, list[str]]:
    """The sources that no room offers any more, each with what hangs on it by name."""
    lost: dict[str, list[str]] = defaultdict(list)
    for asked in asked_by(scheme):
        if offered_by_key(asked.source) is None:
            lost[asked.source] += [str(one) for one in (*asked.indicators, *asked.limits)]
    return dict(lost)


def read_scores(
    asked: Sequence[Asked], *, tenant: Tenant, bodies: Sequence[int], period: Period
) -> Iterator[Found]:
    """Ask each source of these bodies, one after the other; nothing is kept in between.

    ``asked`` is what ``asked_by`` says of the scheme. Raises ``KeyError`` for a source that no
    room offers.
    """
    for one in asked:
        yield Found(one, readings_of(one.source, tenant=tenant, bodies=bodies, period=period))


def period_of(round: Round) -> Period:
    """The days a round looks at, as of the day its reading was ordered. Raises ``ValueError``."""
    if round.read_on is None:
        raise ValueError(round.pk)
    return Period(start=round.period_start, end=round.period_end, on=round.read_on)


def line_of(indicator: Indicator, reading: Reading | None) -> Line:
    """The line that follows from a reading; ``None`` where the source had nothing of the body.

    Numbers are kept, and reckoned with, to two decimals, half up: whoever repeats the sum years
    later finds the same points. Where the scheme lets an indicator never be absent (可不适用
    not set), nothing to judge counts as none done and none found wrong.
    """
    found = _kept(reading or _NOTHING)
    if not found.is_applicable and not found.lacks_all and not indicator.may_be_absent:
        found = _NONE_FOUND
    points = earned(indicator, found)
    return Line(
        value=found.value,
        of=found.of,
        lacks_all=found.lacks_all,
        rows=[row.plain() for row in reading.rows] if reading else [],
        is_absent=points is None,
        earned=points,
    )


def _kept(reading: Reading) -> Reading:
    value = reading.value.quantize(_CENT, ROUND_HALF_UP)
    of = None if reading.of is None else reading.of.quantize(_CENT, ROUND_HALF_UP)
    return Reading(value, of, reading.lacks_all)
