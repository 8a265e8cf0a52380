"""A scheme as its pages show it: dimensions with their points, indicators, limits, versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, QuerySet

from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.scheme_rules import DIMENSION, HEADER, INDICATOR, LIMIT, points_of
from inspections.scheme_words import (
    NOTHING,
    bite_of,
    facts_of,
    lights_of,
    method_of,
    plainly,
    source_name,
)
from inspections.scoring import HUNDRED

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator: how it is scored, and from what it is read."""

    indicator: Indicator
    method: str
    source: str
    lights: str


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension, the points of its indicators together, and the indicators."""

    dimension: Dimension
    points: Decimal
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit, and when it bites."""

    limit: GradeLimit
    bite: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole scheme."""

    scheme: Scheme
    dimensions: tuple[DimensionLine, ...]
    limits: tuple[LimitLine, ...]

    @property
    def points(self) -> Decimal:
        """Of all indicators; must be 100."""
        return sum((line.points for line in self.dimensions), Decimal(0))

    @property
    def is_whole(self) -> bool:
        """Whether the points make 100."""
        return self.points == HUNDRED

    @property
    def off(self) -> str:
        """What is missing to 100 points, or too much, in words; empty when it is right."""
        rest = HUNDRED - self.points
        if not rest:
            return ""
        return f"还差 {plainly(rest)} 分" if rest > 0 else f"超出 {plainly(-rest)} 分"

    @property
    def sum_in_words(self) -> str:
        """The points together, and what is missing to 100."""
        told = f"分值合计 {plainly(self.points)} 分"
        return f"{told}，{self.off}" if self.off else told

    @property
    def indicators(self) -> list[Indicator]:
        """All indicators in their order."""
        return [one.indicator for line in self.dimensions for one in line.indicators]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs from the version before; a dash where it was or is not there."""

    part: str
    label: str
    before: str
    after: str


def outline_of(scheme: Scheme) -> Outline:
    """A scheme with all its parts in their order. Three queries."""
    return outlines_of([scheme])[0]


def outlines_of(schemes: Sequence[Scheme]) -> list[Outline]:
    """Several schemes with all their parts, as ``outline_of``. Three queries for all."""
    indicators = Indicator.objects.filter(scheme__in=schemes)
    dimensions = Dimension.objects.filter(scheme__in=schemes)
    limits = GradeLimit.objects.filter(scheme__in=schemes)
    of_dimension = _by(indicators, "dimension_id")
    of_scheme, limits_of = _by(dimensions, "scheme_id"), _by(limits, "scheme_id")
    return [
        Outline(
            scheme,
            tuple(
                DimensionLine(
                    dimension,
                    points_of(of_dimension[dimension.pk]),
                    tuple(_line(one) for one in of_dimension[dimension.pk]),
                )
                for dimension in of_scheme[scheme.pk]
            ),
            tuple(LimitLine(one, bite_of(one)) for one in limits_of[scheme.pk]),
        )
        for scheme in schemes
    ]


def _by(rows: QuerySet[RowT], name: str) -> defaultdict[int, list[RowT]]:
    """Rows in their order by what they belong to."""
    found: defaultdict[int, list[RowT]] = defaultdict(list)
    for row in rows.order_by("sort_order", "pk"):
        found[getattr(row, name)].append(row)
    return found


def _line(indicator: Indicator) -> IndicatorLine:
    return IndicatorLine(
        indicator, method_of(indicator), source_name(indicator.source), lights_of(indicator)
    )


def differences_of(older: Outline, newer: Outline) -> list[Difference]:
    """What differs between two versions: the head, then dimensions, indicators and limits.

    Dimensions and indicators are told apart by their codes, limits by their names; an order
    that moved is no difference. No query.
    """
    heads = [("方案", facts_of(one.scheme, HEADER)) for one in (older, newer)]
    found = _between(dict(heads[:1]), dict(heads[1:]))
    for told in (_dimensions, _indicators, _limits):
        found += _between(told(older), told(newer))
    return found


def _dimensions(outline: Outline) -> dict[str, dict[str, str]]:
    rows = [line.dimension for line in outline.dimensions]
    return {f"维度 {row.code}": facts_of(row, _told(DIMENSION)) for row in rows}


def _indicators(outline: Outline) -> dict[str, dict[str, str]]:
    found = {}
    for line in outline.dimensions:
        for one in line.indicators:
            told = [name for name in _told(INDICATOR) if name != "dimension"]
            facts = facts_of(one.indicator, told)
            # By its code: a dimension that was renamed is told once, not by each indicator.
            found[f"指标 {one.indicator.code}"] = {"维度代号": line.dimension.code, **facts}
    return found


def _limits(outline: Outline) -> dict[str, dict[str, str]]:
    rows = [line.limit for line in outline.limits]
    names = [name for name in _told(LIMIT) if name != "name"]
    return {f"限制项“{row.name}”": facts_of(row, names) for row in rows}


def _told(names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in ("code", "sort_order")]


def _between(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> list[Difference]:
    found = []
    for part in dict.fromkeys([*before, *after]):
        old, new = before.get(part), after.get(part)
        if old is None or new is None:
            found.append(Difference(part, "", _whole(old), _whole(new)))
            continue
        found += [
            Difference(part, label, old[label], new[label])
            for label in new
            if old[label] != new[label]
        ]
    return found


def _whole(facts: dict[str, str] | None) -> str:
    """A part that was added or taken out, in one line; a dash for the side without it."""
    if facts is None:
        return NOTHING
    return "，".join(f"{label} {value}" for label, value in facts.items() if value != NOTHING)
