"""When someone leaves, one action passes on the bodies and the work."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from hierarchy import proof
from hierarchy.actions.appointments import appoint
from hierarchy.actions.handover import hand_over
from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization, Position
from hierarchy.roles import can
from hierarchy.terms import Capability, Kind, Tier
from tests.hierarchy.conftest import Desk
from tests.world import World
from workflow.models import AuditEntry

DAY = dt.timedelta(days=1)


def test_a_successor_takes_the_post_over_the_same_day(world: World, desk: Desk) -> None:
    desk.numbers[world.officer.pk] = 2
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
    desk.numbers[world.officer.pk] = 2
    handover = hand_over(
        appointment=world.appointment("officer"),
        receiving=world.sibling_officer,
        on=world.on,
        reason="调离",
        actor=world.actor("mall_leader"),
    )
    below = Organization.objects.children_of(world.sibling_officer)
    assert below.count() == 4
    assert desk.numbers == {world.sibling_officer.pk: 2}
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
    ("name", "receiving", "words"),
    [
        ("station_clerk", "single", "同时服务多个行业"),
        ("single_clerk", "station", "喻斜站"),
        ("mall_leader", "lawyer", "魏商办"),
    ],
)
def test_the_work_of_a_body_that_others_look_after_stays_there(
    world: World, desk: Desk, name: str, receiving: str, words: str
) -> None:
    if name == "single_clerk":
        clerk = Position.objects.get(organization=world.single, title="经办人")
        held = appoint(
            user=world.user("stranger"), position=clerk, starts_on=world.on, actor=world.home.system
        )
    else:
        held = world.appointment(name)

    with pytest.raises(ValidationError) as caught:
        hand_over(
            appointment=held,
            receiving=getattr(world, receiving),
            on=world.on,
            reason="调离",
            actor=world.actor("city_leader"),
        )

    assert caught.value.code == "shared_body"
    assert all(part in caught.value.message for part in (words, "请", "接任人"))
    assert world.officer.parent == world.station
    assert held.is_live(world.on)


def test_a_head_alone_in_an_untied_station_may_pass_its_work_on(world: World, desk: Desk) -> None:
    other = found_organization(
        parent=world.mall,
        tier=Tier.STATION,
        kind=Kind.STATION,
        name="娄门区域党建工作站",
        region=world.home.regions["gusu"],
        on=world.on,
        reason="增设",
        actor=world.home.system,
    )

    hand_over(
        appointment=world.appointment("single_head"),
        receiving=other,
        on=world.on,
        reason="调离",
        actor=world.actor("mall_leader"),
    )

    assert world.sibling_officer.parent == other


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
