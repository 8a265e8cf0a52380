"""Synchronised paths across years: which lever moved, by how much (article 8, S-06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from projects.models import JointPath
from projects.terms import PathStatus

MOST_YEARS: Final = 5
_CENT = Decimal("0.01")


@dataclass(slots=True)
class Cell:
    """One lever in one year: how many paths, and how far those moved whose effect is told."""

    year: int
    lever: str = ""
    body: int | None = None
    paths: list[JointPath] = field(default_factory=list)

    @property
    def measured(self) -> list[JointPath]:
        """Those whose effect was reported."""
        return [path for path in self.paths if is_measured(path)]

    @property
    def before(self) -> Decimal | None:
        """The share before, on average of those measured."""
        return _average([path.share_before for path in self.measured])

    @property
    def after(self) -> Decimal | None:
        """The share after, on average of those measured."""
        return _average([path.share_after or Decimal(0) for path in self.measured])

    @property
    def gain(self) -> Decimal | None:
        """By how many percentage points, on average of those measured."""
        return _average([path.gain or Decimal(0) for path in self.measured])

    @property
    def gain_words(self) -> str:
        """「+3.5 个百分点」, 「持平」."""
        return "" if self.gain is None else points_in_words(self.gain)

    @property
    def url(self) -> str:
        """The list of these paths."""
        return self._address("counted")

    @property
    def measured_url(self) -> str:
        """The list of those measured."""
        return self._address("measured")

    def _address(self, only: str) -> str:
        asked = {"year": self.year, "lever": self.lever, "body": self.body, "only": only}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('projects:path_list')}?{query}"


@dataclass(frozen=True, slots=True)
class Line:
    """One lever over the years."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The years that have any, and a line for each lever and for all together."""

    years: list[int]
    lines: list[Line]
    total: Line


def is_measured(path: JointPath) -> bool:
    """Whether the effect is told: reported and not handed back."""
    return path.share_after is not None and path.status in (
        PathStatus.REPORTED,
        PathStatus.CONFIRMED,
    )


def ledger_of(paths: Iterable[JointPath], *, body: int | None = None) -> Ledger:
    """Paths by lever and year, the last years that have any; ``body`` narrows the links.

    Paths bear their lever with them; those dropped and drafts are the caller's to leave out.
    """
    rows = list(paths)
    years = sorted({path.year for path in rows})[-MOST_YEARS:]
    found: dict[str, dict[int, Cell]] = defaultdict(dict)
    names: dict[str, tuple[int, int, str]] = {}
    total = {year: Cell(year, body=body) for year in years}
    for path in rows:
        if path.year not in total:
            continue
        lever = path.lever
        names[lever.code] = max(names.get(lever.code, (0, 0, "")), _named(path))
        cell = found[lever.code].setdefault(path.year, Cell(path.year, lever.code, body))
        cell.paths.append(path)
        total[path.year].paths.append(path)
    codes = sorted(found, key=lambda code: (names[code][1], code))
    lines = [
        Line(names[code][2], [found[code].get(year, Cell(year, code, body)) for year in years])
        for code in codes
    ]
    return Ledger(years, lines, Line("全部载体", list(total.values())))


def by_body(paths: Iterable[JointPath], years: Sequence[int]) -> list[Line]:
    """A line for each committee that has any in these years, by name; all its levers together.

    Paths bear their organisation with them.
    """
    found: dict[int, dict[int, Cell]] = {}
    bodies = {}
    for path in paths:
        if path.year in years:
            body = path.organization
            bodies[body.pk] = body
            cells = found.setdefault(body.pk, {year: Cell(year, body=body.pk) for year in years})
            cells[path.year].paths.append(path)
    ordered = sorted(bodies.values(), key=lambda body: (body.name_key, body.pk))
    return [Line(body.label, list(found[body.pk].values())) for body in ordered]


def points_in_words(points: Decimal) -> str:
    """A difference of shares: 「+3.5 个百分点」, 「-1 个百分点」, 「持平」."""
    if not points:
        return "持平"
    text = f"{points:+f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} 个百分点"


def _named(path: JointPath) -> tuple[int, int, str]:
    """The newest name of a lever wins: by year; with its place in the city's list."""
    return path.year, path.lever.sort_order, path.lever.name


def _average(values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    return (sum(values, Decimal(0)) / len(values)).quantize(_CENT, rounding=ROUND_HALF_UP)
