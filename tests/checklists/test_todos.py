"""待办: what each person owes, from the cause and gone with it; two queries, however much."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from checklists.actions.amending import revise_checklist
from checklists.actions.deciding import send_back_assignment
from checklists.actions.drafting import edit_item
from checklists.actions.handling import object_to_assignment, report_completion
from checklists.actions.issuing import issue_checklist, submit_checklist
from checklists.models import Checklist
from checklists.todos import AssignmentTodos
from hierarchy.actions.appointments import appoint, create_position
from hierarchy.terms import Role
from tests.lists import cascade, city_draft, city_list, completed, given_to, passed_on, signed_by
from tests.world import World
from workflow.todos import Todo

LATER = dt.timedelta(days=1)


def asked(world: World, person: str, **kwargs: Any) -> list[Todo]:
    """What the lists alone ask of the person, in the front page's order."""
    todos = AssignmentTodos().todos(world.actor(person, **kwargs))
    return sorted(todos, key=lambda todo: (todo.day, todo.key))


def owes(world: World, person: str, **kwargs: Any) -> list[tuple[str, str]]:
    return [(todo.verb, todo.title) for todo in asked(world, person, **kwargs)]


def test_a_received_list_is_to_be_signed_then_decomposed(world: World) -> None:
    issued = city_list(world)

    (todo,) = asked(world, "mall_leader")
    assert (todo.verb, todo.title, todo.count) == ("签收", issued.title, 3)
    assert (todo.due, todo.came_from) == (dt.date(2026, 3, 5), "市委两新工委")
    signed_by(world, issued, "mall", "mall_leader")

    (todo,) = asked(world, "mall_leader")
    assert (todo.verb, todo.hint) == ("分解", "3 项尚未分解到下级")
    assert owes(world, "city_leader") == []


def test_a_branch_reports_and_its_issuer_decides(world: World) -> None:
    cascade(world, titles=("甲",), evidence_minimum=0)
    assert owes(world, "secretary") == [("上报", "甲")]
    assert owes(world, "officer") == []

    completed(world, given_to(world, "branch"), "secretary")

    assert owes(world, "secretary") == []
    assert owes(world, "officer") == owes(world, "delegate") == [("审核", "甲")]
    for person in ("station_head", "town_reader", "auditor", "stranger", "twin.officer"):
        assert owes(world, person) == []


def test_what_came_back_opens_the_form_to_report_again(world: World, client: Client) -> None:
    cascade(world, titles=("甲",), evidence_minimum=0)
    asked_for = completed(world, given_to(world, "branch"), "secretary")
    send_back_assignment(assignment=asked_for, opinion="请补充照片", actor=world.actor("officer"))

    (todo,) = asked(world, "secretary")
    assert todo.verb == "补充上报"
    world.login(client, "secretary")
    page = client.get(todo.path)
    assert page.status_code == 200
    assert (page.context["returned"].opinion, "text" in page.context["form"].fields) == (
        "请补充照片",
        True,
    )


def test_a_superior_urges_its_subordinates_once_late(world: World) -> None:
    cascade(world, titles=("甲",))
    late = dt.datetime(2026, 10, 30, 9, tzinfo=world.at.tzinfo)

    assert owes(world, "officer") == []
    (todo,) = asked(world, "officer", at=late)
    assert (todo.verb, todo.title) == ("督促下级", "甲")
    own = given_to(world, "officer")
    assert todo.path == f"{reverse('checklists:assignment_list')}?parent={own.pk}&open=on"


def test_objections_changes_and_submitted_drafts_wait_for_someone(world: World) -> None:
    city_list(world, titles=("甲",))
    object_to_assignment(
        assignment=given_to(world, "mall"), reason="不涉及", actor=world.actor("mall_leader")
    )
    submit_checklist(checklist=city_draft(world), actor=world.actor("city_clerk"))

    verbs = [verb for verb, _ in owes(world, "city_leader")]

    assert sorted(verbs) == sorted(["审核", "审核下发"])


def test_a_changed_item_is_to_be_confirmed(world: World) -> None:
    cascade(world, titles=("甲",))
    officer = world.actor("officer")
    draft = revise_checklist(checklist=Checklist.objects.get(issuer=world.officer), actor=officer)
    edit_item(item=draft.items.get(), changes={"title": "甲（新）"}, actor=officer)
    issue_checklist(checklist=draft, actor=world.actor("officer", at=world.at + LATER))

    found = owes(world, "secretary", at=world.at + LATER)

    assert ("确认调整", "甲（新）") in found


def test_the_light_says_how_late_a_signature_is(world: World) -> None:
    city_list(world)

    def light(days: int) -> str:
        return asked(world, "mall_leader", at=world.at + dt.timedelta(days=days))[0].light

    assert [light(0), light(1), light(4)] == ["green", "yellow", "red"]


@pytest.mark.parametrize("titles", [1, 12])
def test_two_queries_however_much_there_is(
    world: World, titles: int, django_assert_max_num_queries: Any
) -> None:
    cascade(world, titles=tuple(f"事项{n}" for n in range(titles)))
    actor = world.actor("officer", at=world.at + dt.timedelta(days=300))

    with django_assert_max_num_queries(2):
        found = list(AssignmentTodos().todos(actor))

    assert len(found) == titles


def test_what_waits_for_a_decision_is_never_late_and_says_since_when_it_waits(
    world: World,
) -> None:
    cascade(world, titles=("甲",), evidence_minimum=0)
    completed(world, given_to(world, "branch"), "secretary")
    past = world.at + dt.timedelta(days=400)

    (todo,) = (todo for todo in asked(world, "officer", at=past) if todo.verb == "审核")

    assert (todo.due, todo.light) == (None, "green")
    assert todo.waiting_since == world.on


def test_what_waits_longest_stands_for_all_of_an_item(world: World) -> None:
    cascade(world, titles=("甲",), evidence_minimum=0)
    completed(world, given_to(world, "branch"), "secretary")
    later = world.actor("second_secretary", at=world.at + LATER)
    report_completion(assignment=given_to(world, "second_branch"), text="已完成", actor=later)

    (todo,) = asked(world, "officer", at=world.at + 2 * LATER)

    assert (todo.count, todo.waiting_since) == (2, world.on)


def test_work_is_done_as_a_post_of_the_top_bar(world: World) -> None:
    city_list(world)

    (todo,) = asked(world, "mall_leader")

    assert todo.acting_for == world.actor("mall_leader").post_label


def test_stations_of_one_name_are_told_apart_by_their_industry(world: World) -> None:
    cascade(world, titles=("甲",))
    signed_by(world, Checklist.objects.get(issuer=world.city), "lawyer", "lawyer_leader")
    passed_on(world, "lawyer", "lawyer_leader")
    appoint(
        user=world.user("station_head"),
        position=create_position(
            organization=world.lawyer_station, title="站长", role=Role.LEADER, actor=world.system
        ),
        starts_on=world.on,
        actor=world.system,
        reason="任职",
    )
    late = world.at + dt.timedelta(days=300)

    found = {todo.acting_for for todo in asked(world, "station_head", at=late)}

    label = world.station.label
    assert found == {
        f"{label} 站长（商圈市场行业党建专委会）",
        f"{label} 站长（律师行业党委）",
    }
