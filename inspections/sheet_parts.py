"""A sheet as people read it: its scores by dimension, each with 得分/适用满分."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from inspections.models import Dimension, Inspection, Score
from inspections.scoring import level_of
from inspections.terms import Formula, Level
from workflow.indicators import offered_by_key

IN_ORDER: Final = (
    *("indicator__dimension__sort_order", "indicator__dimension_id"),
    *("indicator__sort_order", "indicator_id"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of a sheet: what was earned of what applied, and its scores."""

    dimension: Dimension
    scores: list[Score]

    @property
    def earned(self) -> Decimal:
        """Points earned."""
        return sum((one.earned for one in self.scores if one.earned is not None), Decimal(0))

    @property
    def full(self) -> Decimal:
        """The full score of what applied."""
        return sum(
            (one.indicator.points for one in self.scores if one.earned is not None), Decimal(0)
        )


def scores_of(sheet: Inspection) -> list[Score]:
    """The scores of a sheet in the order of the scheme. One query."""
    rows = sheet.scores.select_related("indicator__dimension", "scored_by")
    return list(rows.order_by(*IN_ORDER))


def parts_of(scores: Iterable[Score]) -> list[Part]:
    """The scores of one sheet, in order, by dimension."""
    return [
        Part(dimension, list(lines))
        for dimension, lines in groupby(scores, key=lambda one: one.indicator.dimension)
    ]


def grave(score: Score) -> Level | None:
    """How grave what a score lost is."""
    one = score.indicator
    return level_of(one.points, score.earned, red=one.red_below, yellow=one.yellow_below)


def reading_words(score: Score) -> str:
    """What was read, in words: ``9 / 12 次（75.0%）``, ``缺 2 项``."""
    if score.value is None:
        return "还没有取数"
    offered = offered_by_key(score.indicator.source)
    unit = offered.unit if offered else ""
    value = _number(score.value)
    if score.of is None:
        words = f"{value} {unit}".strip()
    elif score.of <= 0:
        words = "没有应计的数，不适用"
    else:
        share = (score.value * 100 / score.of).quantize(Decimal("0.1"))
        words = f"{value} / {_number(score.of)} {unit}".strip() + f"（{share}%）"
    return f"{words}，根本缺失，得 0 分" if score.lacks_all else words


def progress_of_scoring(scores: Sequence[Score]) -> tuple[int, int]:
    """How many indicators are scored, confirmed or disputed, of how many."""
    done = sum(
        bool(one.is_confirmed or one.disputed)
        if one.indicator.formula != Formula.MANUAL
        else one.earned is not None or one.is_absent
        for one in scores
    )
    return done, len(scores)


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
