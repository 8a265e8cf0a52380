"""What a scheme says, in words: how points follow, when a limit bites, what a field holds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db import models

from inspections.models import GradeLimit, Indicator
from inspections.terms import Comparison, Formula
from workflow.indicators import offered_by_key

NOTHING: Final = "—"
GONE: Final = "已不存在的来源"


def plainly(value: Decimal | None) -> str:
    """A number as people write it: 5, 2.5, 100."""
    return NOTHING if value is None else f"{Decimal(value).normalize():f}"


def source_name(source: str) -> str:
    """What a source is called; empty where a person decides."""
    found = offered_by_key(source) if source else None
    return (found.name if found else GONE) if source else ""


def unit_of(source: str) -> str:
    """What a source counts; empty where it is not known any more."""
    found = offered_by_key(source)
    return found.unit if found else ""


def method_of(indicator: Indicator) -> str:
    """How the points follow from what is found, in one sentence."""
    points, step = plainly(indicator.points), plainly(indicator.step)
    if indicator.formula == Formula.MANUAL:
        return f"人工评分，0～{points} 分，间隔 {step} 分"
    if indicator.formula == Formula.DEDUCTION:
        return f"满分 {points} 分，每例扣 {step} 分，扣完为止"
    bound = _bound(indicator)
    if indicator.formula == Formula.THRESHOLD:
        return f"达到 {bound}得 {points} 分，否则不得分"
    return f"按比率得分，达到 {bound}得满分 {points} 分"


def _bound(indicator: Indicator) -> str:
    """The target with its unit: 95%, 2 项."""
    found = offered_by_key(indicator.source)
    target = plainly(indicator.target or Decimal(100))
    if found is not None and not found.has_denominator:
        return f"{target} {found.unit}"
    return f"{target}% "


def bite_of(limit: GradeLimit) -> str:
    """When a limit bites, in words."""
    if not limit.source:
        return "人工判定，须写明事实，由两人办理"
    words = Comparison(limit.comparison).label
    return f"{source_name(limit.source)}{words} {plainly(limit.bound)} {unit_of(limit.source)}"


def lights_of(indicator: Indicator) -> str:
    """Below which per cents of the points a finding is red or yellow."""
    parts = []
    if indicator.red_below:
        parts.append(f"得分率低于 {indicator.red_below}% 为红项")
    if indicator.yellow_below > indicator.red_below:
        parts.append(f"低于 {indicator.yellow_below}% 为黄项")
    text = "，".join(parts)
    return text if not text or text.startswith("得") else f"得分率{text}"


def facts_of(row: models.Model, names: Iterable[str]) -> dict[str, str]:
    """Fields of a scheme or of one of its parts by what they are called, in words."""
    return {
        str(row._meta.get_field(name).verbose_name): said(row, name)  # type: ignore[union-attr]
        for name in names
    }


def said(row: models.Model, name: str) -> str:
    """One field in words; a dash for nothing."""
    value: Any = getattr(row, name)
    if name == "source":
        return source_name(value) or NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plainly(value)
    field = row._meta.get_field(name)
    if getattr(field, "choices", None) and value:
        return str(getattr(row, f"get_{name}_display")())
    return NOTHING if value in (None, "") else str(value)
