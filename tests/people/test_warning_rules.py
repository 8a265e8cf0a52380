"""When a secretary is told in private: by whole months of the calendar, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from people.months import full_months, months_later
from people.stay_rules import days_between, next_contact, should_move
from people.terms import Abroad, WarningKind, WarningLight
from people.warning_rules import Cause, Limits, cause_of, is_new, unpaid_since

LIMITS = Limits(yellow=3, red=5)
RED, YELLOW = WarningLight.RED, WarningLight.YELLOW


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2026-01-15", "2026-04-14", 2),
        ("2026-01-15", "2026-04-15", 3),
        ("2025-11-30", "2026-02-28", 3),
        ("2026-03-02", "2026-03-01", 0),
    ],
)
def test_a_month_is_full_on_its_day_or_on_the_last_of_a_short_one(
    since: str, on: str, months: int
) -> None:
    assert full_months(day(since), day(on)) == months


def test_months_go_back_as_well() -> None:
    assert months_later(day("2026-03-31"), -1) == day("2026-02-28")
    assert months_later(day("2026-01-01"), -1) == day("2025-12-01")


@pytest.mark.parametrize(
    ("kind", "since", "on", "light"),
    [
        (WarningKind.DUES, "2026-01-01", "2026-03-31", ""),
        (WarningKind.DUES, "2026-01-01", "2026-04-01", YELLOW),
        (WarningKind.DUES, "2026-01-01", "2026-05-31", YELLOW),
        (WarningKind.DUES, "2026-01-01", "2026-06-01", RED),
        (WarningKind.MEETINGS, "2025-11-30", "2026-02-27", ""),
        (WarningKind.MEETINGS, "2025-11-30", "2026-02-28", YELLOW),
        (WarningKind.MEETINGS, "2025-09-30", "2026-02-28", RED),
        (WarningKind.LOST, "2025-09-02", "2026-02-28", YELLOW),
        (WarningKind.LOST, "2025-09-02", "2026-03-02", RED),
        (WarningKind.SUSPENSION, "2024-03-02", "2025-12-01", ""),
        (WarningKind.SUSPENSION, "2024-03-02", "2025-12-02", YELLOW),
        (WarningKind.SUSPENSION, "2024-03-02", "2026-03-01", YELLOW),
        (WarningKind.SUSPENSION, "2024-03-02", "2026-03-02", RED),
    ],
)
def test_each_kind_turns_yellow_and_red_on_its_day(
    kind: str, since: str, on: str, light: str
) -> None:
    cause = cause_of(kind, day(since), day(on), LIMITS)

    assert (cause.light if cause else "") == light


def test_nothing_lasts_where_nothing_began() -> None:
    assert cause_of(WarningKind.LOST, None, day("2026-03-02"), LIMITS) is None


@pytest.mark.parametrize(
    ("unpaid", "since"),
    [
        ((), None),
        (("2026-03-01",), None),
        (("2026-02-01",), "2026-02-01"),
        (("2026-01-01", "2026-02-01"), "2026-01-01"),
        (("2025-11-01", "2026-01-01", "2026-02-01"), "2026-01-01"),
        (("2025-12-01", "2026-01-01"), None),
        (("2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"), "2025-12-01"),
    ],
)
def test_only_months_in_a_row_up_to_the_last_one_over_count(
    unpaid: tuple[str, ...], since: str | None
) -> None:
    found = unpaid_since([day(month) for month in unpaid], day("2026-03-02"))

    assert found == (day(since) if since else None)


def test_what_was_settled_is_told_again_only_once_it_is_graver() -> None:
    since = day("2026-01-01")
    yellow = Cause(WarningKind.DUES, YELLOW, since, 3)
    red = Cause(WarningKind.DUES, RED, since, 5)

    assert is_new(yellow, [])
    assert not is_new(yellow, [(since, YELLOW)])
    assert is_new(red, [(since, YELLOW)])
    assert not is_new(yellow, [(since, RED)])
    assert is_new(yellow, [(day("2025-05-01"), RED)])


def test_a_contact_is_due_so_many_days_after_the_last_one() -> None:
    begun = day("2026-01-10")

    assert next_contact(begun=begun, last=None, days=92) == day("2026-04-12")
    assert next_contact(begun=begun, last=day("2026-02-01"), days=92) == day("2026-05-04")
    assert days_between(Abroad.ABROAD, stay_days=92, abroad_days=183) == 183
    assert days_between(Abroad.CITY, stay_days=92, abroad_days=183) == 92


@pytest.mark.parametrize(
    ("abroad", "has_place", "on", "told"),
    [
        (Abroad.COUNTRY, True, "2026-02-27", False),
        (Abroad.COUNTRY, True, "2026-02-28", True),
        (Abroad.CITY, True, "2026-03-01", True),
        (Abroad.COUNTRY, False, "2026-03-01", False),
        (Abroad.ABROAD, True, "2026-12-01", False),
    ],
)
def test_after_six_months_at_one_place_the_relation_should_move(
    abroad: str, has_place: bool, on: str, told: bool
) -> None:
    found = should_move(abroad=abroad, starts_on=day("2025-08-31"), has_place=has_place, on=day(on))

    assert found is told
