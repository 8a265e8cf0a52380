"""When things happen in a demo year (年度节律, domain.md §10.1): days, hours, working days."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from hierarchy.calendar import exceptions_between, is_working_day
from hierarchy.models import Tenant
from hierarchy.terms import Tier

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The earliest day on which each tier sends its list down, and over how many days they spread.
ISSUE_FROM: dict[str, tuple[int, int, int]] = {
    Tier.CITY: (1, 12, 0),
    Tier.COMMITTEE: (2, 3, 7),
    Tier.STATION: (3, 2, 6),
    Tier.OFFICER: (3, 13, 6),
}
# From this day on last year's lists are closed and filed (上年清单年终销号或结转、归档).
FILED_FROM = (2, 1)
_OPENS = 8 * 60 + 30
_CLOSES = 17 * 60 + 30


class Clock:
    """The working calendar of one city, and its present moment ``now``."""

    def __init__(self, *, tenant: Tenant, now: dt.datetime) -> None:
        self.now = now
        self.today = now.astimezone(SHANGHAI).date()
        self._exceptions = exceptions_between(
            tenant=tenant,
            start=dt.date(self.today.year - 2, 1, 1),
            end=dt.date(self.today.year + 1, 12, 31),
        )
        self.workday = lru_cache(maxsize=2048)(self._workday)

    def _workday(self, day: dt.date) -> dt.date:
        while not is_working_day(day, self._exceptions):
            day += dt.timedelta(days=1)
        return day

    def moment(self, day: dt.date, rng: Random) -> dt.datetime:
        """An office hour on the first working day from ``day`` on."""
        return at_minute(self.workday(day), int(_OPENS + rng.random() * (_CLOSES - _OPENS)))

    def after(self, at: dt.datetime, days: int, rng: Random) -> dt.datetime:
        """An office hour at least one working day, about ``days`` days, after ``at``."""
        return self.moment(at.date() + dt.timedelta(days=max(days, 1)), rng)

    def workday_morning(self, day: dt.date) -> dt.datetime:
        """Eight o'clock on the first working day from ``day`` on, never after now."""
        return min(morning(self.workday(day)), self.now)

    def issue_moment(self, *, tier: str, year: int, rng: Random) -> dt.datetime:
        """When a body of ``tier`` sends its list of ``year`` down."""
        month, day, spread = ISSUE_FROM[tier]
        return self.moment(
            dt.date(year, month, day) + dt.timedelta(days=rng.randint(0, spread)), rng
        )

    def is_filed(self, year: int) -> bool:
        """Whether the lists of ``year`` have been closed and filed by now."""
        return self.today >= dt.date(year + 1, *FILED_FROM)


def at_minute(day: dt.date, minute: int) -> dt.datetime:
    """The moment ``minute`` minutes after midnight of ``day`` in the city's own time zone."""
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), tzinfo=SHANGHAI)


def morning(day: dt.date) -> dt.datetime:
    """Eight o'clock, before anybody has begun."""
    return at_minute(day, 8 * 60)
