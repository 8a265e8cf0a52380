"""Which quarter or year a summary speaks of, and how it is called. Pure; of any city."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from routines.terms import SummaryKind

QUARTERS = {1: "第一季度", 2: "第二季度", 3: "第三季度", 4: "第四季度"}
BACK = 2
"""How many periods before the present one may still be written about."""


@dataclass(frozen=True, slots=True)
class Span:
    """One quarter or one year; ``quarter`` is 0 for a year."""

    kind: str
    year: int
    quarter: int = 0

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Its first and last day."""
        return days_of(self.kind, self.year, self.quarter)

    @property
    def before(self) -> Span:
        """The one right before it."""
        if self.kind == SummaryKind.ANNUAL:
            return Span(self.kind, self.year - 1)
        if self.quarter == 1:
            return Span(self.kind, self.year - 1, 4)
        return Span(self.kind, self.year, self.quarter - 1)

    @property
    def words(self) -> str:
        """「2026年第一季度」, 「2026年度」."""
        if self.kind == SummaryKind.ANNUAL:
            return f"{self.year}年度"
        return f"{self.year}年{QUARTERS[self.quarter]}"

    @property
    def paper(self) -> str:
        """What the paper is called: 「2026年第一季度行业党建工作小结」."""
        name = "行业党建工作述职报告" if self.kind == SummaryKind.ANNUAL else "行业党建工作小结"
        return f"{self.words}{name}"

    @property
    def key(self) -> str:
        """For forms and addresses: ``quarterly-2026-1``."""
        return f"{self.kind}-{self.year}-{self.quarter}"


def days_of(kind: str, year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a quarter, or of a year."""
    if kind == SummaryKind.ANNUAL:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    last = quarter * 3
    return dt.date(year, last - 2, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def spans(on: dt.date) -> list[Span]:
    """What may be written about on a day: the present quarter and year and some before, newest
    first."""
    quarter = Span(SummaryKind.QUARTERLY, on.year, (on.month + 2) // 3)
    year = Span(SummaryKind.ANNUAL, on.year)
    found: list[Span] = []
    for span, count in ((quarter, BACK + 1), (year, BACK)):
        for _ in range(count):
            found.append(span)
            span = span.before
    return found
