"""Moving, merging, handing over and closing bodies loses no unit."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from coverage.models import Unit
from coverage.open_work import UnitWork
from coverage.terms import Cover
from hierarchy.actions.handover import hand_over
from hierarchy.actions.restructuring import (
    close_organization,
    merge_organizations,
    move_organization,
)
from hierarchy.models import Organization
from hierarchy.open_work import count_open
from tests.checklists.test_open_work import second_officer
from tests.coverage.conftest import entered, open_kinds
from tests.world import World
from workflow.models import AuditEntry


def fresh(unit: Unit) -> Unit:
    return Unit.objects.select_related("place").get(pk=unit.pk)


def test_units_under_a_body_are_its_open_work_by_name(world: World) -> None:
    unit = entered(world, "示例商贸")
    entered(world, "别处", place=world.sibling_officer)

    assert count_open([world.officer.pk]) == 1
    assert count_open([world.officer.pk, world.sibling_officer.pk]) == 2
    lines = list(UnitWork().lines([world.officer.pk]))
    assert [(line.kind, line.title, line.state) for line in lines] == [
        ("联系单位", "示例商贸", "未建党组织")
    ]
    assert lines[0].path.endswith(f"/{unit.pk}/")


def test_an_officer_with_units_is_not_closed(world: World) -> None:
    entered(world, "示例商贸")
    Organization.objects.filter(parent=world.officer).update(closed_on=world.on)
    with pytest.raises(ValidationError, match="示例商贸") as caught:
        close_organization(
            organization=world.officer,
            on=world.on,
            reason="撤销",
            actor=world.actor("station_head"),
        )
    assert caught.value.code == "still_in_use"


def test_a_handover_to_another_post_takes_the_units_along(world: World) -> None:
    unit = entered(world, members_here=3)
    receiving = second_officer(world)

    handover = hand_over(
        appointment=world.appointment("officer"),
        on=world.on,
        reason="调离",
        actor=world.actor("station_head"),
        receiving=receiving,
    )

    assert unit.name in str(handover.sheet)
    assert (fresh(unit).place, fresh(unit).officer) == (receiving, receiving)
    state = unit.states.latest("pk")
    assert (state.place, state.members_here, state.source_note) == (
        receiving,
        3,
        "由“平江1岗”移交",
    )
    assert open_kinds(unit) == ["must_found"]
    assert AuditEntry.objects.filter(verb="unit.transfer").get().after["units"] == 1


def test_merging_a_branch_into_another_covers_its_unit_jointly(world: World) -> None:
    unit = entered(world, place=world.branch, members_here=3)
    merge_organizations(
        source=world.branch,
        target=world.second_branch,
        on=world.on,
        reason="合并",
        actor=world.actor("station_head"),
    )
    assert (fresh(unit).place, fresh(unit).cover) == (world.second_branch, Cover.JOINT)
    assert open_kinds(unit) == ["must_found"]


def test_merging_a_branch_into_a_bare_unit_leaves_no_cover(world: World) -> None:
    unit = entered(world, place=world.second_branch, members_here=1)
    merge_organizations(
        source=world.second_branch,
        target=world.unit,
        on=world.on,
        reason="撤并",
        actor=world.actor("station_head"),
    )
    assert (fresh(unit).place, fresh(unit).cover) == (world.unit, Cover.NONE)


def test_moving_an_officer_takes_its_units_into_the_new_line(world: World) -> None:
    direct = entered(world, "甲")
    covered = entered(world, "乙", place=world.branch, members_here=3)
    move_organization(
        organization=world.officer,
        parent=world.lawyer_station,
        on=world.on,
        reason="调整",
        actor=world.actor("city_leader"),
    )
    for unit in (fresh(direct), fresh(covered)):
        assert (unit.committee, unit.station) == (world.lawyer, world.lawyer_station)
        assert unit.town == world.home.regions["pingjiang"]
    assert not Unit.objects.visible_to(world.actor("mall_leader")).exists()
    assert Unit.objects.visible_to(world.actor("lawyer_leader")).count() == 2


def test_what_remains_is_said_as_what_it_is_with_its_number_and_the_way(world: World) -> None:
    for name in ("示例甲", "示例乙"):
        entered(world, name)
    Organization.objects.filter(parent=world.officer).update(closed_on=world.on)
    with pytest.raises(ValidationError) as caught:
        close_organization(
            organization=world.officer,
            on=world.on,
            reason="撤销",
            actor=world.actor("station_head"),
        )
    told = caught.value.message
    assert "2 家归口单位须在单位页面“归口调整”" in told
    assert "联系单位“示例甲”" in told
    assert "未销号任务" not in told
    assert "清单草稿" not in told
