"""What one entry of points is worth, its yearly bound, and quarters (R-33).

Numbers are the city's; those of ``EXAMPLES`` are examples of the usual model and marked so:
no document of the city sets any (domain.md §12).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError

from people.models import PointsRule
from people.terms import PointsSide

_B, _M, _F = PointsSide.BASE, PointsSide.MERIT, PointsSide.FAULT
# Side, what it is, points each time, and the most that a year brings.
EXAMPLES: Final[tuple[tuple[PointsSide, str, int, int], ...]] = (
    (_B, "按时参加组织生活", 5, 40),
    (_B, "按期交纳党费", 1, 12),
    (_B, "完成年度学时", 8, 8),
    (_M, "承担党组织分配的工作", 5, 15),
    (_M, "参加志愿服务", 2, 10),
    (_M, "参加党员先锋岗、突击队", 3, 9),
    (_M, "受到县级以上表彰", 6, 6),
    (_F, "无正当理由不参加组织生活", 3, 15),
    (_F, "未完成党组织分配的工作", 3, 9),
)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year (季度): 1 to 4."""

    year: int
    number: int

    @property
    def start(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> dt.date:
        """Its last day."""
        return self.following.start - dt.timedelta(days=1)

    @property
    def following(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def label(self) -> str:
        """``2026年第1季度``."""
        return f"{self.year}年第{self.number}季度"

    @property
    def key(self) -> str:
        """As forms send it: ``2026-1``."""
        return f"{self.year}-{self.number}"


def quarter_of(day: dt.date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def ended_quarters(on: dt.date, *, many: int = 4) -> list[Quarter]:
    """The last quarters that are over on a day, the latest first."""
    found: list[Quarter] = []
    day = quarter_of(on).start
    for _ in range(many):
        found.append(quarter_of(day - dt.timedelta(days=1)))
        day = found[-1].start
    return found


def plain(points: Decimal) -> str:
    """A number without idle noughts: 「2」, 「-0.5」."""
    return f"{points.normalize():f}"


def worth(rule: PointsRule) -> Decimal:
    """Points of one event by the rule: a fault takes off."""
    return -rule.points if rule.side == PointsSide.FAULT else rule.points


def check_bound(rule: PointsRule, known: Iterable[Decimal]) -> None:
    """Refuse what goes over the rule's yearly bound (年度上限).

    ``known`` are the points that the member has by this rule in the year, refused ones left
    out. Raises ``ValidationError`` ``over_bound`` with the numbers.
    """
    had = abs(sum(known, Decimal(0)))
    if had + rule.points > rule.most:
        raise ValidationError(
            f"“{rule.name}”全年最多 {rule.most} 分，本年度已有 {had} 分，"
            f"再记 {rule.points} 分就超过上限，不能登记。",
            code="over_bound",
        )
