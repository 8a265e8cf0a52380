"""The board of joint-group proposals, as people use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coverage.actions.proposing import make_proposals
from coverage.models import JointProposal, Unit
from coverage.terms import Cover, ProposalStatus
from tests.coverage.joint_units import joining_unit, three_neighbours
from tests.world import World

BOARD = "coverage:proposal_list"


@pytest.fixture(autouse=True)
def _at_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def proposal(world: World) -> JointProposal:
    three_neighbours(world.home)
    make_proposals(organization=world.station, actor=world.actor("station_head"))
    return JointProposal.objects.get()


def board(world: World, client: Client, person: str, **query: str) -> HttpResponse:
    return world.login(client, person).get(reverse(BOARD), query)


def accept(
    world: World, client: Client, person: str, found: JointProposal, **given: Any
) -> HttpResponse:
    said = {
        "units": [row.unit_id for row in found.rows.all()],
        "name": "观前大厦联合党支部",
        "kind": "joint_branch",
        "on": world.on.isoformat(),
        **given,
    }
    address = reverse("coverage:proposal_accept", args=[found.pk])
    return world.login(client, person).post(address, said, follow=True)


def test_a_card_names_the_units_the_ground_the_reason_and_who_might_lead(
    world: World, client: Client
) -> None:
    proposal(world)

    text = board(world, client, "station_head").content.decode()

    assert "观前大厦" in text
    assert "3 家单位各不足 3 名，合计正式党员 3 名，达到 3 名" in text
    assert "书记人选可先从“观前2号商贸有限公司”考察" in text
    assert "采纳或调整" in text


def test_making_tells_what_came_of_it_and_who_is_left(world: World, client: Client) -> None:
    three_neighbours(world.home)
    joining_unit(world.home, "孤单", region=world.regions["jinchang"])
    client = world.login(client, "station_head")

    page = client.post(reverse("coverage:proposal_make"), {"body": world.station.pk}, follow=True)

    text = page.content.decode()
    assert "新提出 1 组，1 家还没有合适的伙伴" in text
    assert "还没有合适伙伴的单位（1 家）" in text
    assert "同镇（街道）合计 1 名，还缺 2 名党员" in text


def test_nobody_plans_below_a_body_whose_ledger_another_keeps(world: World, client: Client) -> None:
    three_neighbours(world.home)

    page = world.login(client, "single_head").post(
        reverse("coverage:proposal_make"), {"body": world.station.pk}, follow=True
    )

    assert "请选择您维护台账的范围" in page.content.decode()
    assert not JointProposal.objects.exists()


def test_a_head_accepts_and_is_told_what_is_next(world: World, client: Client) -> None:
    page = accept(world, client, "station_head", proposal(world))

    assert "已设立“观前大厦联合党支部”，覆盖 3 家单位" in page.content.decode()
    assert Unit.objects.filter(cover=Cover.JOINT).count() == 3


def test_an_officer_passes_it_on_and_the_head_finds_it_there(world: World, client: Client) -> None:
    found = proposal(world)
    form = world.login(client, "officer").get(reverse("coverage:proposal_accept", args=[found.pk]))
    assert "转报" in form.content.decode()
    assert "批复文号" not in form.content.decode()

    page = accept(world, client, "officer", found)

    assert "研究设立，负责人会收到消息" in page.content.decode()
    waiting = board(world, client, "station_head", status="passed_on")
    assert "研究设立" in waiting.content.decode()
    accept(world, client, "station_head", found)
    assert JointProposal.objects.get().branch is not None


def test_near_units_are_offered_to_change_the_set(world: World, client: Client) -> None:
    found = proposal(world)
    near = joining_unit(world.home, "同街单位", 2)

    page = world.login(client, "station_head").get(
        reverse("coverage:proposal_accept", args=[found.pk])
    )

    lines = {unit.name: (chosen, inside) for unit, chosen, inside in page.context["lines"]}
    assert lines["同街单位"] == (False, False)
    first = found.rows.order_by("pk")[0].unit
    assert lines[first.name] == (True, True)
    accept(world, client, "station_head", found, units=[first.pk, near.pk])
    assert {row.unit_id for row in found.rows.all()} == {first.pk, near.pk}


def test_more_than_five_without_a_reason_are_refused_on_the_page(
    world: World, client: Client
) -> None:
    found = proposal(world)
    more = [joining_unit(world.home, f"同街{number}", 2) for number in (1, 2, 3)]
    units = [*(row.unit_id for row in found.rows.all()), *(unit.pk for unit in more)]

    page = accept(world, client, "station_head", found, units=units)

    assert page.status_code == 422
    assert "一般不超过 5 家，现选 6 家" in page.content.decode()
    page = accept(world, client, "station_head", found, units=units, reason="同在一层办公")
    assert "提醒，不作违规" in page.content.decode()


def test_refusing_asks_for_words_and_keeps_them(world: World, client: Client) -> None:
    found = proposal(world)
    address = reverse("coverage:proposal_refuse", args=[found.pk])
    client = world.login(client, "station_clerk")

    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "两家正在搬迁"})

    assert JointProposal.objects.get().status == ProposalStatus.REFUSED
    assert "两家正在搬迁" in board(world, client, "station_head", status="refused").content.decode()


def test_the_board_narrows_by_station_and_ground(world: World, client: Client) -> None:
    proposal(world)

    def shown(**query: str) -> int:
        return len(board(world, client, "mall_leader", **query).context["cards"])

    assert shown(station=str(world.station.pk)) == 1
    assert shown(station=str(world.single.pk)) == 0
    assert shown(nearness="building", ground="观前") == 1
    assert shown(nearness="town") == 0


def test_readers_elsewhere_find_nothing(world: World, client: Client) -> None:
    found = proposal(world)

    assert board(world, client, "single_head").context["cards"] == []
    for person in ("single_head", "twin.city_leader", "sip_reader"):
        for name in ("coverage:proposal_accept", "coverage:proposal_refuse"):
            answer = world.login(client, person).get(reverse(name, args=[found.pk]))
            assert answer.status_code == 404


def test_a_reader_of_the_own_town_sees_it(world: World, client: Client) -> None:
    proposal(world)

    assert len(board(world, client, "town_reader").context["cards"]) == 1


def test_a_full_board_costs_no_more_queries_than_a_page_may(world: World, client: Client) -> None:
    def cost() -> int:
        make_proposals(organization=world.station, actor=world.actor("station_head"))
        board(world, client, "station_head")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(BOARD))
        return len(captured)

    three_neighbours(world.home)
    joining_unit(world.home, "孤单", region=world.regions["jinchang"])
    first = cost()
    for number in range(6):
        for side in "甲乙":
            joining_unit(world.home, f"{number}{side}", 2, building=f"{number}号楼")

    assert JointProposal.objects.count() == 1
    assert cost() == first <= 12
    assert JointProposal.objects.count() > 5


def test_a_secretary_plans_nothing(world: World, client: Client) -> None:
    assert board(world, client, "secretary").context["make_form"] is None
