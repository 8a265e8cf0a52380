"""Targets shared out: among everyone, enough, and counted over all lists that pass them on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from checklists.actions.completion import accepted_total
from checklists.actions.deciding import stop_assignment
from checklists.actions.drafting import add_item, allocate, draft_checklist
from checklists.actions.issuing import issue_checklist
from checklists.checks import inspect_draft
from tests.lists import (
    BRANCHES,
    YEAR,
    cascade,
    city_draft,
    city_list,
    content,
    figure,
    given_to,
    signed_by,
)
from tests.world import World


def codes(checklist, world: World) -> list[str]:
    return [problem.code for problem in inspect_draft(checklist, on=world.on).problems]


def test_the_citys_own_target_must_be_shared_out_in_full(world: World) -> None:
    draft = city_draft(world, titles=("源泉工程",), **figure(30))
    item = draft.items.get()
    clerk, leader = world.actor("city_clerk"), world.actor("city_leader")
    allocate(item=item, shares={world.mall: Decimal(12), world.lawyer: Decimal(10)}, actor=clerk)

    with pytest.raises(ValidationError) as refused:
        issue_checklist(checklist=draft, actor=leader)

    assert "分解合计 22 户，差 8。请补足后再下发。" in refused.value.messages[0]
    allocate(item=item, shares={world.mall: Decimal(18), world.lawyer: Decimal(12)}, actor=clerk)
    assert codes(draft, world) == []


def test_a_receiver_left_without_a_share_would_get_the_whole_target(world: World) -> None:
    draft = city_draft(world, titles=("源泉工程",), **figure(30))
    allocate(
        item=draft.items.get(), shares={world.mall: Decimal(30)}, actor=world.actor("city_clerk")
    )

    (problem,) = inspect_draft(draft, on=world.on).problems

    assert (problem.code, problem.blocks) == ("share_missing", True)
    assert "还有 1 个接收单位没有分到目标值，将各按整项目标 30 户下达" in problem.text


def test_of_a_ratio_nobody_needs_a_share(world: World) -> None:
    ratio = figure(90, unit="%", indicator_kind="ratio")
    draft = city_draft(world, titles=("规范开展率",), **ratio)
    allocate(
        item=draft.items.get(), shares={world.mall: Decimal(95)}, actor=world.actor("city_clerk")
    )

    assert codes(draft, world) == []


def test_what_an_earlier_list_passed_on_counts_for_a_supplementary_one(world: World) -> None:
    mall = world.actor("mall_leader")
    (upper,) = signed_by(
        world, city_list(world, titles=("源泉工程",), **figure(30)), "mall", "mall_leader"
    )
    first = _list_of(world, upper, {world.station: Decimal(20), world.single: Decimal(10)})
    issue_checklist(checklist=first, actor=mall)

    second = _list_of(world, upper, {world.station: Decimal(5)}, title="补充走访", target=5)
    state = inspect_draft(second, on=world.on)

    assert [problem.code for problem in state.problems] == []
    assert state.uppers[0].given == 35
    _, new = issue_checklist(checklist=second, actor=mall)
    assert new == 1


def _list_of(world: World, upper, shares, *, title: str = "源泉工程", target: int = 30):
    mall = world.actor("mall_leader")
    draft = draft_checklist(issuer=world.mall, year=YEAR, actor=mall)
    said = content(title, **figure(target), due_date=dt.date(YEAR, 10, 1), reach="chosen")
    item = add_item(checklist=draft, content=said, answers=upper, actor=mall)
    allocate(item=item, shares=shares, actor=mall)
    return draft


def test_a_figure_that_nothing_below_counts_any_more_is_typed(world: World) -> None:
    cascade(world, titles=("源泉工程",), **figure(30))
    officer = world.actor("officer")
    for body, _ in BRANCHES:
        stop_assignment(
            assignment=given_to(world, body), verb="cancel", reason="误发", actor=officer
        )

    assert accepted_total(given_to(world, "officer")) is None
