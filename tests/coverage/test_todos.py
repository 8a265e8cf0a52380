"""What officers and stations owe of the ledger stands on their front page until it is done."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coverage.actions.contacts import record_contact
from coverage.actions.notices import ask_back, confirm_notice, submit_notice
from coverage.actions.units import record_state
from coverage.models import Unit
from coverage.todos import CoverageTodos
from tests.coverage.conftest import COUNTED, entered, joint_branch
from tests.world import World
from workflow.todos import Todo

EARLY = dt.date(2026, 1, 5)


def owed(world: World, who: str) -> list[Todo]:
    return list(CoverageTodos().todos(world.actor(who)))


def shown(world: World, who: str) -> list[tuple[str, str]]:
    return [(todo.verb, todo.title) for todo in owed(world, who)]


def test_the_third_member_is_a_todo_of_the_officer_and_of_the_station(world: World) -> None:
    unit = entered(world, "示例商贸", members_here=3, on=EARLY)

    officer = owed(world, "officer")[0]
    assert (officer.verb, officer.title, officer.light) == ("推动组建", "示例商贸", "red")
    assert officer.due == EARLY + dt.timedelta(days=30)
    assert "现为 3，界线 3" in officer.hint
    station = owed(world, "station_head")[0]
    assert (station.verb, station.count, station.acting_for) == (
        "推动组建",
        1,
        f"{world.actor('station_head').post_label}（{world.mall.label}）",
    )
    assert officer.acting_for == world.actor("officer").post_label
    assert "crossing=must_found" in station.path
    assert shown(world, "sibling_officer") == shown(world, "twin.officer") == []

    record_state(
        unit=unit,
        figures={"members_here": 2},
        effective_on=world.on,
        actor=world.home.system,
    )
    assert shown(world, "officer") == shown(world, "station_head") == []


def test_a_usual_thing_is_never_late(world: World) -> None:
    branch = joint_branch(world)
    for n in range(6):
        entered(world, f"示例{n}", place=branch, members_here=1, on=EARLY)
    todo = owed(world, "officer")[0]
    assert (todo.verb, todo.title, todo.light) == ("研究拆分", branch.name, "yellow")
    assert not todo.counts_down


def test_a_committee_looks_after_units_that_have_no_station(world: World) -> None:
    entered(world, "甲", place=world.mall, members_here=3)
    entered(world, "乙", members_here=3)
    todos = owed(world, "mall_leader")
    assert [(todo.verb, todo.count) for todo in todos] == [("推动组建", 1)]
    assert f"committee={world.mall.pk}" in todos[0].path


def test_a_stations_line_opens_just_the_units_it_counts(world: World, client: Client) -> None:
    met = entered(world, "已够人数", members_here=3)
    entered(world, "不够人数", members_here=2)
    branch = joint_branch(world)
    joined = {entered(world, f"联合{n}", place=branch, members_here=1) for n in range(6)}
    client.force_login(world.user("station_head"))

    paths = {todo.verb: todo.path for todo in owed(world, "station_head")}

    def opened(verb: str) -> set[Unit]:
        return {unit for unit, _ in client.get(paths[verb]).context["rows"]}

    assert opened("推动组建") == {met}
    assert opened("研究拆分") == joined
    assert "越线事项" in client.get(paths["研究拆分"]).content.decode()


def test_a_notice_waits_for_the_station_then_for_the_officer(world: World) -> None:
    notice = submit_notice(
        unit=entered(world, "示例商贸"),
        changes={"employees": 30},
        seen_on=world.on,
        words="",
        actor=world.actor("officer"),
    )
    assert shown(world, "station_head") == [("核实变更", "示例商贸")]
    assert shown(world, "officer") == []

    ask_back(notice=notice, question="请补充", actor=world.actor("station_head"))
    assert shown(world, "station_head") == []
    assert shown(world, "officer") == [("答复核实", "示例商贸")]


def test_a_confirmed_notice_is_nobodys_todo(world: World) -> None:
    notice = submit_notice(
        unit=entered(world),
        changes={"employees": 30},
        seen_on=world.on,
        words="",
        actor=world.actor("officer"),
    )
    confirm_notice(notice=notice, actor=world.actor("station_head"))
    assert shown(world, "station_head") == shown(world, "officer") == []


def test_a_contact_is_due_on_the_day_that_the_last_one_named(world: World) -> None:
    officer = world.actor("officer")
    due, late, later, done = (entered(world, name) for name in "甲乙丙丁")
    record_contact(unit=due, contacted_on=COUNTED, next_on=world.on, actor=officer)
    record_contact(
        unit=late, contacted_on=COUNTED, next_on=world.on - dt.timedelta(days=1), actor=officer
    )
    record_contact(
        unit=later, contacted_on=COUNTED, next_on=world.on + dt.timedelta(days=1), actor=officer
    )
    record_contact(unit=done, contacted_on=COUNTED, next_on=world.on, actor=officer)
    record_contact(unit=done, actor=officer)

    todos = owed(world, "officer")
    assert [(todo.title, todo.light) for todo in todos] == [("乙", "red"), ("甲", "yellow")]
    assert {todo.verb for todo in todos} == {"联系"}


def test_a_contact_that_is_due_opens_the_form_to_record_it(world: World, client: Client) -> None:
    unit = entered(world, "示例商贸")
    record_contact(unit=unit, contacted_on=COUNTED, next_on=world.on, actor=world.actor("officer"))

    (todo,) = owed(world, "officer")
    assert todo.path == reverse("coverage:unit_contact", args=[unit.pk])
    world.login(client, "officer")
    assert client.get(todo.path).status_code == 200


def test_the_page_costs_the_same_however_much_is_owed(world: World) -> None:
    def cost() -> int:
        actor = world.actor("officer"), world.actor("station_head")
        with CaptureQueriesContext(connection) as queries:
            for each in actor:
                list(CoverageTodos().todos(each))
        return len(queries)

    entered(world, "示例", members_here=3)
    few = cost()
    for n in range(5):
        entered(world, f"示例{n}", members_here=3)
    assert cost() == few == 2
