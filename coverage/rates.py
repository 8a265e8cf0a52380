"""Rates of coverage (domain.md §7.1): each a numerator over a denominator, and its rule in words.

Everything is counted by the database, all rates in one aggregate query, and every figure
opens to its units through ``roll``. Querysets of ``Unit`` or ``SnapshotUnit`` come in
already scoped; what is counted is in ``coverage.measures``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from coverage.freshness import Age, Freshness, freshness
from coverage.measures import MEASURES, Condition, Measure, Side, prepared
from coverage.models import CoverageSnapshot
from coverage.rulebook import RuleSet
from hierarchy.models import Industry, Organization, Region

__all__ = [
    "MEASURES",
    "Age",
    "Cell",
    "Freshness",
    "Head",
    "Matrix",
    "Measure",
    "Point",
    "Rate",
    "freshness",
    "matrix",
    "percent_of",
    "rates",
    "roll",
    "survey",
    "trend",
    "trends",
]

# What a matrix may be laid out by: the column, and where its names are.
DIMENSIONS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "industry": (Industry, ("sort_order", "pk")),
    "district": (Region, ("code", "pk")),
    "town": (Region, ("code", "pk")),
    "committee": (Organization, ("name_key", "pk")),
    "county": (Organization, ("name_key", "pk")),
    "station": (Organization, ("name_key", "pk")),
    "officer": (Organization, ("name_key", "pk")),
}
NO_PLACE = "未落到位"


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure: never a per cent without its numerator, denominator and rule."""

    key: str
    label: str
    numerator: int
    denominator: int
    rule: str
    kind: str = "rate"
    light: str = ""

    @property
    def percent(self) -> Decimal | None:
        """Per cent, rounded half up to one decimal; ``None`` of nothing, and for a count."""
        return percent_of(self.numerator, self.denominator) if self.kind == "rate" else None

    @property
    def mean(self) -> Decimal | None:
        """Per head, rounded half up to one decimal, where the figure is a mean."""
        if self.kind != "mean" or not self.denominator:
            return None
        return _rounded(Decimal(self.numerator) / self.denominator)

    @property
    def value_text(self) -> str:
        """The figure itself: 57.1%, 12.5 or 3; a dash without a denominator."""
        if self.kind == "count":
            return str(self.numerator)
        if self.kind == "mean":
            return "—" if self.mean is None else str(self.mean)
        return "—" if self.percent is None else f"{self.percent}%"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or a column: the id to filter by (``None`` where units lack one)."""

    id: int | None
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, with the ids that open its roll."""

    row_id: int | None
    column_id: int | None
    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """Per cent, rounded half up to one decimal."""
        return percent_of(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A measure laid out by two dimensions; sums are of the same units, counted once."""

    measure: Measure
    rows: list[Head]
    columns: list[Head]
    cells: dict[tuple[int | None, int | None], Cell] = field(repr=False)
    row_sums: dict[int | None, Cell] = field(repr=False)
    column_sums: dict[int | None, Cell] = field(repr=False)
    total: Cell

    def cell(self, row: Head, column: Head) -> Cell:
        """The cell of a row and a column; 0/0 where there is no unit."""
        return self.cells.get((row.id, column.id)) or Cell(row.id, column.id, 0, 0)

    @property
    def lines(self) -> list[tuple[Head, list[Cell], Cell]]:
        """Row by row: its head, its cells in the order of the columns, its sum."""
        return [
            (row, [self.cell(row, column) for column in self.columns], self.row_sums[row.id])
            for row in self.rows
        ]

    @property
    def column_line(self) -> list[Cell]:
        """The sums under the columns, in their order."""
        return [self.column_sums[column.id] for column in self.columns]


@dataclass(frozen=True, slots=True)
class Point:
    """One snapshot of a trend."""

    taken_for: dt.date
    snapshot_id: int
    rate: Rate


def percent_of(numerator: int, denominator: int) -> Decimal | None:
    """Per cent, rounded half up to one decimal; ``None`` of nothing."""
    if not denominator:
        return None
    return _rounded(Decimal(numerator) * 100 / denominator)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def rates(
    units: QuerySet[Any], *, rules: RuleSet, keys: Collection[str] = tuple(MEASURES)
) -> list[Rate]:
    """The rates of these units, all or those of ``keys``, in the order of the table. One query.

    Rates of units alone are several times quicker than those that also count bodies.
    """
    chosen = [measure for key, measure in MEASURES.items() if key in keys]
    wanted, sides = _counted(chosen, rules)
    found = prepared(units, rules=rules).aggregate(**wanted)
    return [_rate(measure, *(found[name] for name in sides[measure.key])) for measure in chosen]


def survey(
    units: QuerySet[Any],
    *,
    rules: RuleSet,
    keys: Collection[str],
    measure: str,
    rows: str = "industry",
    columns: str = "district",
) -> tuple[list[Rate], Matrix]:
    """Some rates and a matrix of the same units, in one pass over them: what a page shows.

    Raises ``ValueError`` for a measure of bodies, as ``matrix`` does.
    """
    chosen = [each for key, each in MEASURES.items() if key in (*keys, measure)]
    _check_adds_up(*chosen)
    wanted, sides = _counted(chosen, rules)
    head = (f"{rows}_id", f"{columns}_id")
    found = list(prepared(units, rules=rules).values(*head).annotate(**wanted).order_by())
    above, below = sides[measure]
    cells = [Cell(row[head[0]], row[head[1]], row[above], row[below]) for row in found]
    laid = _matrix(MEASURES[measure], rows, columns, [cell for cell in cells if cell.denominator])
    sums = {name: sum(row[name] for row in found) for name in wanted}
    asked = [each for each in chosen if each.key in keys]
    return [_rate(each, *(sums[name] for name in sides[each.key])) for each in asked], laid


def _counted(
    measures: Iterable[Measure], rules: RuleSet
) -> tuple[dict[str, Count], dict[str, tuple[str, str]]]:
    """What to count for these measures, each denominator once, and each measure's two counts."""
    names: dict[tuple[Condition, str], str] = {}
    wanted: dict[str, Count] = {}
    sides: dict[str, tuple[str, str]] = {}
    for index, measure in enumerate(measures):
        base = (measure.denominator, measure.denominator_of)
        if base not in names:
            names[base] = f"d{index}"
            wanted[names[base]] = _below(measure, rules)
        wanted[f"n{index}"] = _above(measure, rules)
        sides[measure.key] = (f"n{index}", names[base])
    return wanted, sides


def matrix(
    units: QuerySet[Any],
    *,
    rules: RuleSet,
    measure: str,
    rows: str = "industry",
    columns: str = "district",
) -> Matrix:
    """A measure by two dimensions: one grouped query, and one look-up of names a dimension.

    Raises ``ValueError`` for a measure of bodies: one body stands in several cells, and
    cells would not add up.
    """
    chosen = MEASURES[measure]
    _check_adds_up(chosen)
    found = (
        prepared(units, rules=rules)
        .filter(chosen.denominator(rules))
        .values_list(f"{rows}_id", f"{columns}_id")
        .annotate(numerator=_above(chosen, rules), denominator=_below(chosen, rules))
        .order_by()
    )
    return _matrix(chosen, rows, columns, [Cell(*row) for row in found])


def _check_adds_up(*measures: Measure) -> None:
    for measure in measures:
        if not measure.counts_units:
            raise ValueError(f"{measure.key} counts bodies, not units")


def _matrix(measure: Measure, rows: str, columns: str, cells: list[Cell]) -> Matrix:
    return Matrix(
        measure=measure,
        rows=_heads(rows, {cell.row_id for cell in cells}),
        columns=_heads(columns, {cell.column_id for cell in cells}),
        cells={(cell.row_id, cell.column_id): cell for cell in cells},
        row_sums=_sums(cells, "row_id"),
        column_sums=_sums(cells, "column_id"),
        total=_sum(cells, row_id=None, column_id=None),
    )


def roll(
    units: QuerySet[Any], *, measure: str, rules: RuleSet, side: Side = "numerator"
) -> QuerySet[Any]:
    """The units behind one side of a figure; ``gap`` is what is still missing."""
    return prepared(units, rules=rules).filter(MEASURES[measure].side(side, rules))


def trend(units: QuerySet[Any], *, measure: str, rules: RuleSet | None = None) -> list[Point]:
    """A measure over the snapshots of these ``SnapshotUnit`` rows, oldest first."""
    return trends(units, measures=[measure], rules=rules)[measure]


def trends(
    units: QuerySet[Any], *, measures: Collection[str], rules: RuleSet | None = None
) -> dict[str, list[Point]]:
    """Some measures over the snapshots of these ``SnapshotUnit`` rows, each oldest first.

    Each snapshot is judged by the rules that held then, unless ``rules`` says otherwise.
    One query for each different set of rules, however many measures and snapshots.
    """
    chosen = [MEASURES[key] for key in dict.fromkeys(measures)]
    within = units.order_by().filter(snapshot=OuterRef("pk"))
    groups: dict[str, tuple[RuleSet, list[CoverageSnapshot]]] = {}
    for snapshot in CoverageSnapshot.objects.filter(Exists(within)):
        held = rules or RuleSet.of_json(snapshot.rules)
        groups.setdefault(repr(held.as_json()), (held, []))[1].append(snapshot)
    found: dict[str, list[Point]] = {each.key: [] for each in chosen}
    for held, taken in groups.values():
        wanted, sides = _counted(chosen, held)
        days = {snapshot.pk: snapshot.taken_for for snapshot in taken}
        rows = prepared(units, rules=held).filter(snapshot__in=taken).order_by()
        for row in rows.values("snapshot_id").annotate(**wanted):
            pk = row["snapshot_id"]
            for each in chosen:
                counts = (row[name] for name in sides[each.key])
                found[each.key].append(Point(days[pk], pk, _rate(each, *counts)))
    return {key: sorted(points, key=lambda point: point.taken_for) for key, points in found.items()}


def _above(measure: Measure, rules: RuleSet) -> Count:
    condition = measure.denominator(rules) & measure.numerator(rules)
    return Count(measure.numerator_of, filter=condition, distinct=measure.numerator_of != "pk")


def _below(measure: Measure, rules: RuleSet) -> Count:
    column = measure.denominator_of
    return Count(column, filter=measure.denominator(rules), distinct=column != "pk")


def _rate(measure: Measure, numerator: int, denominator: int) -> Rate:
    return Rate(
        key=measure.key,
        label=measure.label,
        numerator=numerator,
        denominator=denominator,
        rule=measure.denominator_words,
        kind=measure.kind,
        light=measure.light,
    )


def _heads(dimension: str, ids: set[int | None]) -> list[Head]:
    """The heads of a dimension in its own order; units without one come last."""
    model, order = DIMENSIONS[dimension]
    named = model._default_manager.filter(pk__in=[pk for pk in ids if pk]).order_by(*order)
    heads = [Head(pk, name) for pk, name in named.values_list("pk", "name")]
    return [*heads, Head(None, NO_PLACE)] if None in ids else heads


def _sums(cells: Iterable[Cell], by: str) -> dict[int | None, Cell]:
    """The sums along one dimension, by that dimension's id."""
    grouped: dict[int | None, list[Cell]] = defaultdict(list)
    for cell in cells:
        grouped[getattr(cell, by)].append(cell)
    return {
        key: _sum(found, **{"row_id": None, "column_id": None, by: key})
        for key, found in grouped.items()
    }


def _sum(cells: Iterable[Cell], *, row_id: int | None, column_id: int | None) -> Cell:
    found = list(cells)
    return Cell(
        row_id,
        column_id,
        sum(cell.numerator for cell in found),
        sum(cell.denominator for cell in found),
    )
