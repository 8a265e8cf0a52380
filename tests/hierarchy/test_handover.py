"""When someone leaves, one action passes on the bodies and the work."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from hierarchy import proof
from hierarchy.actions.handover import hand_over
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability
from tests.hierarchy.conftest import Desk
from tests.world import World
from workflow.models import AuditEntry

DAY = dt.timedelta(days=1)


def test_a_successor_takes_the_post_over_the_same_day(world: World, desk: Desk) -> None:
    desk.pieces[world.officer.pk] = 2
    handover = hand_over(
        appointment=world.appointment("officer"),
        successor=world.user("stranger"),
        on=world.on,
        reason="轮岗",
        actor=world.actor("station_head"),
    )
    assert can(world.actor("stranger"), Capability.HANDLE, at=world.officer)
    assert world.actor("officer").posts == ()
    assert world.actor("delegate").posts == ()
    assert handover.sheet["successor"] == "凤无岗"
    assert [line["title"] for line in handover.sheet["work"]] == ["第1项", "第2项"]
    assert {child["name"] for child in handover.sheet["children"]} == {
        "观前商城党支部",
        "皮市街联合党支部",
        "临顿路百货有限公司",
    }


def test_without_a_successor_the_caseload_goes_to_another_post(world: World, desk: Desk) -> None:
    desk.pieces[world.officer.pk] = 2
    handover = hand_over(
        appointment=world.appointment("officer"),
        receiving=world.sibling_officer,
        on=world.on,
        reason="调离",
        actor=world.actor("mall_leader"),
    )
    below = Organization.objects.children_of(world.sibling_officer)
    assert below.count() == 4
    assert desk.pieces == {world.sibling_officer.pk: 2}
    assert can(world.actor("sibling_officer"), Capability.VIEW, at=world.branch)
    assert list(proof.faults_of(world.tenant)) == []
    entry = AuditEntry.objects.about(handover).get()
    assert entry.after == {
        "successor": "",
        "receiving": "斜塘1岗",
        "bodies": 3,
        "open_work": 2,
    }


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        ((), "one_target"),
        (("successor", "receiving"), "one_target"),
        (("station",), "not_alike"),
        (("self",), "same_post"),
    ],
)
def test_a_handover_goes_to_exactly_one_fitting_receiver(
    world: World, desk: Desk, targets: tuple[str, ...], code: str
) -> None:
    receivers = {
        "receiving": world.sibling_officer,
        "station": world.station,
        "self": world.officer,
    }
    with pytest.raises(ValidationError) as caught:
        hand_over(
            appointment=world.appointment("officer"),
            successor=world.user("stranger") if "successor" in targets else None,
            receiving=next((receivers[each] for each in targets if each in receivers), None),
            on=world.on,
            reason="调离",
            actor=world.actor("city_leader"),
        )
    assert caught.value.error_list[0].code == code
    assert world.actor("officer").posts
