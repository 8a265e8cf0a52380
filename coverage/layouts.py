"""How the coverage page is laid out for each reader, and where each of its figures leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from coverage.rates import MEASURES, Cell, Head, Matrix, Measure, Rate, percent_of
from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier

# What the sketch map has a shape for; a functional zone has none (苏州工业园区).
ON_MAP = frozenset(
    ("虎丘区", "姑苏区", "相城区", "吴中区", "吴江区", "常熟市", "张家港市", "昆山市", "太仓市")
)
FIVE = ("organization_cover", "alone", "founded", "work_cover", "above_scale")
GAPS = ("unbuilt_none", "unbuilt_joint", "potential", "no_members")
# Figures that also count bodies take several times as long: the page shows them afterwards.
LATER = ("joint_too_wide", "units_per_officer")
# Of which column of the ledger's search each dimension of a matrix is.
_ASKED_BY = {"district": "region", "town": "region"}
_SHAPES = {"green": "●", "red": "■", "yellow": "▲"}
_TONES = {"red": "red", "yellow": "yellow"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands in the rows of the matrix and what in its columns."""

    key: str
    label: str
    rows: str
    columns: str


LAYOUTS: Mapping[str, Layout] = {
    layout.key: layout
    for layout in (
        Layout("districts", "行业 × 区县", "industry", "district"),
        Layout("towns", "镇街 × 行业", "town", "industry"),
        Layout("stations", "工作站 × 区县", "station", "district"),
        Layout("officers", "指导员 × 行业", "officer", "industry"),
    )
}
_BY_TIER = {
    Tier.CITY: "districts",
    Tier.COMMITTEE: "stations",
    Tier.COUNTY: "stations",
    Tier.STATION: "officers",
}


def usual_layout(actor: Actor) -> str:
    """What a reader looks at first, by the widest post held."""
    tiers = {grant.tier for grant in actor.scope(Capability.VIEW_WORK).nodes}
    return next((key for tier, key in _BY_TIER.items() if tier in tiers), "towns")


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of the matrix as it is drawn: figure, light in shape and word, and the way in."""

    label: str
    part: int
    whole: int
    percent: Any
    tone: str
    shape: str
    said: str
    url: str

    @property
    def is_empty(self) -> bool:
        """There is no unit to count."""
        return not self.whole


def roll_url(measure: str, side: str, **asked: Any) -> str:
    """The units behind one side of a figure, within what is asked."""
    given = {key: value for key, value in asked.items() if value}
    return (
        f"{reverse('coverage:unit_list')}?{urlencode({**given, 'measure': measure, 'side': side})}"
    )


def figures(found: Iterable[Rate], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The five figures, each with the way to its roll."""
    by_key = {rate.key: rate for rate in found}
    return [
        {
            "rate": by_key[key],
            "url": roll_url(key, "denominator", **asked),
            "gap": by_key[key].denominator - by_key[key].numerator,
            "gap_url": roll_url(key, "gap", **asked),
        }
        for key in FIVE
    ]


def gap_tiles(found: Iterable[Rate], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lists to work off, each with how many there are and among how many."""
    return [
        {
            "label": rate.label,
            "value": rate.numerator,
            "unit": unit_word(rate.key),
            "url": roll_url(rate.key, "numerator", **asked),
            "note": f"共 {rate.denominator:,} {unit_word(rate.key)}中",
            "tone": _TONES.get(rate.light, "") if rate.numerator else "",
        }
        for rate in found
        if rate.key in GAPS or (rate.key in LATER and rate.kind == "count")
    ]


def unit_word(key: str) -> str:
    """What a figure counts: units, or bodies."""
    return "户" if MEASURES[key].counts_units else "个"


class Boxes:
    """A matrix made ready for the page."""

    def __init__(self, matrix: Matrix, layout: Layout, asked: Mapping[str, Any]) -> None:
        self._matrix, self._layout, self._asked = matrix, layout, asked

    def lines(self) -> list[tuple[Head, list[Box], Box]]:
        """Row by row, with the row's sum."""
        columns = self._matrix.columns
        return [
            (
                head,
                [
                    self._box(cell, column.label, row=head, column=column)
                    for cell, column in zip(cells, columns, strict=True)
                ],
                self._box(total, "合计", row=head),
            )
            for head, cells, total in self._matrix.lines
        ]

    def sums(self) -> list[Box]:
        """The line under the columns, the total last."""
        columns = zip(self._matrix.column_line, self._matrix.columns, strict=True)
        return [
            *(self._box(cell, column.label, column=column) for cell, column in columns),
            self._box(self._matrix.total, "合计"),
        ]

    def _box(
        self, cell: Cell, label: str, *, row: Head | None = None, column: Head | None = None
    ) -> Box:
        """One cell, of a row and a column; a sum lacks one of them, the total both."""
        measure = self._matrix.measure
        is_rate = measure.kind == "rate"
        missing = cell.denominator - cell.numerator if is_rate else cell.numerator
        tone = measure.light if missing else "green"
        return Box(
            label=label,
            part=cell.numerator,
            whole=cell.denominator,
            percent=percent_of(cell.numerator, cell.denominator) if is_rate else None,
            tone=tone,
            shape=_SHAPES.get(tone, ""),
            said=_said(measure, missing),
            url=self._url(row, column) if cell.denominator else "",
        )

    def _url(self, row: Head | None, column: Head | None) -> str:
        """The way to the units; none where they lack the place that one would ask for."""
        asked = dict(self._asked)
        for dimension, head in ((self._layout.rows, row), (self._layout.columns, column)):
            if head is None:
                continue
            if head.id is None:
                return ""
            asked[_ASKED_BY.get(dimension, dimension)] = head.id
        side = "denominator" if self._matrix.measure.kind == "rate" else "numerator"
        return roll_url(self._matrix.measure.key, side, **asked)


def _said(measure: Measure, missing: int) -> str:
    """The light in words."""
    if not missing:
        return "无缺口"
    return f"尚缺 {missing}" if measure.kind == "rate" else f"{measure.label} {missing}"


def map_rows(boxes: Boxes, matrix: Matrix) -> list[dict[str, Any]]:
    """The districts for the sketch map and its table, in the order of their codes."""
    sums = boxes.sums()[:-1]
    return [
        {
            "name": box.label,
            "part": box.part,
            "whole": box.whole if matrix.measure.kind == "rate" else None,
            "base": box.whole,
            "share": str(box.percent) if box.percent is not None else None,
            "url": box.url,
            "is_on_map": box.label in ON_MAP,
        }
        for box in sums
    ]
