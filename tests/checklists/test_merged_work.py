"""Handover and merge where both bodies have the same item: nothing is lost, nothing doubled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.amending import revise_checklist
from checklists.actions.completion import accepted_total
from checklists.actions.deciding import accept_assignment, stop_assignment
from checklists.actions.handling import confirm_amendment, report_completion, request_extension
from checklists.actions.issuing import archive_checklist, issue_checklist
from checklists.carrying import carried_items
from checklists.models import Assignment, Checklist
from checklists.terms import ListStatus
from hierarchy.actions.handover import hand_over
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import merge_organizations
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.lists import BRANCHES, YEAR, cascade, completed, figure, given_to
from tests.world import World
from workflow.models import AuditEntry

LATER = dt.timedelta(days=1)


@pytest.fixture
def receiving(world: World) -> Organization:
    """Another post of 平江站, founded before the lists came."""
    return _officer(world, "平江3岗")


def _officer(world: World, name: str) -> Organization:
    return _found(world, world.station, Tier.OFFICER, Kind.OFFICER_POST, name)


def _branch(world: World, parent: Organization, name: str = "拙政党支部") -> Organization:
    return _found(world, parent, Tier.BRANCH, Kind.BRANCH, name)


def _found(world: World, parent: Organization, tier: str, kind: str, name: str) -> Organization:
    return found_organization(
        parent=parent,
        tier=tier,
        kind=kind,
        name=name,
        region=world.home.regions["pingjiang"],
        on=world.on,
        reason="增设",
        actor=world.home.system,
    )


def pair(world: World, receiving: Organization, **changes: object) -> tuple[Assignment, Assignment]:
    """What 平江1岗 and the other post have of the same item, of 15 户 8 and 7."""
    if not Assignment.objects.exists():
        cascade(world, titles=("甲",), **figure(30))
    Assignment.objects.filter(receiver=receiving).update(**changes)
    rows = [given_to(world, "officer"), Assignment.objects.get(receiver=receiving)]
    assert len({row.item_id for row in rows}) == 1
    return rows[0], rows[1]


def hand_to(world: World, receiving: Organization) -> None:
    hand_over(
        appointment=world.appointment("officer"),
        on=world.on,
        reason="调离",
        actor=world.actor("station_head"),
        receiving=receiving,
    )


def merge_into(world: World, target: Organization) -> None:
    merge_organizations(
        source=world.officer,
        target=target,
        on=world.on,
        reason="合并",
        actor=world.actor("station_head"),
    )


@pytest.mark.parametrize("act", [hand_to, merge_into])
def test_the_two_targets_add_up_and_the_branches_count_for_the_one_that_goes_on(
    world: World, receiving: Organization, act
) -> None:
    copy, kept = pair(world, receiving)
    both = (copy.target_value or 0) + (kept.target_value or 0)

    act(world, receiving)

    for row in (copy, kept):
        row.refresh_from_db()
    assert (copy.status, kept.target_value) == ("cancelled", both)
    assert both == given_to(world, "station").target_value
    below = Assignment.objects.filter(tier="branch")
    assert {(row.parent_id, row.issuer_id) for row in below} == {(kept.pk, receiving.pk)}
    for body, person in BRANCHES:
        owed = completed(
            world, given_to(world, body), person, actual_value=given_to(world, body).target_value
        )
        accept_assignment(assignment=owed, actor=world.home.system)
    assert accepted_total(kept) == copy.target_value


@pytest.mark.parametrize(
    ("settled", "status"),
    [
        ("accepted", "in_progress"),
        ("unfulfilled", "in_progress"),
        ("reported", "in_progress"),
        ("cancelled", "to_sign"),
        ("paused", "paused"),
        ("to_sign", "to_sign"),
    ],
)
def test_what_was_settled_at_the_receiving_post_goes_on_with_what_is_still_open(
    world: World, receiving: Organization, settled: str, status: str
) -> None:
    copy, kept = pair(world, receiving, status=settled, actual_value=Decimal(7))
    Assignment.objects.filter(pk=kept.pk).update(
        settled_at=world.at, signed_at=world.at, progress=100
    )

    hand_to(world, receiving)

    kept.refresh_from_db()
    own = 0 if settled == "cancelled" else 7
    assert (kept.status, kept.is_open) == (status, True)
    assert (kept.target_value, kept.is_decomposed) == ((copy.target_value or 0) + own, True)
    assert kept.children.count() == 3
    assert kept.progress == 0
    assert (kept.settled_at is None) or not settled.startswith(("acc", "unf", "can"))


def test_every_pair_is_told_on_the_trail_of_both(world: World, receiving: Organization) -> None:
    copy, kept = pair(world, receiving, status="accepted")

    hand_to(world, receiving)

    def told(row: Assignment) -> list[str]:
        found = AuditEntry.objects.about(row).order_by("id")
        return [entry.verb for entry in found.filter(verb__startswith="assignment.")][-2:]

    assert told(copy)[-1] == "assignment.cancel"
    assert told(kept) == ["assignment.reopen", "assignment.absorb"]
    entry = AuditEntry.objects.about(kept).get(verb="assignment.absorb")
    assert (entry.after["copy"], entry.user_name) == (copy.pk, "谢站长")
    assert "平江1岗" in entry.reason


def test_nobody_waits_for_an_answer_on_the_cancelled_copy(
    world: World, receiving: Organization
) -> None:
    copy, _ = pair(world, receiving)
    until = copy.due_date + dt.timedelta(days=3)
    request_extension(assignment=copy, until=until, reason="搬迁", actor=world.actor("officer"))

    hand_to(world, receiving)

    copy.refresh_from_db()
    assert not copy.extension_asked
    assert not Assignment.objects.filter(pk=copy.pk).awaiting_issuer().exists()


def test_the_later_of_two_days_holds_and_the_larger_target_is_confirmed(
    world: World, receiving: Organization
) -> None:
    copy, kept = pair(world, receiving, status="in_progress", signed_at=world.at - LATER)
    Assignment.objects.filter(pk=copy.pk).update(due_date=copy.due_date + dt.timedelta(days=9))

    hand_to(world, receiving)

    kept.refresh_from_db()
    assert kept.due_date == copy.due_date + dt.timedelta(days=9)
    assert kept.needs_confirmation


def test_without_a_figure_or_with_a_ratio_nothing_is_added(
    world: World, receiving: Organization
) -> None:
    cascade(world, titles=("甲",), **figure(90, unit="%", indicator_kind="ratio"))
    _, kept = pair(world, receiving)

    hand_to(world, receiving)

    kept.refresh_from_db()
    assert kept.target_value == 90


def test_what_was_carried_over_at_the_receiving_post_stands_in_the_way(
    world: World, receiving: Organization
) -> None:
    copy, _ = pair(world, receiving, status="carried_over")

    with pytest.raises(ValidationError) as caught:
        hand_to(world, receiving)

    assert caught.value.code == "doubled_carried"
    assert all(part in caught.value.message for part in ("甲", "平江3岗", "已结转", "请先"))
    copy.refresh_from_db()
    assert copy.is_open


def test_the_lists_of_a_merged_body_are_revised_and_archived_by_the_one_that_took_it_in(
    world: World, receiving: Organization
) -> None:
    issued = cascade(world, titles=("甲",))[-1]
    pair(world, receiving, status="in_progress", signed_at=world.at)
    own = _branch(world, receiving)
    merge_into(world, receiving)
    issued.refresh_from_db()
    assert issued.issuer == receiving
    head = world.home.system

    draft = revise_checklist(checklist=issued, actor=head)
    _, new = issue_checklist(checklist=draft, actor=head)

    assert new == 0
    assert not Assignment.objects.filter(receiver=own).exists()
    open_ones = Assignment.objects.filter(item__checklist=draft).open()
    assert (open_ones.count(), open_ones.filter(parent__receiver=receiving).count()) == (3, 3)
    open_ones.update(status="accepted")
    assert archive_checklist(checklist=draft, actor=head).status == ListStatus.ARCHIVED


def test_what_a_merged_body_carried_over_is_offered_to_the_one_that_took_it_in(
    world: World, receiving: Organization
) -> None:
    cascade(world, titles=("甲",))
    owed = given_to(world, "unit")
    stop_assignment(
        assignment=owed, verb="carry_over", reason="明年再办", actor=world.actor("officer")
    )

    merge_into(world, receiving)

    (offered,) = carried_items(issuer=receiving, year=YEAR + 1)
    assert (offered.item, list(offered.rests)) == (owed.item, [world.unit])


def test_only_who_issues_for_the_receiving_post_revises_what_it_took_over(
    world: World, receiving: Organization
) -> None:
    issued = cascade(world, titles=("甲",))[-1]
    merge_into(world, receiving)

    with pytest.raises(PermissionDenied):
        revise_checklist(checklist=issued, actor=world.actor("station_head"))


def test_a_draft_of_a_new_version_goes_to_those_who_have_the_list_alone(
    world: World, receiving: Organization
) -> None:
    issued = cascade(world, titles=("甲",))[-1]
    pair(world, receiving, status="in_progress", signed_at=world.at)
    own = _branch(world, receiving)
    draft = revise_checklist(checklist=issued, actor=world.actor("officer"))
    hand_to(world, receiving)

    _, new = issue_checklist(checklist=draft, actor=world.home.system)

    assert new == 0
    assert not Assignment.objects.filter(receiver=own).exists()
    assert Checklist.objects.get(pk=draft.pk).issuer == receiving


def test_a_branch_merged_into_another_adds_what_it_had_done(world: World) -> None:
    cascade(world, titles=("甲",), **figure(30))
    copy, kept = given_to(world, "branch"), given_to(world, "second_branch")
    both = (copy.target_value or 0) + (kept.target_value or 0)
    Assignment.objects.filter(pk=copy.pk).update(actual_value=Decimal(2))
    done = completed(world, kept, "second_secretary", actual_value=Decimal(5))
    accept_assignment(assignment=done, actor=world.actor("officer"))

    merge_organizations(
        source=world.branch,
        target=world.second_branch,
        on=world.on,
        reason="合并",
        actor=world.actor("station_head", at=world.at + dt.timedelta(hours=1)),
    )

    kept.refresh_from_db()
    assert (kept.status, kept.target_value) == ("in_progress", both)
    assert kept.actual_value == 5 + 2
    secretary = world.actor("second_secretary", at=world.at + LATER)
    confirm_amendment(assignment=kept, actor=secretary)
    report_completion(assignment=kept, text="已全部完成", actual_value=both, actor=secretary)
