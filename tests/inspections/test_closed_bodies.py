"""A body that was closed gets no letter, and keeps nobody from being closed in turn."""

from __future__ import annotations

import pytest

from hierarchy.actions.restructuring import close_organization
from hierarchy.models import Organization
from inspections.actions.rectifications import (
    draft_for_round,
    issue_rectification,
    issue_rectifications,
)
from inspections.models import Inspection, Rectification
from inspections.open_rows import open_hearings
from inspections.terms import RectificationStatus, ReviewStatus
from tests.inspections.letters import a_finding, a_letter, a_round, an_inspection, found
from tests.inspections.scored import refused
from tests.inspections.test_todos import a_review
from tests.world import World

pytestmark = pytest.mark.django_db


def closed(world: World, name: str = "branch") -> Organization:
    """The body, closed this morning."""
    return close_organization(
        organization=getattr(world, name),
        on=world.on,
        reason="企业注销",
        actor=world.actor("station_head"),
    )


def poor(world: World, body: str) -> Inspection:
    """A published result with a red finding."""
    held = Inspection.objects.first()
    round_ = held.round if held else a_round(world.home)
    sheet = an_inspection(world.home, round_, body, earned={"A1": "0"}, grade="poor")
    found(world.home, sheet)
    return sheet


def test_no_letter_is_proposed_for_a_body_that_was_closed_since(world: World) -> None:
    round_ = poor(world, "branch").round
    poor(world, "second_branch")
    closed(world)

    written = draft_for_round(round=round_, actor=world.actor("mall_clerk"))

    assert written == 1
    assert Rectification.objects.get().organization == world.second_branch


def test_no_letter_is_written_to_a_body_that_was_closed(world: World) -> None:
    finding = a_finding(world.home)
    closed(world)

    with refused("body_closed"):
        a_letter(world.home, findings=[finding])


def test_no_finding_is_noted_of_a_body_that_was_closed(world: World) -> None:
    closed(world)

    with refused("body_closed"):
        a_finding(world.home)


def test_a_draft_to_a_body_that_was_closed_since_is_not_issued(world: World) -> None:
    letter = a_letter(world.home)
    closed(world)

    with refused("body_closed"):
        issue_rectification(rectification=letter, actor=world.actor("mall_leader"))

    assert Rectification.objects.get(pk=letter.pk).status == RectificationStatus.DRAFT


def test_many_are_not_issued_where_one_goes_to_a_closed_body(world: World) -> None:
    drafts = [a_letter(world.home), a_letter(world.home, body="second_branch")]
    closed(world)

    with refused("body_closed") as raised:
        issue_rectifications(rectifications=drafts, actor=world.actor("mall_leader"))

    assert world.branch.label in raised.value.messages[0]


def test_a_report_that_nobody_can_write_any_more_is_no_open_hearing(world: World) -> None:
    a_review(world, ReviewStatus.DRAFT)
    assert open_hearings([world.mall.pk]).count() == 1

    closed(world)

    assert not open_hearings([world.mall.pk]).exists()
