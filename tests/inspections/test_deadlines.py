"""By which day something must be put right: working days, calendar days, days of rest."""

from __future__ import annotations

import datetime as dt

import pytest

from hierarchy.models import Workday
from inspections.deadlines import due_day, second_due_day
from inspections.models import InspectionPolicy
from inspections.terms import RectificationKind, Urgency
from tests.world import World

pytestmark = pytest.mark.django_db

ORDER, REMINDER = RectificationKind.ORDER, RectificationKind.REMINDER
MONDAY = dt.date(2026, 3, 2)
EVE = dt.date(2026, 9, 29)
"""A Tuesday, two days before the National Day."""


def policy(world: World, **given: object) -> InspectionPolicy:
    return InspectionPolicy(
        tenant=world.tenant,
        effective_from=world.home.on,
        **given,  # type: ignore[misc]
    )


def with_national_day(world: World) -> None:
    """1 to 7 October are off, the Saturday after is worked."""
    for day in range(1, 8):
        date = dt.date(2026, 10, day)
        Workday.objects.create(tenant=world.tenant, date=date, is_working=False, name="国庆节")
    Workday.objects.create(
        tenant=world.tenant, date=dt.date(2026, 10, 10), is_working=True, name="调休"
    )


@pytest.mark.parametrize(
    ("kind", "urgency", "due"),
    [
        (ORDER, Urgency.AT_ONCE, dt.date(2026, 3, 11)),
        (ORDER, Urgency.USUAL, dt.date(2026, 4, 13)),
        (ORDER, Urgency.COMPLEX, dt.date(2026, 7, 6)),
        (REMINDER, Urgency.COMPLEX, dt.date(2026, 3, 23)),
        (RectificationKind.VERBAL, Urgency.AT_ONCE, dt.date(2026, 3, 11)),
    ],
)
def test_working_days_by_kind_and_urgency(
    world: World, kind: str, urgency: str, due: dt.date
) -> None:
    found = due_day(kind, urgency, on=MONDAY, policy=policy(world), tenant=world.tenant)

    assert found == due


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (Urgency.AT_ONCE, dt.date(2026, 3, 9)),
        (Urgency.USUAL, dt.date(2026, 4, 1)),
        # Ninety days end on Sunday 31 May: the day is Monday.
        (Urgency.COMPLEX, dt.date(2026, 6, 1)),
    ],
)
def test_calendar_days_run_on_over_a_day_of_rest(world: World, urgency: str, due: dt.date) -> None:
    plain = policy(world, days_are_working=False)

    assert due_day(ORDER, urgency, on=MONDAY, policy=plain, tenant=world.tenant) == due


def test_working_days_leave_the_holiday_out_and_count_the_worked_saturday(world: World) -> None:
    with_national_day(world)

    found = due_day(ORDER, Urgency.AT_ONCE, on=EVE, policy=policy(world), tenant=world.tenant)

    # 30 September, 8, 9, 10, 12, 13, 14 October.
    assert found == dt.date(2026, 10, 14)


def test_calendar_days_that_end_in_the_holiday_end_after_it(world: World) -> None:
    with_national_day(world)
    plain = policy(world, days_are_working=False)

    found = due_day(ORDER, Urgency.AT_ONCE, on=EVE, policy=plain, tenant=world.tenant)

    assert found == dt.date(2026, 10, 8)


def test_the_holidays_of_the_twin_city_are_its_own(world: World) -> None:
    with_national_day(world)

    found = due_day(ORDER, Urgency.AT_ONCE, on=EVE, policy=policy(world), tenant=world.twin.tenant)

    assert found == dt.date(2026, 10, 8)


def test_a_second_round_has_days_of_its_own(world: World) -> None:
    short = policy(world, second_days=3)

    assert second_due_day(on=MONDAY, policy=short, tenant=world.tenant) == dt.date(2026, 3, 5)
