"""The fact of a finding in one sentence (问题事实): what was found of what, and why it counts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from inspections.privacy import without_personal
from inspections.scoring import HUNDRED
from inspections.terms import Formula
from workflow.indicators import offered_by_key

MOST: Final = 400
_TENTH: Final = Decimal("0.1")


class Found(Protocol):
    """What is read of a score to say what was found."""

    name: str
    formula: str
    source: str
    value: Decimal | None
    of: Decimal | None
    target: Decimal | None
    lacks_all: bool
    reason: str
    disputed: str


def fact_of(found: Found) -> str:
    """One sentence, at most 400 characters; a rate with numerator and denominator."""
    parts = [_measured(found), without_personal(found.reason.strip().rstrip("。；"))]
    said = "；".join(part for part in parts if part)
    whole = f"{found.name}：{said or '未达到评分要求'}"
    return whole[: MOST - 1].rstrip("，；") + "。"


def plain(number: Decimal) -> str:
    """A number without needless zeros: ``3``, ``2.5``."""
    text = f"{number:.2f}"
    return text.rstrip("0").rstrip(".")


def _measured(found: Found) -> str:
    """What the source said; nothing where a person scored."""
    if found.formula == Formula.MANUAL:
        return ""
    if found.lacks_all:
        return "根本缺失，按零分计"
    if found.value is None:
        return ""
    offered = offered_by_key(found.source)
    unit = offered.unit if offered else ""
    if found.of is None and found.formula == Formula.DEDUCTION:
        return f"发现 {plain(found.value)} {unit}".rstrip()
    if found.of is None:
        wanted = f"应达 {plain(found.target)} {unit}".rstrip() + "，" if found.target else ""
        return f"{wanted}实际 {plain(found.value)} {unit}".rstrip()
    if found.formula == Formula.DEDUCTION:
        return f"{plain(found.of)} {unit}中有 {plain(found.value)} {unit}不符合要求"
    rate = (found.value * HUNDRED / found.of).quantize(_TENTH, ROUND_HALF_UP) if found.of else None
    told = f"应达 {plain(found.of)} {unit}，实际 {plain(found.value)} {unit}".rstrip()
    return told if rate is None else f"{told}（{plain(rate)}%）"
