"""签收与异议: received and known; a receiver may object once, its issuer answers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.deciding import uphold_assignment, yield_to_objection
from checklists.actions.handling import object_to_assignment, sign_assignment, sign_checklist
from checklists.models import Assignment, Review
from tests.lists import city_list, given_to
from tests.world import World
from workflow.models import Notice


def test_one_item_is_signed_for(world: World) -> None:
    city_list(world)

    signed = sign_assignment(assignment=given_to(world, "mall"), actor=world.actor("mall_clerk"))

    assert (signed.status, signed.signed_at) == ("in_progress", world.at)
    assert Assignment.objects.filter(receiver=world.mall, status="to_sign").count() == 2


def test_a_whole_list_is_signed_for_at_once(world: World) -> None:
    issued = city_list(world)
    actor = world.actor("mall_leader")

    assert sign_checklist(checklist_id=issued.pk, receiver=world.mall, actor=actor) == 3
    assert not Assignment.objects.filter(receiver=world.mall, status="to_sign").exists()
    assert Assignment.objects.filter(receiver=world.lawyer, status="to_sign").count() == 3
    with pytest.raises(ValidationError, match="可能已由他人签收，请刷新"):
        sign_checklist(checklist_id=issued.pk, receiver=world.mall, actor=actor)


def test_the_second_to_sign_is_told_who_signed(world: World) -> None:
    city_list(world)
    stale = given_to(world, "mall")
    sign_assignment(assignment=stale, actor=world.actor("mall_clerk"))

    with pytest.raises(ValidationError, match=r"已由 魏商办 于 3月2日 09:00 签收，请刷新"):
        sign_assignment(assignment=stale, actor=world.actor("mall_leader"))


def test_nobody_else_signs_for_a_body(world: World) -> None:
    issued = city_list(world)

    for person in ("city_leader", "lawyer_leader", "station_head", "twin.mall_leader", "stranger"):
        with pytest.raises(PermissionDenied, match="没有“签收与上报”的权限"):
            sign_assignment(assignment=given_to(world, "mall"), actor=world.actor(person))
        with pytest.raises(PermissionDenied):
            sign_checklist(checklist_id=issued.pk, receiver=world.mall, actor=world.actor(person))


def test_an_objection_needs_its_reason_and_goes_to_the_issuer(world: World) -> None:
    city_list(world)
    actor = world.actor("mall_leader")

    with pytest.raises(ValidationError, match="请填写提出异议的理由"):
        object_to_assignment(assignment=given_to(world, "mall"), reason=" ", actor=actor)
    objected = object_to_assignment(
        assignment=given_to(world, "mall"), reason="本行业没有应建未建单位", actor=actor
    )

    assert objected.status == "objected"
    assert objected.reports.get().text == "本行业没有应建未建单位"
    told = Notice.objects.filter(kind="objected").values_list("recipient_id", flat=True)
    assert set(told) == {world.user("city_leader").pk, world.user("city_clerk").pk}


def test_an_upheld_item_is_signed_and_not_objected_to_again(world: World) -> None:
    city_list(world)
    stale = given_to(world, "mall")
    actor = world.actor("mall_leader")
    object_to_assignment(assignment=stale, reason="不涉及本行业", actor=actor)

    with pytest.raises(ValidationError, match="请填写维持下发的理由"):
        uphold_assignment(assignment=stale, opinion="", actor=world.actor("city_leader"))
    uphold_assignment(assignment=stale, opinion="台账中有三户", actor=world.actor("city_leader"))

    assert Review.objects.get().decision == "uphold"
    with pytest.raises(ValidationError, match="已提过一次异议") as refusal:
        object_to_assignment(assignment=stale, reason="仍不涉及", actor=actor)
    assert refusal.value.code == "objected_once"
    assert sign_assignment(assignment=stale, actor=actor).status == "in_progress"


def test_an_objection_that_is_right_cancels_the_item(world: World) -> None:
    city_list(world)
    owed = given_to(world, "mall")
    leader = world.actor("city_leader")
    with pytest.raises(ValidationError, match="没有待答复的异议"):
        yield_to_objection(assignment=owed, opinion="采纳", actor=leader)
    object_to_assignment(assignment=owed, reason="不涉及", actor=world.actor("mall_leader"))

    settled = yield_to_objection(assignment=owed, opinion="确不涉及", actor=leader)

    assert (settled.status, settled.settled_at) == ("cancelled", world.at)
    assert Review.objects.get().decision == "withdraw"
    with pytest.raises(ValidationError, match="没有待答复的异议"):
        yield_to_objection(assignment=owed, opinion="采纳", actor=leader)


def test_an_objection_comes_before_signing_only(world: World) -> None:
    city_list(world)
    owed = given_to(world, "mall")
    actor = world.actor("mall_leader")
    sign_assignment(assignment=owed, actor=actor)

    with pytest.raises(ValidationError, match="不能再提出异议"):
        object_to_assignment(assignment=owed, reason="不涉及", actor=actor)


def test_a_late_signature_is_taken_and_dated_when_it_came(world: World) -> None:
    city_list(world)
    late = world.at + dt.timedelta(days=9)

    signed = sign_assignment(
        assignment=given_to(world, "mall"), actor=world.actor("mall_leader", at=late)
    )

    assert signed.signed_at == late
