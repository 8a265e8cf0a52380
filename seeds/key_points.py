"""The 18 key points of a year (工作要点) and how each goes down the four lists (article 7).

Texts and figures are examples (示例); the city settles them. The file holds ``{year}`` where a
year stands, so that one set serves every demo year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from checklists.terms import Category, Direction, Frequency, IndicatorKind
from seeds.reference import SeedDataError, load_articles, read_json

FILE_NAME = "key_points_2026.json"

FIRST_YEAR = 2019
LAST_YEAR = 2099
LOWER_LEVELS = (2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is counted (量化指标): ``target`` is in ``unit``, per receiving organisation."""

    name: str
    unit: str
    target: Decimal
    kind: IndicatorKind
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What proves completion (佐证): the types of papers and the fewest that must be there."""

    types: tuple[str, ...]
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """Where the work should stand at the end of a quarter (季度节点)."""

    quarter: int
    due: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """One item of a list; ``level`` 1–4 is 要点, 责任, 任务, 分解."""

    level: int
    title: str
    content: str
    indicator: Indicator
    lead: str
    responsible: str
    cooperating: tuple[str, ...]
    start: date
    due: date
    frequency: Frequency
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """A key point of the city with its three decompositions."""

    number: int
    category: Category
    articles: tuple[str, ...]
    requirement: str
    milestones: tuple[Milestone, ...]
    items: tuple[ItemText, ...]

    def item(self, *, level: int) -> ItemText:
        """Return the item of list ``level`` (1–4); raises ``KeyError`` for another level."""
        for item in self.items:
            if item.level == level:
                return item
        raise KeyError(level)


def load_key_points(*, year: int) -> tuple[KeyPoint, ...]:
    """Return the key points with every date in ``year``, in their order.

    Raises ``ValueError`` for a year outside 2019–2099 (the system dates from November 2018) and
    ``SeedDataError`` when the file breaks a rule of the lists.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"年度 {year} 不在可用范围内：请选择 {FIRST_YEAR} 至 {LAST_YEAR} 之间的年份。"
        raise ValueError(message)
    rows = read_json(name=FILE_NAME)["key_points"]
    return tuple(_key_point(_in_year(row, year)) for row in rows)


def load_title(*, year: int) -> str:
    """Return the title of the city's list of ``year``."""
    return cast("str", _in_year(read_json(name=FILE_NAME)["title"], year))


def _in_year(value: Any, year: int) -> Any:
    """Return ``value`` with ``{year}`` filled in, all the way down."""
    if isinstance(value, str):
        return value.replace("{year}", str(year))
    if isinstance(value, list):
        return [_in_year(entry, year) for entry in value]
    if isinstance(value, dict):
        return {key: _in_year(entry, year) for key, entry in value.items()}
    return value


def _key_point(row: dict[str, Any]) -> KeyPoint:
    number = row["number"]
    try:
        point = KeyPoint(
            number=number,
            category=_category(row["category"]),
            articles=tuple(row["article"]),
            requirement=row["requirement"],
            milestones=tuple(
                Milestone(
                    quarter=entry["quarter"],
                    due=date.fromisoformat(entry["due"]),
                    text=entry["text"],
                )
                for entry in row["milestones"]
            ),
            items=(
                _item(row, 1),
                *(_item(row["levels"][str(level)], level) for level in LOWER_LEVELS),
            ),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        message = f"第 {number} 条工作要点缺项或格式有误（{error}），请在 {FILE_NAME} 中改正。"
        raise SeedDataError(message) from error
    _check(point)
    return point


def _item(row: dict[str, Any], level: int) -> ItemText:
    indicator = row["indicator"]
    return ItemText(
        level=level,
        title=row["title"],
        content=row["content"],
        indicator=Indicator(
            name=indicator["name"],
            unit=indicator["unit"],
            target=Decimal(indicator["target"]),
            kind=IndicatorKind(indicator["kind"]),
            direction=Direction(indicator["direction"]),
        ),
        lead=row["lead"],
        responsible=row["responsible"],
        cooperating=tuple(row["cooperating"]),
        start=date.fromisoformat(row["start"]),
        due=date.fromisoformat(row["due"]),
        frequency=Frequency(row["frequency"]),
        evidence=Evidence(
            types=tuple(row["evidence"]["types"]), minimum=row["evidence"]["minimum"]
        ),
    )


def _check(point: KeyPoint) -> None:
    """Refuse a key point that no issuer could lawfully send down."""
    faults = [
        *(
            f"条款“{label}”不在实施意见中"
            for label in point.articles
            if label not in load_articles()
        ),
        *(
            f"第 {lower.level} 级的完成时限晚于上级"
            for upper, lower in zip(point.items, point.items[1:], strict=False)
            if lower.due > upper.due
        ),
        *(
            f"第 {item.level} 级的起始日晚于完成时限"
            for item in point.items
            if item.start > item.due
        ),
        *(
            f"第 {stone.quarter} 季度节点晚于完成时限"
            for stone in point.milestones
            if stone.due > point.items[0].due
        ),
    ]
    if faults:
        message = (
            f"第 {point.number} 条工作要点有误：{'；'.join(faults)}。请在 {FILE_NAME} 中改正。"
        )
        raise SeedDataError(message)


def _category(label: str) -> Category:
    """Return the category that staff call ``label``; raises ``ValueError`` for no such word."""
    for category in Category:
        if category.label == label:
            return category
    message = f"类别“{label}”不在规定范围内"
    raise ValueError(message)
