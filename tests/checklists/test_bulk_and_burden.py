"""批量与减负: many at once with an answer per row; what receivers already carry."""

from __future__ import annotations

import datetime as dt

import pytest

from checklists.actions.bulk import in_bulk
from checklists.actions.deciding import accept_assignment
from checklists.burden import likeness, loads, near_duplicates
from checklists.models import Assignment
from tests.lists import cascade, city_draft, city_list, completed, given_to
from tests.world import World


def test_each_row_stands_alone_and_gets_its_own_answer(world: World) -> None:
    cascade(world, titles=("甲",))
    first = completed(world, given_to(world, "branch"), "secretary")
    second = given_to(world, "second_branch")
    upper = given_to(world, "officer")
    officer = world.actor("officer")

    results = in_bulk(
        assignments=[first, second, upper],
        action=lambda owed: accept_assignment(assignment=owed, actor=officer),
        done="已销号",
    )

    assert [row.done for row in results] == [True, False, False]
    assert results[0].text == "已销号"
    assert "不能再销号" in results[1].text
    assert "没有“审核销号”的权限" in results[2].text
    assert Assignment.objects.filter(status="accepted").count() == 1


def test_the_load_is_counted_before_anything_is_added(world: World) -> None:
    cascade(world, titles=("甲", "乙"))
    Assignment.objects.filter(receiver=world.unit, item__title="乙").update(status="accepted")
    Assignment.objects.filter(receiver=world.branch, item__title="甲").update(
        due_date=dt.date(2026, 3, 31)
    )

    found = {
        load.organization.code: (load.open, load.due_this_month)
        for load in loads(issuer=world.officer, on=world.on)
    }

    assert found == {"B-1": (2, 1), "B-2": (2, 0), "U-1": (1, 0)}
    assert list(found)[-1] == "U-1"


def test_what_receivers_have_already_is_pointed_out(world: World) -> None:
    city_list(world, titles=("推进应建未建党组织清零", "开展党建体检"))
    draft = city_draft(world, titles=("推进应建未建党组织全面清零", "发展党员计划完成"))

    (near,) = near_duplicates(checklist=draft)

    assert near.item.title == "推进应建未建党组织全面清零"
    assert near.other.title == "推进应建未建党组织清零"
    assert near.receivers == 2


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("党建体检", "党建体检", 1.0),
        ("党建体检", "发展党员", 0.0),
        ("甲", "甲", 1.0),
        ("甲", "乙", 0.0),
    ],
)
def test_likeness_is_between_nothing_and_the_same(left: str, right: str, alike: float) -> None:
    assert likeness(left, right) == alike


def test_the_hint_asks_three_queries_and_the_load_one(
    world: World, django_assert_num_queries: object
) -> None:
    cascade(world, titles=("甲", "乙"))
    draft = city_draft(world)
    officer = world.officer

    with django_assert_num_queries(1):  # type: ignore[operator]
        loads(issuer=officer, on=world.on)
    with django_assert_num_queries(3):  # type: ignore[operator]
        near_duplicates(checklist=draft)
