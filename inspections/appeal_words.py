"""What an appeal is about and what came of it, for pages, papers, messages and the trail."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from inspections.models import Adjustment, Appeal, LimitHit, Score
from inspections.score_rules import plain, signed
from inspections.terms import AppealStatus

Appealed = Score | LimitHit | Adjustment
"""What a body may appeal against: each decides its grade."""
COLUMNS: Final[dict[type[Appealed], str]] = {
    Score: "score",
    LimitHit: "limit_hit",
    Adjustment: "adjustment",
}
"""Where an appeal names it."""
_MOST: Final = 28
"""So much of the ground of 加减分 is told along: it tells one from another."""


def about_of(thing: Appealed) -> str:
    """What is appealed against, as it stands now: 「加减分 −1.5 分（市级通报）」."""
    if isinstance(thing, Score):
        return str(thing.indicator)
    if isinstance(thing, LimitHit):
        limit = thing.limit
        return f"限制项 {limit.name}，最高等次为{limit.get_grade_display()}"
    ground = " ".join(thing.reason.split()).rstrip("。")
    short = ground if len(ground) <= _MOST else f"{ground[: _MOST - 1]}…"
    return f"加减分 {signed(thing.points)} 分（{short}）"


def outcome_of(appeal: Appeal) -> str:
    """What an upheld appeal put right: 「得分由 15 更正为 30」, 「不再计入」; empty otherwise."""
    if appeal.status != AppealStatus.UPHELD:
        return ""
    if appeal.score is not None:
        return f"得分由 {_points(appeal.earned_before)} 更正为 {_points(appeal.score.earned)}"
    if appeal.adjustment is not None:
        return f"更正为 {signed(appeal.adjustment.points)} 分"
    return "不再计入"


def handling_of(appeal: Appeal) -> str:
    """How an answered appeal was handled, in a line: 「已采纳，不再计入。经核实不属实。」."""
    state = str(appeal.get_status_display())
    done = "，".join(part for part in (state, outcome_of(appeal)) if part)
    return f"{done}。{appeal.answer}"


def _points(value: Decimal | None) -> str:
    return "不适用" if value is None else plain(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
