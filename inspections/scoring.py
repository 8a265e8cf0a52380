"""The arithmetic of a scheme (计分): pure, exact, and the same whoever asks.

Points of an indicator follow from its formula; the total is what was earned of what applied, to
100, plus 加减分, one decimal rounded half up (domain.md §5.1). Nothing here reads or writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from inspections.terms import GRADES_DOWN, Comparison, Formula, Grade, Level

HUNDRED: Final = Decimal(100)
_FINE: Final = Decimal("0.0001")
_TENTH: Final = Decimal("0.1")


class Scored(Protocol):
    """What the arithmetic must know of an indicator."""

    points: Decimal
    formula: str
    step: Decimal
    target: Decimal | None


class Read(Protocol):
    """What the arithmetic must know of a reading."""

    @property
    def value(self) -> Decimal:
        """What counts."""

    @property
    def of(self) -> Decimal | None:
        """Of how many; ``None`` for a plain count."""

    @property
    def lacks_all(self) -> bool:
        """Whether the very thing is missing."""


class Graded(Protocol):
    """What the arithmetic must know of a scheme."""

    excellent_from: Decimal
    good_from: Decimal
    fair_from: Decimal
    adjust_most: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """``points`` earned of ``full`` that applied, and the result to 100; ``None`` of nothing."""

    points: Decimal
    full: Decimal
    total: Decimal | None


def earned(indicator: Scored, reading: Read) -> Decimal | None:
    """Points for a reading, 0 to all, four decimals half up; ``None`` where it does not apply.

    Raises ``ValueError`` for an indicator that a person scores.
    """
    if indicator.formula == Formula.MANUAL:
        raise ValueError(indicator.formula)
    if reading.lacks_all:
        return Decimal(0)
    if reading.of is not None and reading.of <= 0:
        return None
    if indicator.formula == Formula.DEDUCTION:
        found = indicator.points - indicator.step * reading.value
    elif indicator.formula == Formula.RATIO:
        found = indicator.points * _share(indicator, reading)
    else:
        reached = _rate(reading) >= (indicator.target or Decimal(0))
        found = indicator.points if reached else Decimal(0)
    return min(max(found, Decimal(0)), indicator.points).quantize(_FINE, ROUND_HALF_UP)


def _rate(reading: Read) -> Decimal:
    """Per cent of a rate, the number itself of a count."""
    return reading.value if reading.of is None else reading.value * HUNDRED / reading.of


def _share(indicator: Scored, reading: Read) -> Decimal:
    """How much of the points a ratio earns; all of it from the target on."""
    whole = indicator.target if indicator.target else HUNDRED
    return min(_rate(reading) / whole, Decimal(1))


def total_of(
    lines: Iterable[tuple[Decimal, Decimal | None]],
    *,
    adjustments: Iterable[Decimal] = (),
    adjust_most: Decimal = Decimal(0),
) -> Total:
    """The result of pairs of full points and earned points; ``None`` earned is 不适用.

    Rescaled by what applied: earned / full x 100. 加减分 count within ``adjust_most`` either
    way; the result stays within 0 to 100. The order of the lines does not matter.
    """
    points, full = Decimal(0), Decimal(0)
    for most, got in lines:
        if got is not None:
            points += got
            full += most
    if not full:
        return Total(points, full, None)
    more = min(max(sum(adjustments, Decimal(0)), -adjust_most), adjust_most)
    whole = points * HUNDRED / full + more
    bounded = min(max(whole, Decimal(0)), HUNDRED)
    return Total(points, full, bounded.quantize(_TENTH, ROUND_HALF_UP))


def grade_of(total: Decimal, scheme: Graded, *, limits: Sequence[str] = ()) -> Grade:
    """The grade of a total, never better than the strictest limit that bit (限制项)."""
    bounds = (scheme.excellent_from, scheme.good_from, scheme.fair_from)
    worth = next((place for place, bound in enumerate(bounds) if total >= bound), len(bounds))
    held = [GRADES_DOWN.index(Grade(limit)) for limit in limits]
    return GRADES_DOWN[max([worth, *held])]


def bites(comparison: str, bound: Decimal, reading: Read) -> bool:
    """Whether a limit's condition holds for a reading; never where nothing applied."""
    if reading.of is not None and reading.of <= 0:
        return False
    if comparison == Comparison.AT_LEAST:
        return reading.value >= bound
    return reading.value < bound


def level_of(points: Decimal, got: Decimal | None, *, red: int, yellow: int) -> Level | None:
    """How grave what was lost is: red or yellow below these per cents of the points."""
    if got is None or got >= points:
        return None
    rate = got * HUNDRED / points
    if rate < red:
        return Level.RED
    return Level.YELLOW if rate < yellow else None
