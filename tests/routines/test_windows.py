"""Periods and windows: month ends, leap days, quarter ends, 调休, terms six months ahead."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.rules import (
    event_window,
    light_of,
    month_end,
    months_later,
    period_of,
    period_words,
    periods_between,
    shifted,
    version_for,
    window_of,
    windows_between,
    working_days_later,
)
from routines.terms import Period, Shift, Standing
from seeds.workdays import build_workdays
from workflow.terms import Force

D = dt.date
CALENDAR = {row.date: row.is_working for row in build_workdays(years=(2025, 2026))}


def rule(period: str = Period.MONTH, **given: Any) -> Any:
    """What a rule's days are worked out from; nothing moved unless said."""
    usual = {
        "opens_months": 0,
        "due_months": 0,
        "due_days": 0,
        "due_in_working_days": False,
        "shift": Shift.STAY,
        "lead_months": 0,
        "grace_days": 0,
        "freeze_days": 30,
    }
    return SimpleNamespace(**{**usual, "period": period, **given})


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2024, 2, 29), 48, D(2028, 2, 29)),
        (D(2026, 8, 31), -6, D(2026, 2, 28)),
        (D(2024, 8, 31), -6, D(2024, 2, 29)),
        (D(2026, 3, 15), -6, D(2025, 9, 15)),
        (D(2026, 1, 1), -1, D(2025, 12, 1)),
    ],
)
def test_months_keep_the_day_or_the_months_last(day: D, months: int, later: D) -> None:
    assert months_later(day, months) == later


def test_each_kind_of_period_is_the_calendar_one() -> None:
    day = D(2026, 5, 31)

    assert period_of(Period.MONTH, day) == (D(2026, 5, 1), D(2026, 5, 31))
    assert period_of(Period.QUARTER, day) == (D(2026, 4, 1), D(2026, 6, 30))
    assert period_of(Period.HALF_YEAR, day) == (D(2026, 1, 1), D(2026, 6, 30))
    assert period_of(Period.YEAR, day) == (D(2026, 1, 1), D(2026, 12, 31))


def test_february_ends_on_the_29th_in_a_leap_year() -> None:
    assert period_of(Period.MONTH, D(2024, 2, 10))[1] == D(2024, 2, 29)
    assert period_of(Period.MONTH, D(2026, 2, 10))[1] == D(2026, 2, 28)
    assert month_end(D(2023, 12, 31), 2) == D(2024, 2, 29)


def test_only_periods_that_begin_within_the_days_are_listed() -> None:
    starts = [start for start, _ in periods_between(Period.QUARTER, D(2026, 1, 2), D(2026, 10, 1))]

    assert starts == [D(2026, 4, 1), D(2026, 7, 1), D(2026, 10, 1)]


@given(st.dates(D(2000, 1, 1), D(2099, 1, 1)), st.sampled_from(list(Period)[:4]))
def test_periods_follow_one_another_without_gap_or_overlap(day: D, period: str) -> None:
    spans = list(periods_between(period, day, day + dt.timedelta(days=1200)))

    for (_, end), (start, _) in pairwise(spans):
        assert start == end + dt.timedelta(days=1)


def test_a_quarterly_paper_due_ten_days_after_the_quarter_goes_past_the_holiday() -> None:
    """S-09: third quarter of 2026. 10 October is a worked Saturday, 11 October a Sunday."""
    paper = rule(Period.QUARTER, opens_months=2, due_days=10, shift=Shift.LATER)
    window = window_of(paper, period_of(Period.QUARTER, D(2026, 8, 1)), calendar=CALENDAR)

    assert (window.opens_on, window.due_on) == (D(2026, 9, 1), D(2026, 10, 10))
    paper.due_days = 11
    later = window_of(paper, period_of(Period.QUARTER, D(2026, 8, 1)), calendar=CALENDAR)
    assert later.due_on == D(2026, 10, 12)


def test_working_days_skip_the_national_holiday_and_count_the_worked_weekend() -> None:
    """国庆 2026: off 1 to 7 October; 10 October, a Saturday, is worked (§11 case 8)."""
    assert working_days_later(D(2026, 9, 30), 1, CALENDAR) == D(2026, 10, 8)
    assert working_days_later(D(2026, 9, 30), 3, CALENDAR) == D(2026, 10, 10)
    assert working_days_later(D(2026, 10, 8), -1, CALENDAR) == D(2026, 9, 30)


def test_a_day_off_at_spring_festival_goes_later_or_earlier_as_the_rule_says() -> None:
    """春节 2026: off from 15 to 23 February; 14 and 28 February are worked Saturdays."""
    festival = D(2026, 2, 17)

    assert shifted(festival, Shift.LATER, CALENDAR) == D(2026, 2, 24)
    assert shifted(festival, Shift.EARLIER, CALENDAR) == D(2026, 2, 14)
    assert shifted(festival, Shift.STAY, CALENDAR) == festival
    assert shifted(D(2026, 2, 28), Shift.LATER, CALENDAR) == D(2026, 2, 28)


def test_due_days_in_working_days_after_the_month_of_the_spring_festival() -> None:
    january = rule(due_days=5, due_in_working_days=True)
    window = window_of(january, period_of(Period.MONTH, D(2026, 1, 9)), calendar=CALENDAR)

    assert window.due_on == D(2026, 2, 6)
    assert window.eve == D(2025, 12, 31)


def test_a_year_may_open_in_its_last_quarter_and_close_in_the_next_years_first() -> None:
    """R-14: the fourth quarter by default, or by the superior's notice until March."""
    meeting = rule(Period.YEAR, opens_months=9, grace_days=90)
    usual = window_of(meeting, period_of(Period.YEAR, D(2026, 1, 1)), calendar={})
    meeting.due_months, meeting.grace_days = 3, 0
    noticed = window_of(meeting, period_of(Period.YEAR, D(2026, 1, 1)), calendar={})

    assert (usual.opens_on, usual.due_on) == (D(2026, 10, 1), D(2026, 12, 31))
    assert usual.grace_until == D(2027, 3, 31)
    assert (noticed.opens_on, noticed.due_on) == (D(2026, 10, 1), D(2027, 3, 31))


def test_a_period_freezes_so_many_days_after_its_grace() -> None:
    window = window_of(
        rule(grace_days=5, freeze_days=10), (D(2026, 4, 1), D(2026, 4, 30)), calendar={}
    )

    assert window.grace_until == D(2026, 5, 5)
    assert window.freezes_on == D(2026, 5, 15)


@pytest.mark.parametrize(
    ("term_to", "opens_on"),
    [
        (D(2026, 3, 15), D(2025, 9, 15)),
        (D(2026, 8, 31), D(2026, 2, 28)),
        (D(2028, 8, 31), D(2028, 2, 29)),
        (D(2028, 2, 29), D(2027, 8, 29)),
    ],
)
def test_a_term_is_looked_at_six_months_before_it_ends(term_to: D, opens_on: D) -> None:
    window = event_window(
        rule(Period.EVENT, lead_months=6), begun=D(2023, 3, 16), day=term_to, calendar={}
    )

    assert (window.opens_on, window.due_on) == (opens_on, term_to)
    assert window.period_start == D(2023, 3, 16)


def test_a_by_election_is_due_three_months_after_the_vacancy() -> None:
    vacant = D(2025, 11, 30)
    window = event_window(rule(Period.EVENT, due_months=3), begun=vacant, day=vacant, calendar={})

    assert (window.opens_on, window.due_on) == (vacant, D(2026, 2, 28))


@given(
    st.dates(D(2000, 1, 1), D(2090, 1, 1)),
    st.sampled_from(list(Period)[:4]),
    st.integers(0, 11),
    st.integers(0, 6),
    st.integers(-20, 20),
    st.sampled_from(list(Shift)),
)
def test_days_of_a_window_are_always_in_order(
    day: D, period: str, opens: int, months: int, days: int, shift: str
) -> None:
    given_rule = rule(
        period, opens_months=opens, due_months=months, due_days=days, shift=shift, grace_days=3
    )
    for window in windows_between(given_rule, day, day + dt.timedelta(days=800), calendar=CALENDAR):
        assert window.opens_on <= window.due_on <= window.grace_until <= window.freezes_on


def _version(start: D, end: D | None = None) -> Any:
    return SimpleNamespace(effective_from=start, effective_to=end)


def test_the_latest_version_that_has_begun_rules_a_day() -> None:
    first, second = _version(D(2020, 1, 1)), _version(D(2026, 4, 1), D(2026, 9, 30))

    assert version_for([first, second], D(2026, 3, 31)) is first
    assert version_for([first, second], D(2026, 4, 1)) is second
    assert version_for([first, second], D(2026, 10, 1)) is None
    assert version_for([first, second], D(2019, 12, 31)) is None


def told(force: str, period: str = Period.MONTH) -> Any:
    """A rule as a light sees it."""
    return SimpleNamespace(force=force, period=period)


def _row(**given: Any) -> Any:
    usual = {
        "standing": Standing.EXPECTED,
        "met_on": None,
        "opens_on": D(2026, 3, 1),
        "due_on": D(2026, 3, 31),
        "grace_until": D(2026, 3, 31),
        "original_due_on": None,
    }
    return SimpleNamespace(**{**usual, **given})


@pytest.mark.parametrize(
    ("on", "force", "colour", "word"),
    [
        (D(2026, 2, 28), Force.MUST, "", "未开始"),
        (D(2026, 3, 2), Force.MUST, "", "办理中"),
        (D(2026, 3, 26), Force.MUST, "yellow", "临近截止"),
        (D(2026, 3, 31), Force.MUST, "yellow", "临近截止"),
        (D(2026, 4, 1), Force.MUST, "red", "逾期 1 天"),
        (D(2026, 4, 1), Force.USUALLY, "yellow", "逾期 1 天"),
        (D(2026, 4, 1), Force.CUSTOM, "blue", "逾期 1 天"),
    ],
)
def test_what_is_missing_is_red_yellow_or_blue_by_the_force_of_the_source(
    on: D, force: str, colour: str, word: str
) -> None:
    light = light_of(_row(), rule=told(force), on=on)

    assert (light.colour, light.word) == (colour, word)


def test_what_must_be_done_is_yellow_within_its_grace_and_red_after() -> None:
    row = _row(grace_until=D(2026, 4, 10))

    assert light_of(row, rule=told(Force.MUST), on=D(2026, 4, 10)).colour == "yellow"
    assert light_of(row, rule=told(Force.MUST), on=D(2026, 4, 11)).colour == "red"


def test_done_late_says_so_and_what_stands_aside_is_grey() -> None:
    assert (
        light_of(_row(met_on=D(2026, 4, 2)), rule=told(Force.MUST), on=D(2026, 5, 1)).word
        == "逾期完成"
    )
    assert (
        light_of(_row(met_on=D(2026, 3, 31)), rule=told(Force.MUST), on=D(2026, 5, 1)).word
        == "按期完成"
    )
    for standing in (Standing.EXEMPT, Standing.NOT_APPLICABLE, Standing.WITHDRAWN):
        assert (
            light_of(_row(standing=standing), rule=told(Force.MUST), on=D(2026, 5, 1)).colour
            == "grey"
        )


def test_periods_are_called_as_people_call_them() -> None:
    assert period_words(Period.MONTH, *period_of(Period.MONTH, D(2026, 3, 9))) == "2026年3月"
    assert (
        period_words(Period.QUARTER, *period_of(Period.QUARTER, D(2026, 10, 9))) == "2026年四季度"
    )
    assert (
        period_words(Period.HALF_YEAR, *period_of(Period.HALF_YEAR, D(2026, 7, 1)))
        == "2026年下半年"
    )
    assert period_words(Period.YEAR, D(2026, 1, 1), D(2026, 12, 31)) == "2026年"
    assert period_words(Period.EVENT, D(2023, 3, 16), D(2026, 3, 15)) == "2026年3月15日"
