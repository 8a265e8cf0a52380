"""Periods, windows and lights of what is owed; pure, nothing here writes or asks.

A month, quarter, half-year or year is a calendar one. Days are moved by months with the
month's last day kept in sight: six months before 31 August is 28 February, or the 29th.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hierarchy.calendar import is_working_day
from routines.terms import MONTHS_OF_PERIOD, Period, Shift, Standing
from workflow.terms import Force

if TYPE_CHECKING:
    from routines.models import Obligation, ObligationRule

_DAY = dt.timedelta(days=1)
POSTPONED_YEARS = 1
WARN_DAYS = 5
"""A window that closes within so many days is drawn as closing."""

WorkingDays = Mapping[dt.date, bool]


class Timed(Protocol):
    """What of a rule its days are worked out from: a saved rule, or one being looked at."""

    period: str
    opens_months: int
    due_months: int
    due_days: int
    due_in_working_days: bool
    shift: str
    lead_months: int
    grace_days: int
    freeze_days: int


@dataclass(frozen=True, slots=True)
class Window:
    """One period of a rule with its days; ``eve`` is the day on which bodies are judged."""

    period_start: dt.date
    period_end: dt.date
    opens_on: dt.date
    due_on: dt.date
    grace_until: dt.date
    freezes_on: dt.date

    @property
    def eve(self) -> dt.date:
        """The day before the window opens: who is to be asked is judged on it."""
        return self.opens_on - _DAY


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later (or earlier); the month's last where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: dt.date, months: int = 0) -> dt.date:
    """The last day of the month some months after a day's own."""
    later = months_later(day.replace(day=1), months)
    return later.replace(day=monthrange(later.year, later.month)[1])


def period_of(period: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """The calendar period in which a day lies."""
    length = MONTHS_OF_PERIOD[period]
    first = dt.date(day.year, (day.month - 1) // length * length + 1, 1)
    return first, month_end(first, length - 1)


def periods_between(period: str, start: dt.date, end: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The calendar periods that begin from ``start`` to ``end``, in order."""
    first, last = period_of(period, start)
    if first < start:
        first, last = period_of(period, last + _DAY)
    while first <= end:
        yield first, last
        first, last = period_of(period, last + _DAY)


def working_days_later(day: dt.date, days: int, calendar: WorkingDays) -> dt.date:
    """The working day so many after a day (before it, when negative); itself for none."""
    step = _DAY if days > 0 else -_DAY
    left = abs(days)
    while left:
        day += step
        if is_working_day(day, calendar):
            left -= 1
    return day


def shifted(day: dt.date, shift: str, calendar: WorkingDays) -> dt.date:
    """The day, or where it goes when it falls on a day off (遇休息日顺延或提前)."""
    if shift == Shift.STAY:
        return day
    step = _DAY if shift == Shift.LATER else -_DAY
    while not is_working_day(day, calendar):
        day += step
    return day


def window_of(rule: Timed, period: tuple[dt.date, dt.date], *, calendar: WorkingDays) -> Window:
    """The days of one period of a repeating rule."""
    start, end = period
    opens_on = months_later(start, rule.opens_months)
    due_on = _due(rule, month_end(end, rule.due_months), calendar)
    return _closed(rule, start, end, opens_on, max(due_on, opens_on))


def event_window(rule: Timed, *, begun: dt.date, day: dt.date, calendar: WorkingDays) -> Window:
    """The days of one event: ``begun`` names it for good, ``day`` is when it happens."""
    opens_on = months_later(day, -rule.lead_months)
    due_on = _due(rule, months_later(day, rule.due_months), calendar)
    return _closed(rule, min(begun, day), day, opens_on, max(due_on, opens_on))


def windows_between(
    rule: Timed, start: dt.date, end: dt.date, *, calendar: WorkingDays
) -> Iterator[Window]:
    """The windows of the periods that begin from ``start`` to ``end``."""
    for period in periods_between(rule.period, start, end):
        yield window_of(rule, period, calendar=calendar)


def _due(rule: Timed, day: dt.date, calendar: WorkingDays) -> dt.date:
    if rule.due_in_working_days:
        day = working_days_later(day, rule.due_days, calendar)
    else:
        day += dt.timedelta(days=rule.due_days)
    return shifted(day, rule.shift, calendar)


def _closed(
    rule: Timed, start: dt.date, end: dt.date, opens_on: dt.date, due_on: dt.date
) -> Window:
    grace_until = due_on + dt.timedelta(days=rule.grace_days)
    freezes_on = grace_until + dt.timedelta(days=rule.freeze_days)
    return Window(start, end, opens_on, due_on, grace_until, freezes_on)


def version_for(versions: Iterable[ObligationRule], day: dt.date) -> ObligationRule | None:
    """Of the versions of one rule the one in force on a day: the latest that has begun."""
    begun = [version for version in versions if version.effective_from <= day]
    if not begun:
        return None
    latest = max(begun, key=lambda version: version.effective_from)
    return latest if latest.effective_to is None or latest.effective_to >= day else None


def overlaps(window: Window, start: dt.date, end: dt.date) -> bool:
    """Whether a window and some days have a day in common."""
    return window.opens_on <= end and start <= window.grace_until


_OVERDUE = {
    Force.MUST: ("red", "■"),
    Force.USUALLY: ("yellow", "▲"),
    Force.CUSTOM: ("blue", "◇"),
}


@dataclass(frozen=True, slots=True)
class Light:
    """How one row stands: colour, shape and word together, so that print reads the same."""

    colour: str
    shape: str
    word: str


_NOT_COUNTED = {
    Standing.EXEMPT: Light("grey", "‖", "豁免"),
    Standing.NOT_APPLICABLE: Light("grey", "‖", "不适用"),
    Standing.WITHDRAWN: Light("grey", "‖", "已剔除"),
}
IN_TIME = Light("green", "✓", "按期完成")
LATE = Light("green", "✓", "逾期完成")


class Judged(Protocol):
    """What of a rule a light is drawn from."""

    period: str
    force: str


def light_of(row: Obligation, *, rule: Judged, on: dt.date) -> Light:
    """The light of one row on a day: what is missing, by how strongly the source asks.

    Within its grace what must be done is yellow; an event has none, its days of grace only
    let a late one still be entered.
    """
    if row.standing != Standing.EXPECTED:
        return _NOT_COUNTED[Standing(row.standing)]
    if row.met_on is not None:
        return IN_TIME if row.met_on <= row.due_on else LATE
    if on > row.due_on:
        return _overdue(row, rule, on)
    if row.original_due_on is not None and on > row.original_due_on:
        return Light("yellow", "▲", "已批准延期")
    if on < row.opens_on:
        return Light("", "○", "未开始")
    if (row.due_on - on).days <= WARN_DAYS:
        return Light("yellow", "▲", "临近截止")
    return Light("", "●", "办理中")


def _overdue(row: Obligation, rule: Judged, on: dt.date) -> Light:
    days, force = (on - row.due_on).days, Force(rule.force)
    graced = on <= row.grace_until and rule.period != Period.EVENT
    if graced and force == Force.MUST:
        return Light("yellow", "▲", f"逾期 {days} 天，宽限期内")
    colour, shape = _OVERDUE[force]
    return Light(colour, shape, f"逾期 {days} 天")


def latest_postponement(due_on: dt.date) -> dt.date:
    """The last day to which what was due on a day may be postponed (选举条例第三条)."""
    return months_later(due_on, 12 * POSTPONED_YEARS)


def period_words(period: str, start: dt.date, end: dt.date) -> str:
    """A period as people call it: 2026年3月, 2026年一季度, 2026年上半年, 2026年."""
    if period == Period.MONTH:
        return f"{start.year}年{start.month}月"
    if period == Period.QUARTER:
        return f"{start.year}年{'一二三四'[(start.month - 1) // 3]}季度"
    if period == Period.HALF_YEAR:
        return f"{start.year}年{'上' if start.month == 1 else '下'}半年"
    if period == Period.YEAR:
        return f"{start.year}年"
    return f"{end.year}年{end.month}月{end.day}日"
