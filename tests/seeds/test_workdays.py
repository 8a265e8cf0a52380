"""The calendar holds what departs from Monday to Friday, and says what isn't announced."""

from datetime import date, timedelta

import pytest

from seeds.workdays import DEMO_YEARS, build_workdays


def rows_by_date(*years):
    return {row.date: row for row in build_workdays(years=years)}


def test_a_make_up_day_is_worked_and_its_bridge_day_is_free():
    rows = rows_by_date(2026)

    assert rows[date(2026, 2, 14)].is_working
    assert not rows[date(2026, 2, 20)].is_working
    assert rows[date(2026, 10, 10)].name == "调休上班"


def test_only_departures_are_listed():
    for row in build_workdays(years=DEMO_YEARS):
        is_weekend = row.date.weekday() >= 5
        assert row.is_working == is_weekend


def test_five_working_days_of_notice_across_the_national_day():
    rows = rows_by_date(2026)
    day, counted = date(2026, 9, 29), 0
    while counted < 5:
        day += timedelta(days=1)
        counted += rows[day].is_working if day in rows else day.weekday() < 5

    assert day == date(2026, 10, 12)


@pytest.mark.parametrize(("year", "official"), [(2025, True), (2026, True), (2027, False)])
def test_a_year_without_make_up_days_is_not_official(year, official):
    rows = build_workdays(years=[year])

    assert {row.is_official for row in rows} == {official}
    assert any(row.is_working for row in rows) == official


def test_rows_come_once_and_in_order():
    dates = [row.date for row in build_workdays(years=[2027, 2025, 2026, 2025])]

    assert dates == sorted(set(dates))
    assert {day.year for day in dates} == set(DEMO_YEARS)


@pytest.mark.parametrize("year", [2006, 2100])
def test_a_year_without_calendar_is_refused(year):
    with pytest.raises(ValueError, match=f"无法生成 {year}年"):
        build_workdays(years=[year])
