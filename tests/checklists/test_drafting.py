"""起草: a list belongs to a body, a year and a tier; what can't be right is refused at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.drafting import (
    add_item,
    allocate,
    allocate_evenly,
    delete_draft,
    draft_checklist,
    edit_checklist,
    edit_item,
    keep_in_library,
    remove_item,
)
from checklists.models import Checklist, LibraryItem
from tests.lists import YEAR, city_draft, city_list, content, figure
from tests.world import World


@pytest.mark.parametrize(
    ("body", "person", "kind"),
    [
        ("city", "city_clerk", "key_points"),
        ("mall", "mall_clerk", "responsibilities"),
        ("station", "station_clerk", "tasks"),
        ("officer", "officer", "breakdown"),
    ],
)
def test_each_tier_drafts_its_own_kind_of_list(
    world: World, body: str, person: str, kind: str
) -> None:
    draft = draft_checklist(issuer=getattr(world, body), year=YEAR, actor=world.actor(person))

    assert draft.kind == kind
    assert draft.status == "draft"
    assert str(YEAR) in draft.title


def test_the_last_tier_drafts_nothing(world: World) -> None:
    with pytest.raises((ValidationError, PermissionDenied)):
        draft_checklist(issuer=world.branch, year=YEAR, actor=world.actor("secretary"))
    with pytest.raises(ValidationError, match="最末一级") as refusal:
        draft_checklist(issuer=world.branch, year=YEAR, actor=world.system)
    assert refusal.value.code == "tier_issues_nothing"


@pytest.mark.parametrize(("year", "words"), [(2017, "不能早于 2018"), (2100, "不能晚于 2099")])
def test_a_year_out_of_range_is_refused(world: World, year: int, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        draft_checklist(issuer=world.city, year=year, actor=world.actor("city_clerk"))
    assert not Checklist.objects.exists()


def test_a_stranger_to_the_body_may_not_draft(world: World) -> None:
    for person in ("mall_leader", "twin.city_leader", "expired", "auditor"):
        with pytest.raises(PermissionDenied, match="没有“起草清单”的权限"):
            draft_checklist(issuer=world.city, year=YEAR, actor=world.actor(person))


def test_a_deadline_before_its_start_is_refused(world: World) -> None:
    draft = city_draft(world, titles=())

    with pytest.raises(ValidationError, match="完成时限不能早于起始日"):
        add_item(
            checklist=draft,
            content=content(starts_on=dt.date(YEAR, 6, 1), due_date=dt.date(YEAR, 5, 31)),
            actor=world.actor("city_clerk"),
        )
    assert not draft.items.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_date": dt.date(2062, 10, 31)},
        {"due_date": dt.date(2025, 10, 31), "starts_on": dt.date(2025, 1, 1)},
        {"starts_on": dt.date(2016, 1, 1)},
    ],
)
def test_a_day_of_another_year_is_refused(world: World, wrong: dict[str, dt.date]) -> None:
    draft = city_draft(world, titles=())

    with pytest.raises(ValidationError, match="不在 2026年度的清单之内"):
        add_item(checklist=draft, content=content(**wrong), actor=world.actor("city_clerk"))


@pytest.mark.parametrize(("day", "is_refused"), [(1800, True), (2024, True), (2025, False)])
def test_the_day_for_signing_belongs_to_the_lists_year(
    world: World, day: int, is_refused: bool
) -> None:
    clerk, wanted = world.actor("city_clerk"), dt.date(day, 12, 20)
    draft = city_draft(world)

    if not is_refused:
        edit_checklist(checklist=draft, changes={"sign_due_date": wanted}, actor=clerk)
        return
    with pytest.raises(ValidationError) as refused:
        edit_checklist(checklist=draft, changes={"sign_due_date": wanted}, actor=clerk)
    assert refused.value.message_dict.keys() == {"sign_due_date"}
    with pytest.raises(ValidationError):
        draft_checklist(issuer=world.city, year=YEAR, actor=clerk, sign_due_date=wanted)


def test_a_window_may_close_after_new_year(world: World) -> None:
    draft = city_draft(world, titles=())

    item = add_item(
        checklist=draft,
        content=content(due_date=dt.date(YEAR + 1, 2, 28)),
        actor=world.actor("city_clerk"),
    )

    assert item.due_date.year == YEAR + 1


def test_a_negative_target_is_refused(world: World) -> None:
    draft = city_draft(world, titles=())

    with pytest.raises(ValidationError, match="目标值不能为负数"):
        add_item(checklist=draft, content=content(**figure(-1)), actor=world.actor("city_clerk"))


def test_items_are_numbered_and_close_up_when_one_goes(world: World) -> None:
    draft = city_draft(world)
    first, second, third = draft.items.order_by("serial")

    remove_item(item=first, actor=world.actor("city_clerk"))

    assert list(draft.items.order_by("serial").values_list("serial", "pk")) == [
        (1, second.pk),
        (2, third.pk),
    ]


def test_below_the_city_an_item_must_answer_an_upper_one(world: World) -> None:
    clerk = world.actor("mall_clerk")
    draft = draft_checklist(issuer=world.mall, year=YEAR, actor=clerk)

    with pytest.raises(ValidationError, match="每条事项都要对应一条上级事项") as refusal:
        add_item(checklist=draft, content=content(), actor=clerk)
    assert refusal.value.code == "answers_nothing"


def test_editing_changes_the_draft_and_keeps_what_it_was_in_the_trail(world: World) -> None:
    draft = city_draft(world)
    clerk = world.actor("city_clerk")
    item = draft.items.get(serial=1)
    item.title = "界面上已改的标题"

    edited = edit_item(item=item, changes={"title": "新标题"}, actor=clerk)
    head = edit_checklist(
        checklist=draft, changes={"document_no": "苏组通〔2026〕1号"}, actor=clerk
    )

    assert draft.items.get(serial=1).title == edited.title == "新标题"
    assert head.document_no == "苏组通〔2026〕1号"


def test_an_issued_list_is_not_edited(world: World) -> None:
    issued = city_list(world)
    item = issued.items.first()
    clerk = world.actor("city_clerk")

    for attempt in (
        lambda: edit_checklist(checklist=issued, changes={"title": "改"}, actor=clerk),
        lambda: edit_item(item=item, changes={"title": "改"}, actor=clerk),
        lambda: remove_item(item=item, actor=clerk),
        lambda: add_item(checklist=issued, content=content(), actor=clerk),
        lambda: delete_draft(checklist=issued, actor=clerk),
        lambda: allocate(item=item, shares={}, actor=clerk),
    ):
        with pytest.raises(ValidationError, match="不能直接修改。已下发的清单请另出新版本"):
            attempt()


def test_a_draft_is_thrown_away_with_its_items(world: World) -> None:
    draft = city_draft(world)

    delete_draft(checklist=draft, actor=world.actor("city_clerk"))

    assert not Checklist.objects.filter(pk=draft.pk).exists()


def test_a_target_is_spread_in_whole_parts_that_add_up(world: World) -> None:
    draft = city_draft(world, titles=("甲",), **figure(31))
    item = draft.items.get()

    rows = allocate_evenly(item=item, actor=world.actor("city_clerk"))

    assert sorted(row.target_value for row in rows) == [Decimal(15), Decimal(16)]


def test_only_direct_subordinates_are_given_shares(world: World) -> None:
    item = city_draft(world, titles=("甲",), **figure(30)).items.get()
    clerk = world.actor("city_clerk")

    for other in (world.station, world.twin.mall):
        with pytest.raises(ValidationError, match="不是“市委两新工委”的直接下级"):
            allocate(item=item, shares={other: Decimal(30)}, actor=clerk)
    with pytest.raises(ValidationError, match="不能为负数"):
        allocate(item=item, shares={world.mall: Decimal(-1)}, actor=clerk)
    with pytest.raises(ValidationError, match="不能识别"):
        allocate(item=item, shares={world.mall: Decimal("1e20")}, actor=clerk)
    assert not item.allocations.exists()


def test_an_item_is_kept_in_the_library(world: World) -> None:
    item = city_draft(world, titles=("甲",)).items.get()

    kept = keep_in_library(item=item, actor=world.actor("city_leader"))

    assert LibraryItem.objects.get(pk=kept.pk).title == "甲"
    assert kept.tier == "city"


@pytest.mark.parametrize("person", ["officer", "mall_leader", "city_clerk"])
def test_the_library_is_kept_by_who_keeps_the_citys_reference_data(
    world: World, person: str
) -> None:
    item = city_draft(world, titles=("甲",)).items.get()

    with pytest.raises(PermissionDenied, match="维护组织"):
        keep_in_library(item=item, actor=world.actor(person))

    assert not LibraryItem.objects.exists()
