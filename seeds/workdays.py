"""The working-day calendar (调休): the days that depart from Monday to Friday.

The State Council announces each year's make-up days late in the year before. Until the
``holidays`` package carries them, a year has only its statutory holidays (全国年节及纪念日放假
办法); its rows are marked ``is_official=False`` so that staff are told to check them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import holidays

SATURDAY = 5
# Make-up days have been announced for every year since 2007 and are complete in the package.
FIRST_YEAR = 2007
LAST_YEAR = 2099
DEMO_YEARS = (2025, 2026, 2027)
MAKE_UP_NAME = "调休上班"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkdayRow:
    """One day that departs from Monday to Friday.

    ``is_working`` is true for a worked weekend, false for a day off in the week.
    """

    date: date
    is_working: bool
    name: str
    is_official: bool


def build_workdays(*, years: Iterable[int]) -> tuple[WorkdayRow, ...]:
    """Return the departures from Monday to Friday in ``years``, by date.

    Raises ``ValueError`` for a year without a known calendar.
    """
    rows: list[WorkdayRow] = []
    for year in sorted(set(years)):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            message = (
                f"无法生成 {year}年的工作日安排：可用年份为 {FIRST_YEAR} 至 {LAST_YEAR}年，"
                "请重新选择年份。"
            )
            raise ValueError(message)
        rows.extend(_rows_of(year))
    return tuple(rows)


def _rows_of(year: int) -> list[WorkdayRow]:
    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    make_up = sorted(day for day in calendar.weekend_workdays if day.year == year)
    is_official = bool(make_up)
    rows = [
        WorkdayRow(date=day, is_working=True, name=MAKE_UP_NAME, is_official=is_official)
        for day in make_up
    ]
    rows.extend(
        WorkdayRow(date=day, is_working=False, name=name, is_official=is_official)
        for day, name in calendar.items()
        if day.year == year and day.weekday() < SATURDAY
    )
    return sorted(rows, key=lambda row: row.date)
