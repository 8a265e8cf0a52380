"""How far a round is opened, and how it went as a whole, by dimension. Never body by body."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, Sum

from inspections.models import Inspection, Round, Score
from inspections.results import plain
from inspections.round_rules import bodies_left
from inspections.round_standing import SCORED

_HUNDRED, _TENTH = Decimal(100), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Opening:
    """So many sheets stand, of so many that the round will have."""

    done: int
    whole: int


def opening_of(round: Round) -> Opening:
    """How far the sheets of a round being opened are made, whoever looks. Three queries."""
    done = Inspection.objects.filter(round=round).count()
    return Opening(done, done + len(bodies_left(round)))


@dataclass(frozen=True, slots=True)
class DimensionAverage:
    """What all scored sheets together earned of one dimension's points that applied to them."""

    code: str
    name: str
    earned: Decimal
    full: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Per cent earned of what applied, one decimal half up; ``None`` where nothing did."""
        if not self.full:
            return None
        return (self.earned * _HUNDRED / self.full).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def text(self) -> str:
        """「82.5%（3300/4000 分）」, or 不适用."""
        if self.rate is None:
            return "不适用"
        return f"{self.rate}%（{plain(self.earned)}/{plain(self.full)} 分）"


def dimension_averages(sheets: Any) -> list[DimensionAverage]:
    """The dimensions of the given sheets of one round, in the order of its scheme. One query.

    ``sheets`` are inspections that the reader may see; those not scored yet are left out.
    """
    scored = sheets.filter(status__in=SCORED).order_by().values("pk")
    rows = (
        Score.objects.filter(inspection__in=scored, earned__isnull=False)
        .values(
            code=F("indicator__dimension__code"),
            name=F("indicator__dimension__name"),
            place=F("indicator__dimension__sort_order"),
        )
        .annotate(got=Sum("earned"), most=Sum("indicator__points"))
        .order_by("place", "code")
    )
    return [DimensionAverage(row["code"], row["name"], row["got"], row["most"]) for row in rows]
