"""What published inspections say (体检结果): by dimension, and in the words of official papers.

Only what is published is read here: a card, a report and the city's page never show a round that
is still under way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from inspections import score_rules
from inspections.models import Inspection, Round, Score
from inspections.terms import InspectionStatus, RectificationStatus

OF_PUBLISHED: Final = Q(inspection__isnull=True) | Q(inspection__status=InspectionStatus.PUBLISHED)
"""Findings and rectifications that may be told: of published rounds, or seen outside a round."""
TOLD_RECTIFICATIONS: Final = ~Q(status__in=(RectificationStatus.DRAFT, RectificationStatus.REVOKED))
"""Those that were issued and stand."""


@dataclass(frozen=True, slots=True)
class DimensionSum:
    """What a dimension earned of what applied; ``full`` 0 where nothing did."""

    code: str
    name: str
    points: Decimal
    full: Decimal

    @property
    def text(self) -> str:
        """「18.5/24」, or 不适用."""
        return f"{plain(self.points)}/{plain(self.full)}" if self.full else "不适用"


def by_dimension(scores: Iterable[Score]) -> list[DimensionSum]:
    """The dimensions of scores in the order they come; reads indicator and its dimension."""
    found: dict[int, DimensionSum] = {}
    for score in scores:
        indicator, dimension = score.indicator, score.indicator.dimension
        now = found.get(dimension.pk)
        points = now.points if now else Decimal(0)
        full = now.full if now else Decimal(0)
        if score.earned is not None:
            points, full = points + score.earned, full + indicator.points
        found[dimension.pk] = DimensionSum(dimension.code, dimension.name, points, full)
    return list(found.values())


def dimension_sums(inspection: Inspection) -> list[DimensionSum]:
    """What ``by_dimension`` says of all scores of a sheet, added up where they lie. One query."""
    applied, nothing = Q(earned__isnull=False), Value(Decimal(0))
    rows = Score.objects.filter(inspection=inspection).values(
        place=F("indicator__dimension__sort_order"),
        dimension=F("indicator__dimension_id"),
        code=F("indicator__dimension__code"),
        name=F("indicator__dimension__name"),
    )
    summed = rows.annotate(
        points=Coalesce(Sum("earned"), nothing),
        full=Coalesce(Sum("indicator__points", filter=applied), nothing),
    )
    told = summed.order_by("place", "dimension").values_list("code", "name", "points", "full")
    return [DimensionSum(*one) for one in told]


def plain(value: Decimal | None) -> str:
    """A number without trailing zeros: 「18.5」, 「24」; a dash for none."""
    return "—" if value is None else score_rules.plain(value)


def total_text(inspection: Inspection) -> str:
    """「86.5 分（得分 43.25/适用满分 50）」: a total never without what it is of."""
    if inspection.total is None:
        return "没有适用的指标，不计总分"
    of = f"得分 {plain(inspection.points)}/适用满分 {plain(inspection.full)}"
    return f"{inspection.total} 分（{of}）"


def round_title(held: Round) -> str:
    """What a round is called among others: with its year, said once."""
    return held.name if str(held.year) in held.name else f"{held.year}年 {held.name}"


def report_title(held: Round) -> str:
    """「2026年上半年党建体检报告」: what a report of a round is called."""
    return f"{held.name}报告" if held.name.endswith("体检") else f"{held.name}体检报告"


def reading_text(score: Score) -> str:
    """What was read, as kept: 「11/12」, 「3」, 「根本缺失」; empty where a person scored."""
    if score.lacks_all:
        return "根本缺失"
    if score.value is None:
        return ""
    if score.of is None:
        return plain(score.value)
    return f"{plain(score.value)}/{plain(score.of)}"


def scores_of(inspection: Inspection) -> list[Score]:
    """Its scores with indicators and dimensions, as the scheme orders them. One query."""
    rows = Score.objects.filter(inspection=inspection).select_related("indicator__dimension")
    return list(
        rows.order_by(
            "indicator__dimension__sort_order",
            "indicator__dimension_id",
            "indicator__sort_order",
            "indicator_id",
        )
    )


def standing_order(bodies: Any) -> Any:
    """Committees as they stand in official lists: by industry, never by what they reached."""
    return bodies.order_by("industry__sort_order", "name_key", "pk")
