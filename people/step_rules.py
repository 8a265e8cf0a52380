"""The days of a step (时限): not before, not after, and at the very last with a reason.

Pure: dates in, dates out. Months are those of the calendar, cut at the month's end; working days
follow the city's exceptions (调休). What was concluded is people's alone; only days are reckoned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from hierarchy.calendar import is_working_day
from people.months import months_later
from people.step_numbers import EXTENSION_LEAST, EXTENSION_MOST, GROWN_UP, MEETING, PROBATION
from people.terms import Reckoning

if TYPE_CHECKING:
    from people.models import ProcessStep

_DAY: Final = dt.timedelta(days=1)
Exceptions = Mapping[dt.date, bool]


class Window(NamedTuple):
    """Between which days a step may be done; an open bound is ``None``."""

    earliest: dt.date | None
    latest: dt.date | None
    longest: dt.date | None = None


def reckoned(start: dt.date, count: int, unit: str, exceptions: Exceptions) -> dt.date:
    """The day so many months, days or working days after ``start``, which itself counts not."""
    if unit == Reckoning.MONTHS:
        return months_later(start, count)
    if unit == Reckoning.DAYS:
        return start + count * _DAY
    day = start
    while count > 0:
        day += _DAY
        count -= is_working_day(day, exceptions)
    return day


def window(
    step: ProcessStep,
    done: Mapping[int, dt.date],
    exceptions: Exceptions,
    *,
    extended_until: dt.date | None = None,
) -> Window:
    """When a step may be done, by the days on which earlier ones were done.

    ``done`` has the last day of each step that counts. No step goes before the one before it.
    A probation that was prolonged holds up what waits for its end.
    """
    before = [day for number, day in done.items() if number <= step.number]
    earliest = max(before, default=None)
    start = done.get(step.after) if step.after else None
    if start is None:
        return Window(earliest, None)
    if step.earliest is not None:
        bound = reckoned(start, step.earliest, step.earliest_unit, exceptions)
        if step.after == MEETING and extended_until:
            bound = max(bound, extended_until)
        earliest = max(bound, earliest or bound)
    return Window(
        earliest,
        _latest(step, step.latest, start, done, exceptions),
        _latest(step, step.longest, start, done, exceptions) if step.latest else None,
    )


def span_end(step: ProcessStep, from_day: dt.date, exceptions: Exceptions) -> dt.date | None:
    """The first day on which a step that lasts by itself (公示、培训) may end.

    Working days begin on the day after; of days the first counts. ``None`` for other steps.
    """
    if step.after is not None or step.earliest is None:
        return None
    end = reckoned(from_day, step.earliest, step.earliest_unit, exceptions)
    return end - _DAY if step.earliest_unit == Reckoning.DAYS else end


def needed_rounds(lasting: ProcessStep, following: ProcessStep) -> int:
    """How often one must have looked (考察) before the step that follows a lasting one."""
    if not lasting.every or following.earliest is None or following.after != lasting.after:
        return 1
    return max(1, following.earliest // lasting.every)


def probation_end(meeting: dt.date, extended_until: dt.date | None = None) -> dt.date:
    """The day on which the probation is over: a year after the branch meeting, or as prolonged."""
    return extended_until or months_later(meeting, PROBATION)


def extension_bounds(meeting: dt.date) -> tuple[dt.date, dt.date]:
    """Until when a probation may be prolonged: by 6 to 12 months, once."""
    end = probation_end(meeting)
    return months_later(end, EXTENSION_LEAST), months_later(end, EXTENSION_MOST)


def of_age_on(born_on: dt.date) -> dt.date:
    """The day on which a person is eighteen; born on 29 February, on 1 March."""
    year = born_on.year + GROWN_UP
    if (born_on.month, born_on.day) == (2, 29) and months_later(born_on, 12 * GROWN_UP).day == 28:
        return dt.date(year, 3, 1)
    return born_on.replace(year=year)


def _latest(
    step: ProcessStep,
    count: int | None,
    start: dt.date,
    done: Mapping[int, dt.date],
    exceptions: Exceptions,
) -> dt.date | None:
    if step.every:
        return months_later(done.get(step.number, start), step.every)
    return None if count is None else reckoned(start, count, step.latest_unit, exceptions)
