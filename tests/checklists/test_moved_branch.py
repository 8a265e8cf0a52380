"""A branch that moved: who directs it today counts it, changes it and decides on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from checklists.actions.amending import revise_checklist
from checklists.actions.completion import accepted_total
from checklists.actions.deciding import accept_assignment
from checklists.actions.drafting import allocate, remove_item, waive
from checklists.actions.handling import report_completion
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Checklist
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import move_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.lists import BRANCHES, cascade, completed, figure, given_to
from tests.world import World

LATER = dt.timedelta(days=1)


@pytest.fixture
def other(world: World) -> Organization:
    """Another post of the same station; the lists come to it too."""
    return found_organization(
        parent=world.station,
        tier=Tier.OFFICER,
        kind=Kind.OFFICER_POST,
        name="平江3岗",
        region=world.home.regions["pingjiang"],
        on=world.on,
        reason="增设",
        actor=world.home.system,
    )


def moved(world: World, to: Organization, person: str = "station_head") -> None:
    move_organization(
        organization=world.unit,
        parent=to,
        on=world.on,
        reason="调整",
        actor=world.actor(person),
    )


def settled(world: World, body: str, person: str) -> None:
    owed = given_to(world, body)
    done = completed(world, owed, person, actual_value=owed.target_value)
    accept_assignment(assignment=done, actor=world.home.system)


def test_its_work_hangs_below_what_the_new_superior_has_of_the_same_item(
    world: World, other: Organization
) -> None:
    cascade(world, titles=("甲",), **figure(30))

    moved(world, other)

    owed = given_to(world, "unit")
    upper = Assignment.objects.get(receiver=other)
    assert (owed.issuer, owed.parent) == (other, upper)
    assert upper.item == given_to(world, "officer").item
    settled(world, "unit", "contact")
    assert accepted_total(upper) == owed.target_value


def test_the_old_officer_is_not_held_up_by_it(world: World, other: Organization) -> None:
    cascade(world, titles=("甲",), **figure(30))
    moved(world, other)
    for body, person in BRANCHES[:2]:
        settled(world, body, person)

    report = report_completion(
        assignment=given_to(world, "officer"), text="已全部完成", actor=world.actor("officer")
    )

    assert report.actual_value == accepted_total(given_to(world, "officer"))


def test_where_the_new_superior_has_nothing_of_the_item_it_hangs_below_nothing(
    world: World,
) -> None:
    cascade(world, titles=("甲",))

    moved(world, world.sibling_officer, "mall_leader")

    owed = given_to(world, "unit")
    assert (owed.issuer, owed.parent) == (world.sibling_officer, None)
    settled(world, "unit", "contact")


def test_a_branch_that_comes_back_counts_where_it_counted(
    world: World, other: Organization
) -> None:
    cascade(world, titles=("甲",))
    upper = given_to(world, "unit").parent

    moved(world, other)
    moved(world, world.officer)

    assert given_to(world, "unit").parent == upper


def revised(world: World, *, drop: bool) -> Checklist:
    """平江1岗's next version of two items: without the moved unit, or with one item dropped."""
    officer = world.actor("officer")
    draft = revise_checklist(checklist=Checklist.objects.get(issuer=world.officer), actor=officer)
    kept, second = draft.items.order_by("serial")
    if drop:
        upper = second.answers
        assert upper is not None
        remove_item(item=second, actor=officer)
        waive(checklist=draft, answers=upper, reason="不再涉及", actor=officer)
    for item in draft.items.all():
        target = kept.target_value or Decimal(0)
        shares = {world.branch: target - 1, world.second_branch: Decimal(1)}
        allocate(item=item, shares=shares, actor=officer)
    later = world.actor("officer", at=world.at + LATER)
    return issue_checklist(checklist=draft, actor=later)[0]


@pytest.mark.parametrize("drop", [True, False])
def test_a_new_version_of_the_old_officer_leaves_it_alone(
    world: World, other: Organization, drop: bool
) -> None:
    cascade(world, titles=("甲", "乙"), **figure(30))
    moved(world, other)
    facts = ("pk", "issuer_id", "status", "target_value", "due_date", "amended_at")
    rows = Assignment.objects.filter(receiver=world.unit).order_by("pk")
    before = list(rows.values_list(*facts))

    version = revised(world, drop=drop)

    assert list(rows.values_list(*facts)) == before
    first = rows.order_by("item__serial", "pk")[0]
    assert first.item.checklist == version
