"""Moving, merging, splitting and closing lose neither history nor work."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy import proof
from hierarchy.actions.restructuring import (
    close_organization,
    merge_organizations,
    move_organization,
    split_organization,
)
from hierarchy.models import OrganizationChange
from tests.hierarchy.conftest import Desk
from tests.past import PastNode, tree_as_of
from tests.world import World
from workflow.models import AuditEntry

REASON = "按批复调整"


@pytest.fixture(autouse=True)
def _open_work(desk: Desk) -> None:
    """Every structural act asks for open work."""


def assert_sound(world: World) -> None:
    assert [str(fault) for fault in proof.faults_of(world.tenant)] == []


def past(world: World, day: dt.date) -> dict[int, PastNode]:
    return {node.organization_id: node for node in tree_as_of(tenant=world.tenant, day=day)}


def test_a_move_takes_the_subtree_along_and_keeps_the_past(world: World, desk: Desk) -> None:
    before = world.on - dt.timedelta(days=1)
    node = move_organization(
        organization=world.officer,
        parent=world.lawyer_station,
        on=world.on,
        reason=REASON,
        actor=world.actor("city_leader"),
    )
    branch = world.branch
    assert (branch.committee_id, branch.station_id) == (world.lawyer.pk, world.lawyer_station.pk)
    assert branch.industry == world.home.industries["lawyer"]
    assert sorted(desk.reanchored) == sorted(
        each.pk for each in (node, branch, world.second_branch, world.unit)
    )
    assert past(world, before)[node.pk].parent_id == world.station.pk
    assert past(world, world.on)[node.pk].parent_id == world.lawyer_station.pk
    entry = AuditEntry.objects.about(node).latest("pk")
    assert (entry.verb, entry.post, entry.reason) == (
        "organization.move",
        "市委两新工委 书记",
        REASON,
    )
    assert_sound(world)


def test_who_moves_must_manage_the_old_and_the_new_superior(world: World) -> None:
    with pytest.raises(PermissionDenied, match="维护组织"):
        move_organization(
            organization=world.officer,
            parent=world.lawyer_station,
            on=world.on,
            reason=REASON,
            actor=world.actor("mall_leader"),
        )


@pytest.mark.parametrize(
    ("body", "parent", "code"),
    [
        ("branch", "station", "not_under"),
        ("station", "officer", "not_under"),
        ("officer", "station", "same_parent"),
        ("city", "mall", "root"),
    ],
)
def test_moves_against_the_order_of_tiers_are_refused(
    world: World, body: str, parent: str, code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        move_organization(
            organization=getattr(world, body),
            parent=getattr(world, parent),
            on=world.on,
            reason=REASON,
            actor=world.home.system,
        )
    assert caught.value.error_list[0].code == code


def test_merging_hands_children_and_work_over_and_closes(world: World, desk: Desk) -> None:
    desk.numbers[world.sibling_officer.pk] = 3
    target = merge_organizations(
        source=world.sibling_officer,
        target=world.officer,
        on=world.on,
        reason=REASON,
        actor=world.actor("mall_leader"),
    )
    assert world.sibling_branch.parent == target
    assert desk.numbers == {target.pk: 3}
    assert world.sibling_officer.closed_on == world.on
    assert world.actor("sibling_officer").posts == ()
    assert_sound(world)


def test_splitting_founds_a_body_beside_with_the_chosen_children(world: World) -> None:
    new = split_organization(
        organization=world.officer,
        name="平江3岗",
        children=[world.unit],
        on=world.on,
        reason=REASON,
        actor=world.actor("station_head"),
    )
    assert world.unit.parent == new
    assert new.parent == world.station
    verbs = OrganizationChange.objects.filter(organization=new).values_list("verb", flat=True)
    assert set(verbs) == {"found", "split"}
    assert_sound(world)


def test_closing_says_exactly_what_stands_in_the_way(world: World, desk: Desk) -> None:
    desk.numbers[world.officer.pk] = 2
    with pytest.raises(ValidationError) as caught:
        close_organization(
            organization=world.officer,
            on=world.on,
            reason=REASON,
            actor=world.actor("station_head"),
        )
    message = caught.value.message
    assert all(part in message for part in ("观前商城党支部", "（3 个）", "2 项未销号任务"))
    assert world.officer.closed_on is None


def test_closing_ends_the_posts_at_once(world: World) -> None:
    close_organization(
        organization=world.branch, on=world.on, reason=REASON, actor=world.actor("station_head")
    )
    assert world.actor("secretary").posts == ()
    assert world.appointment("secretary").ends_on == world.on
