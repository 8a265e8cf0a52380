"""What the example schemes read by themselves of a city's people: workers, liaisons, hours."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from hierarchy.models import Organization
from inspections.reading import Line, line_of
from inspections.terms import Formula
from people.models import Liaison, StudyRecord
from people.terms import StudyKind
from tests.inspections.grounds import scheme_of, seeded
from tests.people.grounds import member, register_on
from tests.people.staff_grounds import worker
from tests.world import City, World
from workflow.indicators import Period, readings_of

WHOLE_YEAR = Period(start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31), on=dt.date(2026, 12, 31))


@pytest.fixture
def city(world: World) -> City:
    seeded(world.home)
    return world.home


def line(city: City, subject: str, code: str, body: Organization) -> Line:
    """What a sheet would hold of one body for the year, by the example's indicator."""
    indicator = scheme_of(city, subject).indicators.get(code=code)
    found = readings_of(indicator.source, tenant=city.tenant, bodies=[body.pk], period=WHOLE_YEAR)
    return line_of(indicator, found.get(body.pk))


def a_department(city: City, department: str, name: str = "") -> None:
    Liaison.objects.create(
        tenant=city.tenant,
        organization=city.mall,
        department=department,
        name=name,
        starts_on=dt.date(2026, 1, 5),
    )


@pytest.mark.parametrize(
    ("subject", "code", "source"),
    [
        ("committee", "A1", "people.workers"),
        ("committee", "A2", "people.liaisons"),
        ("branch", "A4", "people.study_hours"),
    ],
)
def test_the_examples_read_people_by_themselves(
    city: City, subject: str, code: str, source: str
) -> None:
    indicator = scheme_of(city, subject).indicators.get(code=code)

    assert (indicator.formula, indicator.source) == (Formula.RATIO, source)


def test_a_committee_without_a_worker_earns_nothing_and_with_one_everything(city: City) -> None:
    before = line(city, "committee", "A1", city.mall)
    worker(city)
    after = line(city, "committee", "A1", city.mall)

    assert (before.earned, before.is_absent, before.lacks_all) == (0, False, True)
    assert (after.value, after.of, after.earned) == (1, 1, 5)


def test_liaisons_count_by_departments_and_an_empty_list_earns_nothing(city: City) -> None:
    nobody = line(city, "committee", "A2", city.mall)
    a_department(city, "市商务局", "联络甲")
    a_department(city, "市市场监管局")
    half = line(city, "committee", "A2", city.mall)

    assert (nobody.earned, nobody.is_absent) == (0, False)
    assert (half.value, half.of, half.earned) == (1, 2, 2)


def test_hours_count_by_members_and_do_not_apply_where_a_city_keeps_counts_only(
    city: City,
) -> None:
    off = line(city, "branch", "A4", city.branch)
    register_on(city)
    full = member(city.branch, "示例甲")
    member(city.branch, "示例乙", identity="", phone="")
    StudyRecord.objects.create(
        tenant=city.tenant,
        organization=city.branch,
        member=full,
        title="年度集中学习",
        kind=StudyKind.values[0],
        studied_on=dt.date(2026, 6, 1),
        hours=Decimal(60),
    )
    on = line(city, "branch", "A4", city.branch)

    assert off.is_absent
    assert (on.value, on.of, on.earned) == (1, 2, 2)
