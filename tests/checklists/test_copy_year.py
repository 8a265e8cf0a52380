"""沿用上年: the city's list for another year, with its days moved."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.decomposing import copy_last_year, shift_years
from checklists.models import Checklist
from tests.lists import cascade, city_list
from tests.world import World


def test_last_years_list_is_copied_with_its_days_shifted(world: World) -> None:
    issued = city_list(
        world,
        titles=("甲", "乙"),
        milestones=[{"name": "一季度", "due": "2026-03-31"}],
    )

    draft = copy_last_year(checklist=issued, year=2028, actor=world.actor("city_clerk"))

    assert (draft.year, draft.status, draft.number) == (2028, "draft", "")
    first, second = draft.items.order_by("serial")
    assert (first.title, second.title) == ("甲", "乙")
    assert (first.starts_on, first.due_date) == (dt.date(2028, 1, 5), dt.date(2028, 10, 31))
    assert first.milestones == [{"name": "一季度", "due": "2028-03-31"}]
    assert (first.previous, first.carried_from) == (None, None)


@pytest.mark.parametrize(
    ("day", "years", "shifted"),
    [
        (dt.date(2028, 2, 29), 1, dt.date(2029, 2, 28)),
        (dt.date(2028, 2, 29), 4, dt.date(2032, 2, 29)),
        (dt.date(2026, 2, 28), 2, dt.date(2028, 2, 28)),
        (dt.date(2026, 12, 31), 1, dt.date(2027, 12, 31)),
    ],
)
def test_the_leap_day_becomes_the_28th(day: dt.date, years: int, shifted: dt.date) -> None:
    assert shift_years(day, years) == shifted


@pytest.mark.parametrize("year", [2026, 2025])
def test_it_is_not_copied_back(world: World, year: int) -> None:
    issued = city_list(world)

    with pytest.raises(ValidationError, match="只能沿用到 2026年以后的年度"):
        copy_last_year(checklist=issued, year=year, actor=world.actor("city_clerk"))


def test_a_lower_list_follows_the_upper_items_instead(world: World) -> None:
    cascade(world, titles=("甲",))

    with pytest.raises(ValidationError, match="请在分解时选择“沿用上年”"):
        copy_last_year(
            checklist=Checklist.objects.get(issuer=world.mall),
            year=2027,
            actor=world.actor("mall_clerk"),
        )


def test_only_the_issuer_copies(world: World) -> None:
    issued = city_list(world)

    with pytest.raises(PermissionDenied):
        copy_last_year(checklist=issued, year=2027, actor=world.actor("twin.city_clerk"))
