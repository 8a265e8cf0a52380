"""Liaisons (联络员, S-02): one live row a department, vacancies that show, days that join."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.liaisons import (
    correct_start,
    edit_liaison,
    end_liaison,
    list_department,
    replace_liaison,
    vacate_liaison,
)
from people.models import Liaison
from tests.people.guidance_grounds import CONTENT, DAY, a_liaison
from tests.world import World
from workflow.models import AuditEntry

YESTERDAY = DAY - dt.timedelta(days=1)
TOMORROW = DAY + dt.timedelta(days=1)


def refused(error: pytest.ExceptionInfo[ValidationError], field: str = "") -> str:
    found = error.value.error_dict[field][0] if field else error.value
    return str(found.code)


def test_the_committees_clerk_lists_a_department_with_its_liaison(world: World) -> None:
    row = list_department(
        organization=world.mall, content=CONTENT, starts_on=DAY, actor=world.actor("mall_clerk")
    )

    assert (row.department, row.name, row.is_lead) == ("市商务局", "冯联络", True)
    entry = AuditEntry.objects.get(verb="liaison.list")
    assert entry.after["name"] == "冯联络"
    assert entry.organization == world.mall


def test_a_department_is_listed_before_anybody_is_named(world: World) -> None:
    row = list_department(
        organization=world.mall,
        content={"department": "市文旅局"},
        starts_on=DAY,
        actor=world.actor("mall_leader"),
    )

    assert row.name == ""


def test_one_department_is_not_listed_twice(world: World) -> None:
    a_liaison(world.home)

    with pytest.raises(ValidationError) as error:
        list_department(
            organization=world.mall,
            content=CONTENT,
            starts_on=DAY,
            actor=world.actor("mall_clerk"),
        )

    assert refused(error, "department") == "department_taken"


def test_the_same_department_may_stand_on_two_committees_lists(world: World) -> None:
    a_liaison(world.home)

    row = list_department(
        organization=world.lawyer,
        content=CONTENT,
        starts_on=DAY,
        actor=world.actor("lawyer_clerk"),
    )

    assert row.organization == world.lawyer


@pytest.mark.parametrize("person", ["city_leader", "station_head", "lawyer_leader", "town_reader"])
def test_nobody_lists_for_another_body(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        list_department(
            organization=world.mall, content=CONTENT, starts_on=DAY, actor=world.actor(person)
        )


def test_a_station_has_no_such_list(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        list_department(
            organization=world.station,
            content=CONTENT,
            starts_on=DAY,
            actor=world.actor("station_head"),
        )

    assert refused(error) == "committee_only"


def test_no_day_to_come_is_written(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        list_department(
            organization=world.mall,
            content=CONTENT,
            starts_on=TOMORROW,
            actor=world.actor("mall_clerk"),
        )

    assert refused(error, "starts_on") == "in_future"


def test_a_vacant_row_takes_a_name(world: World) -> None:
    row = a_liaison(world.home, name="")

    edit_liaison(
        liaison=row, content={"name": "冯联络", "phone": "1"}, actor=world.actor("mall_clerk")
    )

    row.refresh_from_db()
    assert (row.name, row.phone, row.department) == ("冯联络", "1", "市商务局")


def test_another_person_is_no_correction(world: World) -> None:
    row = a_liaison(world.home)

    with pytest.raises(ValidationError) as error:
        edit_liaison(liaison=row, content={"name": "陈联络"}, actor=world.actor("mall_clerk"))

    assert refused(error, "name") == "another_person"


def test_a_correction_that_changes_nothing_is_refused(world: World) -> None:
    row = a_liaison(world.home)

    with pytest.raises(ValidationError) as error:
        edit_liaison(liaison=row, content={"name": "冯联络"}, actor=world.actor("mall_clerk"))

    assert refused(error) == "nothing_changed"


def test_a_successor_follows_without_a_gap_and_the_one_before_stays_on_record(
    world: World,
) -> None:
    old = a_liaison(world.home, is_lead=True)

    new = replace_liaison(
        liaison=old,
        content={"name": "陈联络", "office": "市场处", "title": "副处长"},
        starts_on=DAY,
        actor=world.actor("mall_clerk"),
    )

    old.refresh_from_db()
    assert (old.name, old.ends_on) == ("冯联络", YESTERDAY)
    assert (new.name, new.starts_on, new.is_lead) == ("陈联络", DAY, True)
    assert list(Liaison.objects.live(DAY)) == [new]
    assert list(Liaison.objects.live(YESTERDAY)) == [old]


def test_a_successor_cannot_begin_before_the_one_replaced(world: World) -> None:
    row = a_liaison(world.home, starts_on=DAY)

    with pytest.raises(ValidationError) as error:
        replace_liaison(
            liaison=row,
            content={"name": "陈联络"},
            starts_on=DAY,
            actor=world.actor("mall_clerk"),
        )

    assert refused(error, "starts_on") == "too_early"


def test_a_successor_has_a_name(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        replace_liaison(
            liaison=a_liaison(world.home),
            content={"name": " "},
            starts_on=DAY,
            actor=world.actor("mall_clerk"),
        )

    assert refused(error, "name") == "name_needed"


def test_a_department_whose_liaison_left_stays_vacant(world: World) -> None:
    row = a_liaison(world.home)

    vacant = vacate_liaison(
        liaison=row, left_on=DAY, reason="调离", actor=world.actor("mall_clerk")
    )

    assert list(Liaison.objects.live(DAY)) == [vacant]
    assert (vacant.name, vacant.starts_on) == ("", DAY)
    assert AuditEntry.objects.get(verb="liaison.vacate").before["name"] == "冯联络"


def test_a_wrong_first_day_is_put_right_and_the_one_before_joins(world: World) -> None:
    old, clerk = a_liaison(world.home), world.actor("mall_clerk")
    given = {"content": {"name": "陈联络"}, "starts_on": DAY, "actor": clerk}
    new = replace_liaison(liaison=old, **given)
    right = YESTERDAY - dt.timedelta(days=3)

    correct_start(liaison=new, starts_on=right, reason="登记有误", actor=clerk)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ends_on, new.starts_on) == (right - dt.timedelta(days=1), right)
    entry = AuditEntry.objects.get(verb="liaison.start")
    assert (entry.before["starts_on"], entry.reason) == (DAY.isoformat(), "登记有误")
    codes = []
    for day in (TOMORROW, old.starts_on):
        with pytest.raises(ValidationError) as error:
            correct_start(liaison=new, starts_on=day, reason="登记有误", actor=clerk)
        codes.append(refused(error, "starts_on"))
    assert codes == ["in_future", "too_early"]
    with pytest.raises(PermissionDenied):
        correct_start(
            liaison=new, starts_on=DAY, reason="登记有误", actor=world.actor("city_leader")
        )


def test_nobody_leaves_tomorrow_or_on_the_first_day(world: World) -> None:
    row = a_liaison(world.home, starts_on=DAY)
    codes = []
    for day in (TOMORROW, DAY):
        with pytest.raises(ValidationError) as error:
            vacate_liaison(liaison=row, left_on=day, reason="调离", actor=world.actor("mall_clerk"))
        codes.append(refused(error, "left_on"))

    assert codes == ["in_future", "left_early"]


def test_a_vacant_row_cannot_be_vacated(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        vacate_liaison(
            liaison=a_liaison(world.home, name=""),
            left_on=DAY,
            reason="调离",
            actor=world.actor("mall_clerk"),
        )

    assert refused(error) == "vacant_already"


def test_a_department_that_leaves_the_trade_owes_nobody(world: World) -> None:
    row = a_liaison(world.home)

    end_liaison(liaison=row, ends_on=YESTERDAY, reason="机构改革", actor=world.actor("mall_leader"))

    assert not Liaison.objects.live(DAY).exists()


def test_ending_asks_why(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        end_liaison(
            liaison=a_liaison(world.home),
            ends_on=DAY,
            reason=" ",
            actor=world.actor("mall_leader"),
        )

    assert refused(error) == "reason_needed"


def test_what_has_ended_is_not_touched_again(world: World) -> None:
    row = a_liaison(world.home, ends_on=YESTERDAY)

    with pytest.raises(ValidationError) as error:
        edit_liaison(liaison=row, content={"office": "综合处"}, actor=world.actor("mall_clerk"))

    assert refused(error) == "ended"


def test_a_department_that_came_back_is_listed_anew(world: World) -> None:
    a_liaison(world.home, ends_on=YESTERDAY)

    row = list_department(
        organization=world.mall, content=CONTENT, starts_on=DAY, actor=world.actor("mall_clerk")
    )

    assert list(Liaison.objects.live(DAY)) == [row]


def test_leaving_today_pressed_twice_leaves_one_vacancy(world: World) -> None:
    row = a_liaison(world.home)
    given = {"reason": "调离", "actor": world.actor("mall_clerk")}
    vacate_liaison(liaison=row, left_on=DAY, **given)

    for again, day in ((vacate_liaison, "left_on"), (end_liaison, "ends_on")):
        with pytest.raises(ValidationError) as error:
            again(liaison=row, **given, **{day: DAY})
        assert refused(error) == "ended"

    assert Liaison.objects.filter(name="").count() == 1


def test_a_name_that_was_misspelt_is_put_right_also_on_the_first_day(world: World) -> None:
    row = a_liaison(world.home, starts_on=DAY)
    given = {"liaison": row, "was_misnamed": True, "actor": world.actor("mall_clerk")}

    edit_liaison(content={"name": "封联络"}, **given)

    row.refresh_from_db()
    assert (row.name, row.starts_on) == ("封联络", DAY)
    entry = AuditEntry.objects.get(verb="liaison.edit")
    assert (entry.before, entry.after) == ({"name": "冯联络"}, {"name": "封联络"})
    with pytest.raises(ValidationError) as error:
        edit_liaison(content={"name": ""}, **given)
    assert refused(error, "name") == "another_person"
