"""When days begin and end; working days (工作日): Monday to Friday, but for a city's exceptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from hierarchy.models import Tenant, Workday

_LONGEST_RUN = 40


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day, here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def exceptions_between(*, tenant: Tenant, start: dt.date, end: dt.date) -> dict[dt.date, bool]:
    """The days from ``start`` to ``end`` that depart from Monday-to-Friday: day → working."""
    rows = Workday.objects.filter(tenant=tenant, date__range=(start, end))
    return dict(rows.values_list("date", "is_working"))


def is_working_day(day: dt.date, exceptions: Mapping[dt.date, bool]) -> bool:
    """Whether people work that day."""
    return exceptions.get(day, day.weekday() < 5)


def add_working_days(*, tenant: Tenant, start: dt.date, days: int) -> dt.date:
    """The ``days``-th working day after ``start`` (which does not count itself)."""
    end = start + dt.timedelta(days=days * 2 + _LONGEST_RUN)
    exceptions = exceptions_between(tenant=tenant, start=start, end=end)
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day, exceptions):
            days -= 1
    return day
