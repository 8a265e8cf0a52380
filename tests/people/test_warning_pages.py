"""The page of private warnings: the branch's own, and nobody else's."""

from __future__ import annotations

import pytest

from people.actions.warnings import refresh_warnings
from people.models import MemberWarning, PeoplePolicy
from tests.people.care_grounds import unpaid
from tests.people.care_pages import address, as_person, said, words
from tests.people.grounds import affiliate, member, register_on
from tests.world import City, World

THREE = ("2025-12", "2026-01", "2026-02")


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    affiliate(world.home.branch, world.home.lawyer)
    unpaid(member(world.home.branch, identity="", phone=""), *THREE)
    refresh_warnings(tenant=world.home.tenant, actor=world.home.system)
    return world.home


def test_the_secretary_reads_what_lasts_and_the_rule_and_settles_it(city: City) -> None:
    warning = MemberWarning.objects.get()
    with as_person(city, "secretary") as client:
        shown = words(client.get(address("warning_list")))
        for told in ("示例甲", "未交党费", "已满 3 个月", "系统只提醒，不作结论", "第三十一条"):
            assert told in shown
        page = address("warning_settle", warning.pk)
        assert client.post(page, {"words": ""}).status_code == 422
        answer = client.post(page, {"words": "已谈话，答应补交"})
        assert "了结" in said(answer)
        shown = words(client.get(address("warning_list")))
    assert "没有需要核实的提醒" in shown
    assert "已谈话，答应补交" in shown


def test_it_stands_on_the_front_page_of_the_branch_without_a_name(city: City) -> None:
    with as_person(city, "secretary") as client:
        shown = words(client.get("/"))
    assert "1 条，只有本支部看得到" in shown
    assert "示例甲" not in shown


@pytest.mark.parametrize(
    "name",
    ["officer", "station_head", "mall_leader", "lawyer_leader", "city_leader", "town_reader"],
)
def test_nobody_above_the_branch_opens_it(city: City, name: str) -> None:
    warning = MemberWarning.objects.get()
    with as_person(city, name) as client:
        assert client.get(address("warning_list")).status_code == 403
        assert client.get(address("warning_settle", warning.pk)).status_code == 404
        assert "党员提醒" not in words(client.get(address("stay_list")))
        assert "只有本支部看得到" not in words(client.get("/"))


def test_another_branch_finds_an_empty_page(city: City) -> None:
    warning = MemberWarning.objects.get()
    with as_person(city, "second_secretary") as client:
        assert "示例甲" not in words(client.get(address("warning_list")))
        assert client.get(address("warning_settle", warning.pk)).status_code == 404


def test_nothing_is_asked_once_the_register_is_switched_off(city: City) -> None:
    PeoplePolicy.objects.filter(tenant=city.tenant).update(register_on=False)
    with as_person(city, "secretary") as client:
        assert "只有本支部看得到" not in words(client.get("/"))
        assert "没有启用党员名册" in words(client.get(address("warning_list")))
