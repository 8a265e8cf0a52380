"""The tree, the list, one body, stations and regions, through the client."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hierarchy.actions.organizations import amend_organization, rename_organization
from hierarchy.actions.restructuring import move_organization
from tests.world import World


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(f"hierarchy:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_tree_begins_at_the_readers_own_top(client: Client, world: World) -> None:
    world.login(client, "station_head")

    html = page(client, "organization_list")

    assert reverse("hierarchy:organization_detail", args=[world.station.pk]) in html
    assert reverse("hierarchy:organization_detail", args=[world.city.pk]) not in html
    assert world.single.name not in html


def test_a_territory_reader_starts_at_the_stations_of_the_district(
    client: Client, world: World
) -> None:
    world.login(client, "district_reader")

    html = page(client, "organization_list")

    assert world.station.name in html
    assert world.single.name not in html


def test_the_tree_opens_level_by_level(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    html = page(client, "organization_children", world.mall.pk)

    assert world.station.name in html
    assert world.single.name in html
    assert "<html" not in html


@pytest.mark.parametrize("words", ["观前商城", "gqsc", "b-1"])
def test_bodies_are_found_by_name_pinyin_and_code(client: Client, world: World, words: str) -> None:
    world.login(client, "city_leader")

    html = page(client, "organization_list", query=f"?q={words}")

    assert world.branch.name in html
    assert world.second_branch.name not in html


def test_the_list_narrows_by_tier_and_region(client: Client, world: World) -> None:
    world.login(client, "city_leader")
    place = world.home.regions["xietang"].pk

    html = page(client, "organization_list", query=f"?tier=station&region={place}")

    assert world.single.name in html
    assert world.lawyer_station.name not in html


def test_the_list_shows_a_day_as_it_was(client: Client, world: World) -> None:
    before = world.branch.name
    rename_organization(
        organization=world.branch,
        name="观前新天地党支部",
        on=world.on,
        reason="更名",
        actor=world.actor("mall_leader"),
    )
    world.login(client, "mall_leader")

    html = page(client, "organization_list", query="?on=2025-06-01")

    assert before in html
    assert "现名“观前新天地党支部”" in html


def test_an_unreadable_day_is_refused_in_chinese(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    response = client.get(reverse("hierarchy:organization_list"), {"on": "2025-02-30"})

    assert response.status_code == 422
    assert "查看某日" in response.content.decode()


def test_one_body_shows_holders_stand_ins_history_and_acts(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    html = page(client, "organization_detail", world.officer.pk)

    assert "水指一" in html
    assert "苗代办 代办" in html
    assert "沿革" in html
    assert "调整隶属" in html


def test_those_below_see_no_acts(client: Client, world: World) -> None:
    world.login(client, "officer")

    html = page(client, "organization_detail", world.branch.pk)

    assert "云支一" in html
    assert "组织变动" not in html
    assert "免职" not in html.split("本页帮助")[0]


@pytest.mark.parametrize(
    "who", ["sibling_officer", "lawyer_leader", "twin.city_leader", "stranger"]
)
def test_a_foreign_body_is_not_found(client: Client, world: World, who: str) -> None:
    world.login(client, who)

    for name in ("organization_detail", "organization_children"):
        response = client.get(reverse(f"hierarchy:{name}", args=[world.officer.pk]))
        assert response.status_code == 404


def test_a_tied_station_has_one_front_page_over_its_industries(
    client: Client, world: World
) -> None:
    world.login(client, "station_head")

    html = page(client, "station_site", world.station.site_id)

    assert world.mall.name in html
    assert world.lawyer.name in html
    assert "谢站长" in html


def test_a_station_shows_each_reader_only_the_industries_in_scope(
    client: Client, world: World
) -> None:
    world.login(client, "lawyer_leader")

    html = page(client, "station_site", world.station.site_id)

    assert world.lawyer.name in html
    assert world.mall.name not in html


def test_a_station_without_a_node_in_scope_is_not_found(client: Client, world: World) -> None:
    world.login(client, "sibling_officer")

    response = client.get(reverse("hierarchy:station_site", args=[world.station.site_id]))

    assert response.status_code == 404


def test_regions_count_what_the_reader_sees(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    listed = page(client, "region_list")
    place = page(client, "region_detail", world.home.regions["gusu"].pk)

    assert "姑苏区" in listed
    assert "彭区读" in place
    assert "平江街道" in place


def test_a_region_of_another_city_is_not_found(client: Client, world: World) -> None:
    world.login(client, "twin.city_leader")

    response = client.get(reverse("hierarchy:region_detail", args=[world.home.regions["gusu"].pk]))

    assert response.status_code == 404


def test_pages_ask_for_signing_in(client: Client, world: World) -> None:
    for name, args in (("organization_list", ()), ("organization_detail", (world.city.pk,))):
        response = client.get(reverse(f"hierarchy:{name}", args=args))
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]


def test_the_day_asked_for_lies_in_the_address(client: Client, world: World) -> None:
    world.login(client, "city_leader")
    long_ago = dt.date(2019, 1, 1)

    html = page(client, "organization_list", query=f"?on={long_ago}")

    assert "没有符合条件的组织" in html


def test_a_body_outside_its_stations_region_says_so_and_what_to_do(
    client: Client, world: World
) -> None:
    world.login(client, "mall_leader")
    leader = world.actor("mall_leader")
    address = reverse("hierarchy:organization_detail", args=[world.sibling_officer.pk])
    assert "区域不一致" not in client.get(address).content.decode()

    move_organization(
        organization=world.sibling_officer,
        parent=world.station,
        on=world.on,
        reason="调整",
        actor=leader,
    )

    html = client.get(address).content.decode()
    assert "本组织在斜塘街道" in html
    assert "服务区域是平江街道" in html
    gusu = world.home.regions["gusu"]
    amend_organization(
        organization=world.station,
        region=gusu,
        on=world.on,
        reason="扩大",
        actor=world.home.system,
    )
    town = world.home.regions["jinchang"]
    amend_organization(
        organization=world.sibling_officer, region=town, on=world.on, reason="更正", actor=leader
    )
    assert "区域不一致" not in client.get(address).content.decode()
