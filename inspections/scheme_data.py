"""A scheme (体检方案) told as plain data, before it is set down as rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from inspections.terms import Formula, Grade, Subject

PAPER: Final = "苏组通〔2018〕57号"
ORGANIZATIONS: Final = f"{PAPER}第十二条"
HALF: Final = Decimal("0.5")
TENTH: Final = Decimal("0.1")
"""The step of what a person scores by a share."""


@dataclass(frozen=True, slots=True)
class IndicatorData:
    """One indicator; ``source`` is empty where a person scores."""

    code: str
    name: str
    points: Decimal
    formula: Formula
    source: str = ""
    step: Decimal = HALF
    target: Decimal | None = None
    may_be_absent: bool = True
    red_below: int = 0
    yellow_below: int = 60
    evidence: str = ""
    guide: str = ""
    article: str = ORGANIZATIONS


@dataclass(frozen=True, slots=True)
class DimensionData:
    """A dimension and its indicators in their order."""

    code: str
    name: str
    indicators: tuple[IndicatorData, ...]


@dataclass(frozen=True, slots=True)
class LimitData:
    """A limit; ``source`` is empty where two people set it."""

    name: str
    grade: Grade
    source: str = ""
    comparison: str = ""
    bound: Decimal | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class SchemeData:
    """A whole scheme: grades from 90, 80 and 60 points, 加减分 within 5."""

    name: str
    subject: Subject
    dimensions: tuple[DimensionData, ...]
    limits: tuple[LimitData, ...] = ()
    note: str = ""
    article: str = ORGANIZATIONS


def ratio(code: str, name: str, points: int, source: str, **more: object) -> IndicatorData:
    """Points by what was done of what was due."""
    return _indicator(code, name, points, Formula.RATIO, source=source, **more)


def deduction(
    code: str, name: str, points: int, source: str, step: int, **more: object
) -> IndicatorData:
    """Points less a step for each case."""
    return _indicator(
        code, name, points, Formula.DEDUCTION, source=source, step=Decimal(step), **more
    )


def threshold(
    code: str, name: str, points: int, source: str, target: int, **more: object
) -> IndicatorData:
    """All points from a target on, none below it."""
    return _indicator(
        code, name, points, Formula.THRESHOLD, source=source, target=Decimal(target), **more
    )


def manual(code: str, name: str, points: int, guide: str, **more: object) -> IndicatorData:
    """Scored by a person, looked at by a second one."""
    return _indicator(code, name, points, Formula.MANUAL, guide=guide, **more)


def _indicator(
    code: str, name: str, points: int, formula: Formula, **more: object
) -> IndicatorData:
    return IndicatorData(code, name, Decimal(points), formula, **more)  # type: ignore[arg-type]
