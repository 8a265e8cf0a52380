"""A sheet as people read it: its scores by dimension, each with 得分/适用满分."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast, JSONObject

from inspections.models import Adjustment, Dimension, Inspection, LimitHit, Score
from inspections.score_rules import plain
from inspections.scoring import level_of
from inspections.terms import Formula, Grade, Level
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
    """What was read, in words: ``9 / 12 次（75.0%）``, ``发现 2 人``."""
    if score.value is None:
        return "还没有取数"
    offered = offered_by_key(score.indicator.source)
    unit = offered.unit if offered else ""
    value = plain(score.value)
    if score.of is None:
        found = "发现 " if score.indicator.formula == Formula.DEDUCTION else ""
        words = f"{found}{value} {unit}".strip()
    elif score.of <= 0:
        words = "没有应计的数，不适用"
    else:
        share = (score.value * 100 / score.of).quantize(Decimal("0.1"), ROUND_HALF_UP)
        words = f"{value} / {plain(score.of)} {unit}".strip() + f"（{share}%）"
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


@dataclass(frozen=True, slots=True)
class Added:
    """加减分 of a sheet, as its page tells it."""

    pk: int
    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Bitten:
    """A limit that bites a sheet, as its page tells it; ``is_read`` where no person set it."""

    pk: int
    name: str
    grade: str
    is_read: bool
    reason: str


def with_extras(rows: Any) -> Any:
    """Sheets together with their 加减分 and limits, in the same query."""
    here = {"inspection": OuterRef("pk")}
    added = JSONObject(pk="pk", points=Cast("points", CharField()), reason="reason")
    bitten = JSONObject(
        pk="pk",
        name="limit__name",
        grade="limit__grade",
        source="limit__source",
        reason="reason",
    )
    return rows.annotate(
        added=ArraySubquery(Adjustment.objects.filter(**here).order_by("pk").values(one=added)),
        bitten=ArraySubquery(LimitHit.objects.filter(**here).order_by("pk").values(one=bitten)),
    )


def adjustments_of(sheet: Any) -> list[Added]:
    """加减分 of a sheet read ``with_extras``."""
    return [Added(one["pk"], Decimal(one["points"]), one["reason"]) for one in sheet.added]


def limits_of(sheet: Any) -> list[Bitten]:
    """The limits that bite a sheet read ``with_extras``."""
    return [
        Bitten(
            pk=one["pk"],
            name=one["name"],
            grade=str(Grade(one["grade"]).label),
            is_read=bool(one["source"]),
            reason=one["reason"],
        )
        for one in sheet.bitten
    ]
