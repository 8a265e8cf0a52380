"""分解: every upper item is answered or waived, figures add up, days fit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from checklists.actions.decomposing import start_decomposition, undecomposed
from checklists.actions.drafting import (
    add_item,
    allocate,
    draft_checklist,
    edit_item,
    remove_item,
    waive,
    withdraw_waiver,
)
from checklists.actions.issuing import issue_checklist
from checklists.checks import inspect_draft
from checklists.models import Allocation, Assignment, Checklist, LibraryItem
from hierarchy.models import Organization
from tests.lists import YEAR, cascade, city_list, content, figure, given_to, passed_on, signed_by
from tests.world import World


def started(world: World, *, source: str = "upper", body: str = "mall") -> Checklist:
    return start_decomposition(
        receiver=getattr(world, body),
        year=YEAR,
        source=source,  # type: ignore[arg-type]
        actor=world.actor(f"{body}_leader" if body == "mall" else "officer"),
    )


def at_the_officer(world: World, **changes: object) -> Checklist:
    """A draft of 平江1岗 for its three bodies."""
    upper = city_list(world, titles=("应建未建清零",), **changes)
    for body, person in (("mall", "mall_leader"), ("station", "station_head")):
        signed_by(world, upper, body, person)
        upper = passed_on(world, body, person)
    signed_by(world, upper, "officer", "officer")
    return started(world, body="officer")


def share_out(world: World, draft: Checklist, *values: int) -> None:
    bodies = [world.branch, world.second_branch, world.unit]
    allocate(
        item=draft.items.get(),
        shares={body: Decimal(value) for body, value in zip(bodies, values, strict=True)},
        actor=world.actor("officer"),
    )


def codes(draft: Checklist, world: World) -> set[str]:
    return {problem.code for problem in inspect_draft(draft, on=world.on).problems}


def test_each_upper_item_gets_a_lower_one_ten_days_earlier(world: World) -> None:
    issued = city_list(world)
    signed_by(world, issued, "mall", "mall_leader")

    draft = started(world)

    uppers = list(issued.items.order_by("serial"))
    for lower, upper in zip(draft.items.order_by("serial"), uppers, strict=True):
        assert lower.answers is not None
        assert lower.answers.item == upper
        assert lower.key_point == upper
        assert lower.due_date == dt.date(YEAR, 10, 21)
        assert lower.responsible == ""


def test_nothing_signed_is_nothing_to_decompose(world: World) -> None:
    city_list(world)

    with pytest.raises(ValidationError, match="请先签收上级下发的清单") as refusal:
        started(world)
    assert refusal.value.code == "nothing_to_decompose"
    assert not Checklist.objects.filter(issuer=world.mall).exists()


def test_what_a_draft_answers_or_waives_is_not_offered_again(world: World) -> None:
    issued = city_list(world)
    first, second, third = signed_by(world, issued, "mall", "mall_leader")
    leader = world.actor("mall_leader")
    draft = draft_checklist(issuer=world.mall, year=YEAR, actor=leader)
    add_item(checklist=draft, content=content(), answers=first, actor=leader)
    waive(checklist=draft, answers=second, reason="本行业没有这类单位", actor=leader)

    assert list(undecomposed(receiver=world.mall, year=YEAR)) == [third]


def test_last_years_decomposition_is_a_start(world: World) -> None:
    cascade(world, titles=("党建体检",))
    last_year = Checklist.objects.get(issuer=world.mall)
    Checklist.objects.update(year=YEAR - 1)
    last_year.items.update(title="去年的分解措辞", lead_unit="商圈专委会办公室")
    issued = city_list(world, titles=("党建体检",))
    signed_by(world, issued, "mall", "mall_leader")

    item = started(world, source="last_year").items.get()

    assert (item.title, item.lead_unit) == ("去年的分解措辞", "商圈专委会办公室")
    assert item.due_date == dt.date(YEAR, 10, 21)


def test_the_library_is_a_start_and_keeps_the_uppers_figure(world: World) -> None:
    for title in ("逐户走访", "建立名册"):
        LibraryItem.objects.create(
            tenant=world.tenant,
            tier="committee",
            category="coverage",
            upper_title="应建未建清零",
            title=title,
            evidence_types="名册",
            evidence_minimum=2,
        )
    issued = city_list(world, titles=("应建未建清零", "党建体检"), **figure(30))
    signed_by(world, issued, "mall", "mall_leader")

    visit, roster, other = started(world, source="library").items.order_by("serial")

    assert (visit.title, visit.evidence_minimum) == ("逐户走访", 2)
    assert (visit.indicator_unit, visit.target_value) == ("户", Decimal(30))
    assert roster.title == "建立名册"
    assert roster.target_value is None
    assert other.title == "党建体检"


def test_thirty_against_twelve_ten_and_seven_is_stopped_by_one(world: World) -> None:
    draft = at_the_officer(world, **figure(60))
    asked = given_to(world, "officer")
    Assignment.objects.filter(pk=asked.pk).update(target_value=30)
    share_out(world, draft, 12, 10, 7)

    with pytest.raises(ValidationError, match=r"目标不低于 30 户，分解合计 29 户，差 1。"):
        issue_checklist(checklist=draft, actor=world.actor("officer"))

    assert not Assignment.objects.filter(issuer=world.officer).exists()
    state = inspect_draft(draft, on=world.on)
    assert state.uppers[0].gap == Decimal(1)
    share_out(world, draft, 12, 10, 8)
    assert inspect_draft(draft, on=world.on).is_issuable


def test_another_unit_does_not_count_towards_the_target(world: World) -> None:
    draft = at_the_officer(world, **figure(6))
    edit_item(
        item=draft.items.get(), changes={"indicator_unit": "人"}, actor=world.actor("officer")
    )

    assert "target_short" in codes(draft, world)


def test_of_a_ratio_each_receiver_must_reach_the_uppers(world: World) -> None:
    ratio = figure(95, unit="%", indicator_kind="ratio")
    draft = at_the_officer(world, **ratio)
    assert codes(draft, world) == set()

    share_out(world, draft, 100, 95, 90)

    with pytest.raises(ValidationError, match=r"分解最低一项 90 %，差 5"):
        issue_checklist(checklist=draft, actor=world.actor("officer"))


def test_a_ceiling_is_not_exceeded_below(world: World) -> None:
    draft = at_the_officer(world, **figure(10, direction="at_most"))
    asked = given_to(world, "officer").target_value

    share_out(world, draft, 2, 2, 2)

    with pytest.raises(ValidationError, match=r"分解合计 6 户，超出 .*请调减后再下发"):
        issue_checklist(checklist=draft, actor=world.actor("officer"))
    assert asked is not None
    share_out(world, draft, 1, 1, 0)
    assert inspect_draft(draft, on=world.on).is_issuable


def test_a_lower_day_is_not_later_than_the_uppers(world: World) -> None:
    draft = at_the_officer(world)
    late = given_to(world, "officer").due_date + dt.timedelta(days=1)
    edit_item(item=draft.items.get(), changes={"due_date": late}, actor=world.actor("officer"))

    with pytest.raises(ValidationError, match="晚于上级的"):
        issue_checklist(checklist=draft, actor=world.actor("officer"))


def test_nor_is_the_day_of_one_share(world: World) -> None:
    draft = at_the_officer(world)
    late = given_to(world, "officer").due_date + dt.timedelta(days=1)
    Allocation.objects.create(item=draft.items.get(), receiver=world.branch, due_date=late)

    assert "due_after_upper" in codes(draft, world)


def test_an_upper_item_never_just_disappears(world: World) -> None:
    issued = city_list(world)
    signed_by(world, issued, "mall", "mall_leader")
    leader = world.actor("mall_leader")
    draft = started(world)
    gone = draft.items.get(serial=2)
    upper = gone.answers
    remove_item(item=gone, actor=leader)

    with pytest.raises(ValidationError, match="还没有承接，请添加承接事项或说明不涉及"):
        issue_checklist(checklist=draft, actor=leader)

    assert upper is not None
    waive(checklist=draft, answers=upper, reason="本行业没有这类单位", actor=leader)
    issue_checklist(checklist=draft, actor=leader)
    upper.refresh_from_db()
    assert upper.is_decomposed


def test_waiving_needs_a_reason_and_nothing_that_answers(world: World) -> None:
    issued = city_list(world)
    signed_by(world, issued, "mall", "mall_leader")
    leader = world.actor("mall_leader")
    draft = started(world)
    upper = draft.items.get(serial=1).answers
    assert upper is not None

    with pytest.raises(ValidationError, match="写明不涉及的理由"):
        waive(checklist=draft, answers=upper, reason=" ", actor=leader)
    with pytest.raises(ValidationError, match="不能超过 400 字"):
        waive(checklist=draft, answers=upper, reason="长" * 401, actor=leader)
    with pytest.raises(ValidationError, match="已有承接事项"):
        waive(checklist=draft, answers=upper, reason="不涉及", actor=leader)


def test_a_waiver_is_taken_back_and_replaced_by_an_item(world: World) -> None:
    issued = city_list(world)
    first, second, _ = signed_by(world, issued, "mall", "mall_leader")
    leader = world.actor("mall_leader")
    draft = draft_checklist(issuer=world.mall, year=YEAR, actor=leader)
    kept = waive(checklist=draft, answers=first, reason="不涉及", actor=leader)
    waive(checklist=draft, answers=second, reason="不涉及", actor=leader)

    withdraw_waiver(waiver=kept, actor=leader)
    add_item(checklist=draft, content=content(), answers=second, actor=leader)

    assert not draft.waivers.exists()


def test_only_ones_own_signed_and_open_items_are_answered(world: World) -> None:
    issued = city_list(world)
    mine = signed_by(world, issued, "mall", "mall_leader")
    theirs = given_to(world, "lawyer")
    leader = world.actor("mall_leader")
    draft = draft_checklist(issuer=world.mall, year=YEAR, actor=leader)

    def answer(upper: Assignment) -> None:
        add_item(checklist=draft, content=content(), answers=upper, actor=leader)

    with pytest.raises(ValidationError, match="只能承接下发给本单位的上级事项"):
        answer(theirs)
    Assignment.objects.filter(pk=mine[0].pk).update(signed_at=None, status="to_sign")
    with pytest.raises(ValidationError, match="请先签收再分解"):
        answer(Assignment.objects.get(pk=mine[0].pk))
    Assignment.objects.filter(pk=mine[1].pk).update(status="cancelled")
    with pytest.raises(ValidationError, match="已取消，不能再承接"):
        answer(Assignment.objects.get(pk=mine[1].pk))


@pytest.mark.parametrize("status", ["paused", "reported", "accepted", "cancelled"])
def test_nothing_is_issued_below_an_upper_item_that_stands_still(world: World, status: str) -> None:
    issued = city_list(world, titles=("党建体检",))
    signed_by(world, issued, "mall", "mall_leader")
    draft = started(world)
    Assignment.objects.filter(receiver=world.mall).update(status=status)

    with pytest.raises(ValidationError, match="不能再向下分解"):
        issue_checklist(checklist=draft, actor=world.actor("mall_leader"))


def test_less_evidence_and_a_past_day_are_hints_that_stop_nothing(world: World) -> None:
    draft = at_the_officer(world, evidence_minimum=2, due_date=dt.date(YEAR, 3, 31))
    edit_item(
        item=draft.items.get(),
        changes={
            "evidence_minimum": 1,
            "due_date": world.on - dt.timedelta(days=1),
            "starts_on": world.on - dt.timedelta(days=1),
        },
        actor=world.actor("officer"),
    )

    assert codes(draft, world) == {"less_evidence", "due_past"}
    assert inspect_draft(draft, on=world.on).is_issuable


def test_the_judgement_does_not_ask_more_the_more_items_there_are(
    world: World, django_assert_max_num_queries: object
) -> None:
    issued = city_list(world, titles=tuple(f"要点{n}" for n in range(18)))
    signed_by(world, issued, "mall", "mall_leader")
    draft = started(world)

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        inspect_draft(draft, on=world.on)


def test_nobody_chosen_and_a_body_that_left_are_told(world: World) -> None:
    draft = at_the_officer(world)
    item = draft.items.get()
    edit_item(item=item, changes={"reach": "chosen"}, actor=world.actor("officer"))
    assert "nobody_chosen" in codes(draft, world)

    allocate(item=item, shares={world.unit: None}, actor=world.actor("officer"))
    Organization.objects.filter(pk=world.unit.pk).update(closed_on=world.on)

    with pytest.raises(ValidationError, match="已不是直接下级"):
        issue_checklist(checklist=draft, actor=world.actor("officer"))
