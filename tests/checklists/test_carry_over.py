"""结转: what could not be done this year is offered for the next year's list."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.carrying import carry_over_to
from checklists.actions.deciding import accept_assignment, stop_assignment
from checklists.actions.drafting import draft_checklist
from checklists.actions.handling import report_progress, sign_checklist
from checklists.actions.issuing import issue_checklist
from checklists.carrying import carried_items
from checklists.checks import inspect_draft
from checklists.models import Assignment, Checklist
from tests.lists import YEAR, cascade, city_list, completed, figure, given_to, signed_by
from tests.world import World

NEXT = YEAR + 1


def carry(world: World, body: str, person: str) -> Assignment:
    return stop_assignment(
        assignment=given_to(world, body),
        verb="carry_over",
        reason="单位在建，明年续办",
        actor=world.actor(person),
    )


def next_draft(world: World, body: str = "city", person: str = "city_leader") -> Checklist:
    return draft_checklist(issuer=getattr(world, body), year=NEXT, actor=world.actor(person))


def test_what_was_carried_over_is_offered_with_its_rest(world: World) -> None:
    signed_by(world, city_list(world, titles=("甲", "乙"), **figure(30)), "mall", "mall_leader")
    report_progress(
        assignment=given_to(world, "mall"),
        text="已建十二户",
        actual_value=Decimal(12),
        actor=world.actor("mall_leader"),
    )
    carry(world, "mall", "city_leader")

    (offered,) = carried_items(issuer=world.city, year=NEXT)

    assert offered.item.title == "甲"
    assert offered.rests == {world.mall: Decimal(18)}
    assert offered.target_value == Decimal(18)
    assert carried_items(issuer=world.city, year=YEAR) == []
    assert carried_items(issuer=world.twin.city, year=NEXT) == []


def test_it_is_taken_up_once_for_those_who_owe_it(world: World) -> None:
    city_list(world, titles=("甲",), **figure(30))
    old = carry(world, "mall", "city_leader").item
    draft = next_draft(world)
    leader = world.actor("city_leader")

    (item,) = carry_over_to(checklist=draft, items=[old], actor=leader)

    assert item.carried_from == old
    assert (item.title, item.reach, item.target_value) == ("甲", "chosen", Decimal(30))
    assert item.due_date == dt.date(NEXT, 10, 31)
    assert item.allocations.get().receiver == world.mall
    assert carried_items(issuer=world.city, year=NEXT) == []
    with pytest.raises(ValidationError, match="不在可结转之列"):
        carry_over_to(checklist=draft, items=[old], actor=leader)
    _, new = issue_checklist(checklist=draft, actor=leader)
    assert new == 1


def test_a_draft_hints_at_what_is_left_and_is_not_stopped_by_it(world: World) -> None:
    city_list(world, titles=("甲",))
    carry(world, "mall", "city_leader")
    draft = next_draft(world)

    hints = [p for p in inspect_draft(draft, on=world.on).problems if p.code == "carried_left"]

    assert [hint.blocks for hint in hints] == [False]
    assert "1 项" in hints[0].text


def test_below_the_city_it_answers_the_upper_item_that_was_carried_over(world: World) -> None:
    cascade(world, titles=("甲",))
    lower = carry(world, "station", "mall_leader").item
    upper = carry(world, "mall", "city_leader").item
    draft = next_draft(world)
    carry_over_to(checklist=draft, items=[upper], actor=world.actor("city_leader"))
    issued, _ = issue_checklist(checklist=draft, actor=world.actor("city_leader"))
    mine = next_draft(world, "mall", "mall_leader")
    leader = world.actor("mall_leader")
    with pytest.raises(ValidationError, match="请先签收再分解"):
        carry_over_to(checklist=mine, items=[lower], actor=leader)
    sign_checklist(checklist_id=issued.pk, receiver=world.mall, actor=leader)

    (item,) = carry_over_to(checklist=mine, items=[lower], actor=leader)

    assert item.answers is not None
    assert item.answers.item.carried_from == upper
    assert item.due_date <= item.answers.due_date
    assert item.allocations.get().receiver == world.station


def test_without_an_upper_item_there_is_nothing_to_answer(world: World) -> None:
    cascade(world, titles=("甲",))
    lower = carry(world, "station", "mall_leader").item

    with pytest.raises(ValidationError, match="每条事项都要对应一条上级事项"):
        carry_over_to(
            checklist=next_draft(world, "mall", "mall_leader"),
            items=[lower],
            actor=world.actor("mall_leader"),
        )


def test_only_the_issuers_own_drafts_take_it_up(world: World) -> None:
    city_list(world, titles=("甲",))
    old = carry(world, "mall", "city_leader").item
    draft = next_draft(world)

    with pytest.raises(PermissionDenied):
        carry_over_to(checklist=draft, items=[old], actor=world.actor("mall_leader"))
    with pytest.raises(ValidationError, match="不在可结转之列"):
        carry_over_to(checklist=draft, items=[], actor=world.actor("city_leader"))


def test_what_is_carried_over_later_from_the_same_item_is_offered_too(world: World) -> None:
    city_list(world, titles=("源泉工程",))
    leader = world.actor("city_leader")
    first, second = given_to(world, "mall"), given_to(world, "lawyer")
    stop_assignment(assignment=first, verb="carry_over", reason="明年再办", actor=leader)
    draft = draft_checklist(issuer=world.city, year=YEAR + 1, actor=leader)
    carry_over_to(checklist=draft, items=[first.item], actor=leader)
    stop_assignment(assignment=second, verb="carry_over", reason="明年再办", actor=leader)

    (offered,) = carried_items(issuer=world.city, year=YEAR + 1)

    assert list(offered.rests) == [world.lawyer]


def test_the_rest_is_what_below_has_not_had_accepted(world: World) -> None:
    cascade(world, titles=("源泉工程",), **figure(30))
    done = completed(world, given_to(world, "branch"), "secretary", actual_value=Decimal(5))
    accept_assignment(assignment=done, actor=world.actor("officer"))
    owed = given_to(world, "officer")
    stop_assignment(
        assignment=owed, verb="carry_over", reason="明年再办", actor=world.actor("station_head")
    )

    (offered,) = carried_items(issuer=world.station, year=YEAR + 1)

    assert offered.rests == {world.officer: owed.target_value - 5}
