"""源泉工程: units without members, counted with their denominator, shown with what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from coverage.models import ContactRecord, Unit
from coverage.rulebook import DEFAULTS
from coverage.spring import lacking, shares, spring_units, with_care
from tests.coverage.joint_units import joining_unit
from tests.world import City, World

ADDRESS = "coverage:spring"


@pytest.fixture(autouse=True)
def _at_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def source(city: City, name: str, employees: int = 20, **given: Any) -> Unit:
    """A working unit without any member."""
    figures = {"employees": employees, "members_here": 0} | given.pop("figures", {})
    return joining_unit(city, name, 0, figures=figures, **given)


def talk(unit: Unit, on: dt.date, talks: int, *, next_on: dt.date | None = None) -> ContactRecord:
    return ContactRecord.objects.create(
        unit=unit,
        contacted_on=on,
        kind="visit",
        talks=talks,
        next_on=next_on,
        recorded_at=dt.datetime.combine(on, dt.time(9), tzinfo=dt.UTC),
    )


def units(rules: Any = DEFAULTS) -> Any:
    return spring_units(Unit.objects.all(), rules=rules)


def test_any_member_of_any_kind_takes_a_unit_out(world: World) -> None:
    source(world.home, "无党员")
    for number, figures in enumerate(
        ({"members_here": 1}, {"members_elsewhere": 1}, {"probationary": 1}), start=1
    ):
        source(world.home, f"有党员{number}", figures=figures)
    source(world.home, "僵尸", figures={"operating": "dormant"})

    assert [unit.name for unit in units()] == ["无党员"]


def test_talks_are_those_of_this_year_and_the_next_day_is_the_newest_contacts(
    world: World,
) -> None:
    unit = source(world.home, "无党员")
    talk(unit, dt.date(world.on.year - 1, 12, 30), 9)
    talk(unit, dt.date(world.on.year, 1, 5), 2, next_on=world.on)
    talk(unit, world.on, 1, next_on=world.on + dt.timedelta(days=20))

    found = with_care(units(), on=world.on).get()

    assert (found.talks_held, found.last_contact_on) == (3, world.on)
    assert found.next_contact_on == world.on + dt.timedelta(days=20)


def test_every_figure_is_a_part_over_a_whole(world: World) -> None:
    large = source(world.home, "大", 80, figures={"applicants": 2, "activists": 1})
    source(world.home, "大二", 50)
    source(world.home, "小", 10, place=world.station)
    talk(large, world.on, 2)

    found = {share.key: (share.part, share.whole) for share in _shares(world)}

    assert found == {
        "no_officer": (2, 3),
        "no_talk": (1, 3),
        "no_applicant": (1, 3),
        "no_activist": (1, 3),
        "first_no_activist": (1, 2),
    }


def _shares(world: World) -> list[Any]:
    return shares(units(), on=world.on, rules=DEFAULTS)


def test_what_a_share_lacks_is_listed_and_adds_up(world: World) -> None:
    large = source(world.home, "大", 80, figures={"applicants": 2, "activists": 1})
    source(world.home, "大二", 50)
    source(world.home, "小", 10, place=world.station)
    talk(large, world.on, 2)

    for share in _shares(world):
        rows = with_care(units(), on=world.on).filter(
            lacking(share.key, on=world.on, rules=DEFAULTS)
        )
        assert rows.count() == share.whole - share.part, share.key


def test_how_many_staff_make_a_unit_come_first_is_the_citys_rule(world: World) -> None:
    source(world.home, "二十人", 20)

    assert _shares(world)[-1].whole == 0
    assert shares(units(), on=world.on, rules=DEFAULTS.having(spring_staff=20))[-1].whole == 1


def test_the_page_shows_the_largest_first_and_marks_them(world: World, client: Client) -> None:
    source(world.home, "小商贸", 10)
    source(world.home, "大商贸", 80)

    page = world.login(client, "station_head").get(reverse(ADDRESS))

    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("大商贸") < text.index("小商贸")
    assert text.count("<b>重点</b>") == 1
    assert "0/2" in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"first": "on"}, ["大商贸"]),
        ({"lacks": "overdue"}, ["小商贸"]),
        ({"lacks": "no_officer"}, ["站管"]),
        ({"q": "dashangmao"}, ["大商贸"]),
        ({"q": "没有这家"}, []),
    ],
)
def test_the_filters_narrow(
    world: World, client: Client, query: dict[str, str], names: list[str]
) -> None:
    source(world.home, "大商贸", 80)
    small = source(world.home, "小商贸", 10)
    source(world.home, "站管", 11, place=world.station)
    talk(small, world.on - dt.timedelta(days=40), 1, next_on=world.on - dt.timedelta(days=2))

    page = world.login(client, "station_head").get(reverse(ADDRESS), query)

    assert [unit.name for unit in page.context["page"].rows] == names


def test_a_filter_that_makes_no_sense_is_told(world: World, client: Client) -> None:
    page = world.login(client, "station_head").get(reverse(ADDRESS), {"station": "999999"})

    assert page.status_code == 422
    assert page.context["page"].rows == []


def test_nobody_reads_beyond_the_own_scope(world: World, client: Client) -> None:
    source(world.home, "本站单位")
    source(world.home, "斜塘单位", place=world.sibling_officer)
    source(world.twin, "对照单位")

    text = world.login(client, "station_head").get(reverse(ADDRESS)).content.decode()

    assert "本站单位" in text
    assert "斜塘单位" not in text
    assert "对照单位" not in text


def test_the_sheet_holds_the_same_rows(world: World, client: Client) -> None:
    unit = source(world.home, "大商贸", 80)
    talk(unit, world.on, 2)
    source(world.home, "小商贸", 10)

    answer = world.login(client, "officer").get(reverse("coverage:spring_excel"), {"first": "on"})

    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].values)
    head, found = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert "今年谈话人次" in head
    assert [(row["单位名称"], row["重点单位"], row["今年谈话人次"]) for row in found] == [
        ("大商贸", "重点", 2)
    ]
