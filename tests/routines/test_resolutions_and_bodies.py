"""Resolutions of a body that closes, merges or hands over; and their day drawing near."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import ValidationError

from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import close_organization, merge_organizations
from hierarchy.models import Organization
from hierarchy.open_work import count_open
from hierarchy.terms import Kind, Tier
from routines.actions.meetings import hold_meeting, prepare_meeting
from routines.actions.recording import withdraw_record
from routines.actions.resolutions import drop_resolution, finish_resolution
from routines.agenda import Item, Resolved
from routines.models import Obligation, Resolution
from routines.open_work import ResolutionWork
from tests.routines.conftest import refreshed
from tests.workflow.due_days import run, told
from tests.world import World
from workflow.figures import figures_of
from workflow.models import AuditEntry, Notice, Reminder

DAY = dt.date(2026, 3, 2)
DUE = dt.date(2026, 3, 12)  # a Thursday


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def resolved(
    world: World, text: str = "核实应建未建单位名单", body: Organization | None = None
) -> Resolution:
    """Something that a meeting of the mall's committee gave to a station."""
    record = prepare_meeting(
        organization=world.mall,
        happened_on=DAY,
        content={},
        agenda=[Item("传达文件")],
        actor=world.actor("mall_clerk"),
    )
    hold_meeting(
        record=record,
        content={},
        words={},
        resolved=[Resolved(text, body or world.station, DUE)],
        actor=world.actor("mall_clerk"),
    )
    return Resolution.objects.get(record=record)


def second_station(world: World) -> Organization:
    """Another station of the mall's committee, with nothing on it."""
    return found_organization(
        parent=world.mall,
        tier=Tier.STATION,
        kind=Kind.STATION,
        name="示例第二工作站",
        region=world.home.regions["pingjiang"],
        on=world.on,
        reason="增设",
        actor=world.home.system,
    )


def test_a_body_with_an_open_resolution_is_not_closed_and_is_told_the_way(world: World) -> None:
    station = second_station(world)
    resolution = resolved(world, body=station)

    def close() -> Organization:
        return close_organization(
            organization=station, on=world.on, reason="撤销", actor=world.home.system
        )

    with pytest.raises(ValidationError) as caught:
        close()
    text = caught.value.message
    assert "1 项未办结议定事项须在“组织生活—议定事项”中办结" in text
    assert f"议定事项“{resolution.text}”" in text

    drop_resolution(resolution=resolution, reason="改由专委会办理", actor=world.actor("mall_clerk"))
    assert close().closed_on == world.on


def test_what_is_done_or_taken_back_is_no_open_work(world: World) -> None:
    done, dropped = resolved(world, "第一件事"), resolved(world, "第二件事")
    assert count_open([world.station.pk]) == 2
    assert [
        (line.kind, line.title, line.due) for line in ResolutionWork().lines([world.station.pk])
    ] == [
        ("议定事项", "第一件事", "2026-03-12"),
        ("议定事项", "第二件事", "2026-03-12"),
    ]
    finish_resolution(resolution=done, words="已核实", actor=world.actor("station_head"))
    drop_resolution(resolution=dropped, reason="重复", actor=world.actor("mall_clerk"))
    assert count_open([world.station.pk]) == 0


def test_what_a_bodys_meeting_gave_to_others_does_not_hold_that_body(world: World) -> None:
    resolved(world)
    assert count_open([world.mall.pk]) == 0


def test_a_merge_hands_open_resolutions_over_and_leaves_settled_ones(world: World) -> None:
    station = second_station(world)
    open_one, done = resolved(world, "第一件事", station), resolved(world, "第二件事", station)
    finish_resolution(resolution=done, words="已核实", actor=world.home.system)

    merge_organizations(
        source=station, target=world.station, on=world.on, reason="合并", actor=world.home.system
    )

    open_one.refresh_from_db()
    done.refresh_from_db()
    assert (open_one.responsible, done.responsible) == (world.station, station)
    entry = AuditEntry.objects.get(verb="resolution.transfer")
    assert entry.after == {"holder": world.station.name, "resolutions": 1}
    finish_resolution(resolution=open_one, words="已核实", actor=world.actor("station_head"))


def test_what_a_closed_body_still_owed_stands_aside_with_its_reason(ruled: World) -> None:
    refreshed(ruled)
    owed = Obligation.objects.filter(organization=ruled.branch).open()
    assert owed.filter(due_on__gt=ruled.on).exists()

    close_organization(
        organization=ruled.branch, on=ruled.on, reason="撤销", actor=ruled.home.system
    )
    refreshed(ruled)

    assert not owed.filter(due_on__gt=ruled.on).exists()
    aside = Obligation.objects.filter(organization=ruled.branch, standing="withdrawn")
    assert set(aside.values_list("reason", flat=True)) == {
        "已于2026年3月2日撤销",
        "已撤销或不再属于规则对象",
    }


def test_a_resolution_is_reminded_before_its_day_and_the_meetings_body_once_it_is_late(
    world: World,
) -> None:
    resolution = resolved(world)
    resolved(world, "另一件事")
    Notice.objects.all().delete()

    run(dt.date(2026, 3, 9))
    assert told("station_head", world=world) == ["有 2 项议定事项将于 3月12日 到期"]
    finish_resolution(
        resolution=Resolution.objects.get(text="另一件事"),
        words="已办",
        actor=world.actor("station_head"),
    )
    run(dt.date(2026, 3, 13))
    notice = Notice.objects.filter(recipient=world.user("station_head")).latest("pk")
    assert notice.title == f"“{resolution.text}”已于 3月12日 到期，尚未办结"
    assert notice.path == f"/routines/resolutions/{resolution.pk}/"
    run(dt.date(2026, 3, 19))
    assert told("mall_leader", world=world)[-1:] == [
        f"下级“{resolution.text}”已于 3月12日 到期，尚未办结"
    ]
    run(dt.date(2026, 3, 20))
    assert len(told("station_head", world=world)) == 2


def test_each_city_plans_its_own_resolutions_alone(world: World) -> None:
    resolved(world)
    run(DUE)
    planned = Reminder.objects.filter(source="routines.resolution")
    assert set(planned.values_list("tenant", flat=True)) == {world.tenant.pk}


def test_a_meeting_is_not_taken_back_under_what_it_gave_to_others(world: World) -> None:
    resolution = resolved(world)
    with pytest.raises(ValidationError) as caught:
        withdraw_record(
            record=resolution.record, reason="登记错了", actor=world.actor("mall_clerk")
        )
    assert caught.value.code == "resolutions_open"
    assert "1 项" in caught.value.message

    drop_resolution(resolution=resolution, reason="会议登记错了", actor=world.actor("mall_clerk"))
    withdrawn = withdraw_record(
        record=resolution.record, reason="登记错了", actor=world.actor("mall_clerk")
    )
    assert withdrawn.status == "withdrawn"


def test_the_figure_of_resolutions_leaves_out_what_was_taken_back(world: World) -> None:
    done, dropped = resolved(world, "第一件事"), resolved(world, "第二件事")
    finish_resolution(resolution=done, words="已核实", actor=world.actor("station_head"))
    drop_resolution(resolution=dropped, reason="重复", actor=world.actor("mall_clerk"))
    resolved(world, "第三件事")
    found = figures_of(
        organization=world.mall,
        start=dt.date(2026, 1, 1),
        end=dt.date(2026, 3, 31),
        actor=world.actor("mall_leader"),
    )
    (figure,) = [one for one in found if one.label == "例会议定事项已完成"]
    assert (figure.value, figure.of) == (1, 2)
