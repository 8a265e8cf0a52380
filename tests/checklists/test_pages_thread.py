"""穿透的页面: from the city down to the branch's report, as far as one may look."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from checklists.actions.amending import revise_checklist
from checklists.actions.drafting import edit_item
from checklists.actions.issuing import issue_checklist
from checklists.models import Checklist
from tests.lists import HOPS, cascade, city_list, completed, given_to, signed_by
from tests.world import World


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    """The pages' clock stands in the world's day."""
    time_machine.move_to(world.home.at)


def thread(client: Client, checklist: Checklist, below: object = "") -> HttpResponse:
    item = checklist.items.get()
    query = {"below": str(below)} if below else {}
    return client.get(reverse("checklists:thread", args=[item.pk]), query)


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        ("city_leader", "商圈市场行业党建专委会"),
        ("mall_leader", "平江区域党建工作站"),
        ("station_head", "平江1岗"),
        ("officer", "观前商城党支部"),
        ("secretary", "还没有上报"),
    ],
)
def test_each_tier_opens_the_thread_at_its_own_height(
    client: Client,
    world: World,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    person: str,
    shown: str,
) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))
    world.login(client, person)

    thread(client, top)
    with django_assert_max_num_queries(12 + 1):  # one finds the item for this test
        answer = thread(client, top)

    assert answer.status_code == 200
    assert shown in answer.content.decode()


def test_the_head_counts_reach_fulfilment_and_breaks(client: Client, world: World) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))
    assignment = completed(world, given_to(world, "branch"), "secretary")
    decider = world.login(Client(), "officer")
    decider.post(reverse("checklists:assignment_move", args=[assignment.pk, "accept"]))
    world.login(client, "city_leader")

    html = " ".join(thread(client, top).content.decode().split())

    assert '到达 <span class="rate">3/5 户' in html
    assert "到达按两新组织计户" in html
    assert f'class="back" href="{reverse("checklists:assignment_list")}"' in html
    assert '完成 <span class="rate">1/3' in html
    assert "断点" in html


def test_a_break_tells_its_days_and_can_be_reminded(client: Client, world: World) -> None:
    top = city_list(world, titles=("应建未建清零",))
    signed_by(world, top, *HOPS[0])
    world.login(client, "city_leader")

    html = thread(client, top).content.decode()

    assert "未分解 0 天" in html
    assert "催办断点（2）" in html


def test_one_steps_down_to_the_photo_and_the_review(client: Client, world: World) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))
    completed(world, given_to(world, "branch"), "secretary")
    world.login(client, "city_leader")
    address = reverse("checklists:thread_rows", args=[top.items.get().pk])

    stations = client.get(address, {"below": world.mall.pk}).content.decode()
    proofs = client.get(address, {"below": world.branch.pk}).content.decode()

    assert "斜塘区域党建工作站" in stations
    assert "已全部完成" in proofs


def test_a_territory_reader_meets_only_its_own_part(client: Client, world: World) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))
    world.login(client, "district_reader")

    city = " ".join(thread(client, top).content.decode().split())
    mall = thread(client, top, world.mall.pk).content.decode()

    assert '到达 <span class="rate">3/4' in city
    assert "只统计您所联系区域内的部分" in city
    assert "平江区域党建工作站" in mall
    assert "斜塘区域党建工作站" not in mall
    assert thread(client, top, world.single.pk).status_code == 404


def test_nothing_leads_out_of_the_scope(client: Client, world: World) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))

    assert thread(world.login(client, "officer"), top, world.station.pk).status_code == 404
    assert thread(world.login(client, "twin.city_leader"), top).status_code == 404
    assert thread(world.login(client, "stranger"), top).status_code == 404
    rows = reverse("checklists:thread_rows", args=[top.items.get().pk])
    assert client.get(rows).status_code == 404
    assert thread(world.login(client, "officer"), top, "abc").status_code == 404


def test_a_lower_item_leads_to_its_key_point(client: Client, world: World) -> None:
    top, middle, *_ = cascade(world, titles=("应建未建清零",))
    world.login(client, "city_leader")

    answer = thread(client, middle)

    head = reverse("checklists:thread", args=[top.items.get().pk])
    assert answer.headers["Location"] == f"{head}?below={world.mall.pk}"


def test_the_head_shows_the_newest_issued_wording_and_its_version(
    client: Client, world: World
) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))
    leader = world.actor("city_leader")
    draft = revise_checklist(checklist=top, actor=leader)
    edit_item(item=draft.items.get(), changes={"title": "应建尽建动态清零"}, actor=leader)
    world.login(client, "city_leader")

    before = thread(client, top).content.decode()
    issue_checklist(checklist=draft, actor=leader)
    after = thread(client, top).content.decode()
    choices = client.get(reverse("checklists:assignment_list")).content.decode()

    assert "应建未建清零" in before
    assert "应建尽建动态清零" not in before
    assert "第 2 版" not in before
    assert "应建尽建动态清零" in after
    assert "第 2 版" in after
    assert "要点1：应建尽建动态清零" in choices
    assert "要点1：应建未建清零" not in choices


@pytest.mark.parametrize(
    ("person", "shown"), [("officer", "观前商城党支部"), ("secretary", "还没有上报")]
)
def test_an_item_of_a_received_list_leads_to_the_thread_at_ones_own_height(
    client: Client, world: World, person: str, shown: str
) -> None:
    *_, last = cascade(world, titles=("应建未建清零",))
    world.login(client, person)

    answer = client.get(reverse("checklists:thread", args=[last.items.get().pk]), follow=True)

    assert answer.status_code == 200
    assert shown in answer.content.decode()


@pytest.mark.parametrize("asked", ["²", "9" * 5000, "9" * 19])
def test_a_body_asked_for_by_no_number_is_not_found(
    client: Client, world: World, asked: str
) -> None:
    top, *_ = cascade(world, titles=("应建未建清零",))
    world.login(client, "city_leader")

    assert thread(client, top, asked).status_code == 404
