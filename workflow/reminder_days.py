"""Which due days a step falls on: working-day arithmetic, without a database and without writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hierarchy.calendar import is_working_day
from workflow.reminders import MOST_DAYS, Plan

_DAY = dt.timedelta(days=1)
# No run of days off is so long that the furthest step would lie beyond this.
HORIZON = dt.timedelta(days=MOST_DAYS * 2 + 60)
UP = "up:"


@dataclass(frozen=True, slots=True)
class Window:
    """Everything due from ``first`` to ``last`` has the step ``step`` on the day in question."""

    step: str
    first: dt.date
    last: dt.date

    @property
    def goes_up(self) -> bool:
        """Whether the tier above is told."""
        return self.step.startswith(UP)


def windows(plan: Plan, *, day: dt.date, exceptions: Mapping[dt.date, bool]) -> list[Window]:
    """The steps of a plan that fall on ``day``, each with the due days it is a step of.

    Steps before and after fall on working days only: on the first working day after a holiday
    nothing is told twice, and during it nothing is told at all. The due day itself is told on
    that very day. ``exceptions`` cover ``HORIZON`` on both sides.
    """
    found = [Window("on", day, day)] if plan.on_day else []
    if is_working_day(day, exceptions):
        steps = [(f"before:{days}", _before(day, days, exceptions)) for days in plan.before]
        steps += [(f"after:{days}", _after(day, days, exceptions)) for days in plan.after]
        if plan.up_after:
            steps.append((f"{UP}{plan.up_after}", _after(day, plan.up_after, exceptions)))
        found += [Window(step, days[0], days[-1]) for step, days in steps if days]
    return found


def _before(day: dt.date, count: int, exceptions: Mapping[dt.date, bool]) -> list[dt.date]:
    """The due days whose ``count``-th working day before is ``day``."""
    return list(_at_distance(count, day, exceptions, forward=True))


def _after(day: dt.date, count: int, exceptions: Mapping[dt.date, bool]) -> list[dt.date]:
    """The due days whose ``count``-th working day after is ``day``."""
    return sorted(_at_distance(count, day, exceptions, forward=False))


def _at_distance(
    count: int, day: dt.date, exceptions: Mapping[dt.date, bool], *, forward: bool
) -> Iterator[dt.date]:
    """The days from which ``day``, a working day, is the ``count``-th working day the other way."""
    step = _DAY if forward else -_DAY
    passed, due = 1, day + step
    while passed <= count and abs(due - day) < HORIZON:
        if passed == count:
            yield due
        passed += is_working_day(due, exceptions)
        due += step
