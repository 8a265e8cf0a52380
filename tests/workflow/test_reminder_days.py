"""Steps by working days: month ends, leap day, 调休 around 国庆 and 春节, and none left out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.calendar import is_working_day
from workflow.reminder_days import windows
from workflow.reminders import Plan

D = dt.date
DAY = dt.timedelta(days=1)
# 2026: 国庆 and 春节 as the State Council arranged them.
OFF = [D(2026, 10, 1) + DAY * n for n in range(7)] + [D(2026, 2, 15) + DAY * n for n in range(9)]
ON = [D(2026, 9, 20), D(2026, 10, 10), D(2026, 2, 14), D(2026, 2, 28)]
CALENDAR = dict.fromkeys(OFF, False) | dict.fromkeys(ON, True)


def days_of(due: dt.date, plan: Plan, calendar: dict[dt.date, bool]) -> dict[str, list[dt.date]]:
    """By step: every day on which something due that day is told."""
    found: dict[str, list[dt.date]] = {}
    for offset in range(-200, 201):
        day = due + DAY * offset
        for window in windows(plan, day=day, exceptions=calendar):
            if window.first <= due <= window.last:
                found.setdefault(window.step, []).append(day)
    return found


@pytest.mark.parametrize(
    ("due", "before", "after"),
    [
        (D(2026, 9, 30), D(2026, 9, 28), D(2026, 10, 9)),
        (D(2026, 10, 8), D(2026, 9, 29), D(2026, 10, 10)),
        (D(2026, 10, 3), D(2026, 9, 29), D(2026, 10, 9)),
        (D(2026, 2, 14), D(2026, 2, 12), D(2026, 2, 25)),
        (D(2026, 2, 24), D(2026, 2, 13), D(2026, 2, 26)),
        (D(2026, 3, 2), D(2026, 2, 27), D(2026, 3, 4)),
        (D(2028, 2, 29), D(2028, 2, 25), D(2028, 3, 2)),
        (D(2027, 2, 28), D(2027, 2, 25), D(2027, 3, 2)),
        (D(2026, 12, 31), D(2026, 12, 29), D(2027, 1, 4)),
        (D(2026, 5, 31), D(2026, 5, 28), D(2026, 6, 2)),
    ],
)
def test_two_working_days_before_and_after(due: D, before: D, after: D) -> None:
    found = days_of(due, Plan(before=(2,), after=(2,), up_after=2), CALENDAR)

    assert found == {"before:2": [before], "on": [due], "after:2": [after], "up:2": [after]}


def test_during_a_holiday_only_what_falls_due_that_very_day_is_told() -> None:
    plan = Plan(before=(1, 2, 3), after=(1, 2, 3), up_after=5)

    for day in OFF:
        assert [one.step for one in windows(plan, day=day, exceptions=CALENDAR)] == ["on"]


@given(
    due=st.dates(D(2026, 1, 1), D(2028, 12, 31)),
    distance=st.integers(1, 60),
    flipped=st.sets(st.dates(D(2026, 1, 1), D(2028, 12, 31)), max_size=40),
)
def test_every_step_comes_on_exactly_one_day(due: D, distance: int, flipped: set[dt.date]) -> None:
    calendar = {day: day.weekday() >= 5 for day in flipped}
    plan = Plan(before=(distance,), after=(distance,), up_after=distance)

    found = days_of(due, plan, calendar)

    assert {step: len(days) for step, days in found.items()} == {
        f"before:{distance}": 1,
        "on": 1,
        f"after:{distance}": 1,
        f"up:{distance}": 1,
    }
    (before,), (after,) = found[f"before:{distance}"], found[f"after:{distance}"]
    assert before < due < after
    between = [before + DAY * n for n in range((due - before).days)]
    assert sum(is_working_day(day, calendar) for day in between) == distance
