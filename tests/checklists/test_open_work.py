"""Handing over, merging and closing: neither tasks nor drafts are left behind."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from checklists.actions.amending import revise_checklist
from checklists.actions.decomposing import start_decomposition
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Checklist
from checklists.open_work import AssignmentWork
from checklists.terms import ListStatus
from hierarchy.actions.handover import hand_over
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import close_organization, merge_organizations
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.lists import YEAR, cascade, city_list, passed_on, signed_by
from tests.world import World


def second_officer(world: World) -> Organization:
    """Another post of 平江站, with nothing on it."""
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


def officers_draft(world: World) -> Checklist:
    """A draft of 平江1岗 that answers what came down to it."""
    signed_by(world, city_list(world), "mall", "mall_leader")
    lists = [passed_on(world, "mall", "mall_leader")]
    signed_by(world, lists[-1], "station", "station_head")
    lists.append(passed_on(world, "station", "station_head"))
    signed_by(world, lists[-1], "officer", "officer")
    return start_decomposition(
        receiver=world.officer, year=YEAR, source="upper", actor=world.actor("officer")
    )


def hand_to(world: World, receiving: Organization) -> None:
    hand_over(
        appointment=world.appointment("officer"),
        on=world.on,
        reason="调离",
        actor=world.actor("station_head"),
        receiving=receiving,
    )


def test_drafts_count_as_open_work(world: World) -> None:
    draft = officers_draft(world)
    tasks = Assignment.objects.filter(receiver=world.officer).open().count()
    assert AssignmentWork().count([world.officer.pk]) == tasks + 1
    lines = AssignmentWork().lines([world.officer.pk])
    assert draft.title in [line.title for line in lines]


def test_a_handover_carries_the_draft_to_the_receiving_post(world: World) -> None:
    draft = officers_draft(world)
    receiving = second_officer(world)

    hand_to(world, receiving)

    draft.refresh_from_db()
    assert draft.issuer == receiving
    assert draft.title.startswith(receiving.label)
    assert {item.answers.receiver for item in draft.items.all() if item.answers} == {receiving}
    _, issued = issue_checklist(checklist=draft, actor=world.home.system)
    assert issued == 9
    assert AssignmentWork().count([world.officer.pk]) == 0


def test_a_draft_of_a_new_version_goes_along_and_can_be_issued(world: World) -> None:
    cascade(world)
    draft = revise_checklist(
        checklist=Checklist.objects.get(issuer=world.officer), actor=world.actor("officer")
    )
    receiving = second_officer(world)

    hand_to(world, receiving)

    draft.refresh_from_db()
    issued, _ = issue_checklist(checklist=draft, actor=world.home.system)
    assert (issued.issuer, issued.version, issued.status) == (receiving, 2, ListStatus.ISSUED)


def test_a_merge_lets_the_draft_answer_what_the_target_has_of_the_same_item(world: World) -> None:
    receiving = second_officer(world)
    draft = officers_draft(world)

    merge_organizations(
        source=world.officer,
        target=receiving,
        on=world.on,
        reason="合并",
        actor=world.actor("station_head"),
    )

    uppers = [item.answers for item in draft.items.select_related("answers")]
    assert {(upper.receiver_id, upper.status) for upper in uppers if upper} == {
        (receiving.pk, "to_sign")
    }


def test_a_draft_that_answers_what_does_not_move_is_named_and_refused(world: World) -> None:
    draft = officers_draft(world)
    receiving = second_officer(world)
    item = draft.items.order_by("serial")[0]
    Assignment.objects.filter(pk=item.answers_id).update(status="cancelled")

    with pytest.raises(ValidationError) as caught:
        hand_to(world, receiving)

    message = caught.value.message
    assert caught.value.code == "draft_stays"
    assert all(part in message for part in (draft.title, item.title, "已取消", "删除"))


def test_a_body_with_a_draft_is_not_closed(world: World) -> None:
    draft = officers_draft(world)
    Organization.objects.filter(parent=world.officer).update(closed_on=world.on)
    Assignment.objects.filter(receiver=world.officer).update(status="accepted")

    with pytest.raises(ValidationError) as caught:
        close_organization(
            organization=world.officer,
            on=world.on,
            reason="撤销",
            actor=world.actor("station_head"),
        )
    assert all(
        part in caught.value.message for part in ("1 份清单草稿须", draft.title, "下发或删除")
    )
