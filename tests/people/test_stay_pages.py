"""The pages of mobile members: by side, both sides beside each other, totals above."""

from __future__ import annotations

import pytest

from people.actions.stay_contacts import record_contact
from people.models import Member, MobileStay, StayContact
from people.terms import Abroad
from tests.people.care_grounds import BEGUN, a_shared_stay, a_stay
from tests.people.care_pages import address, as_person, said, words
from tests.people.grounds import affiliate, member, register_on
from tests.world import AT, City, World


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


@pytest.fixture
def who(city: City) -> Member:
    return member(city.branch)


def test_a_secretary_registers_on_the_page_and_the_host_confirms_there(
    city: City, who: Member
) -> None:
    given = {
        "member": who.pk,
        "abroad": Abroad.CITY,
        "host": city.lawyer_branch.name,
        "host_name": "",
        "starts_on": BEGUN.isoformat(),
        "home_contact": "云支一",
    }
    with as_person(city, "secretary") as client:
        assert "示例甲" in words(client.get(address("stay_new")))
        answer = client.post(address("stay_new"), given)
        assert answer.status_code == 302
        assert "已请流入地党组织确认接收" in said(answer)
    stay = MobileStay.objects.get()
    with as_person(city, "lawyer_secretary") as client:
        shown = words(client.get(address("stay_detail", stay.pk)))
        assert "待流入地确认" in shown
        assert "确认接收" in shown
        answer = client.post(address("stay_confirm", stay.pk), {"host_contact": "范支四"})
        assert answer.status_code == 302
        shown = words(client.get(address("stay_list", side="in")))
    assert "示例甲" in shown
    assert "双向共管" in shown


def test_an_unknown_host_is_told_beside_its_field(city: City, who: Member) -> None:
    given = {
        "member": who.pk,
        "abroad": Abroad.CITY,
        "host": "没有这个支部",
        "starts_on": BEGUN.isoformat(),
        "home_contact": "云支一",
    }
    with as_person(city, "secretary") as client:
        answer = client.post(address("stay_new"), given)

    assert answer.status_code == 422
    assert "系统内没有这个名称或代码的党组织" in words(answer)


def test_each_side_writes_a_contact_and_the_other_reads_it(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)
    for name, told in (("secretary", "电话了解"), ("lawyer_secretary", "参加党课")):
        given = {"contacted_on": city.on.isoformat(), "words": told}
        with as_person(city, name) as client:
            assert client.post(address("stay_contact", stay.pk), given).status_code == 302
    for name in ("secretary", "lawyer_secretary"):
        with as_person(city, name) as client:
            shown = words(client.get(address("stay_detail", stay.pk)))
        assert "电话了解" in shown
        assert "参加党课" in shown
    assert StayContact.objects.count() == 2


def test_only_the_host_confirms_and_only_the_home_ends(city: City, who: Member) -> None:
    stay = a_stay(city, who)
    with as_person(city, "secretary") as client:
        assert client.get(address("stay_confirm", stay.pk)).status_code == 403
        assert client.get(address("stay_decline", stay.pk)).status_code == 403
    with as_person(city, "lawyer_secretary") as client:
        assert client.get(address("stay_end", stay.pk)).status_code == 403
        assert client.get(address("stay_edit", stay.pk)).status_code == 403


def test_the_home_changes_and_ends_a_stay_on_the_page(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)
    given = {
        "abroad": Abroad.COUNTRY,
        "host": "",
        "host_name": "外市示例党支部",
        "starts_on": BEGUN.isoformat(),
        "home_contact": "云支一",
    }
    with as_person(city, "secretary") as client:
        assert city.lawyer_branch.name in client.get(address("stay_edit", stay.pk)).content.decode()
        assert client.post(address("stay_edit", stay.pk), given).status_code == 302
        day = {"ends_on": city.on.isoformat()}
        assert client.post(address("stay_end", stay.pk), day).status_code == 302
        shown = words(client.get(address("stay_list", side="ended")))
    assert "外市示例党支部" in shown
    assert "已结束" in shown


def test_the_branch_that_was_named_wrongly_hands_the_registration_back(
    city: City, who: Member
) -> None:
    stay = a_stay(city, who)
    with as_person(city, "lawyer_secretary") as client:
        answer = client.post(address("stay_decline", stay.pk), {"reason": "没有这名党员"})
        assert answer.status_code == 302
        assert client.get(address("stay_detail", stay.pk)).status_code == 404
    with as_person(city, "secretary") as client:
        assert "未落实流入地" in words(client.get(address("stay_list")))


@pytest.mark.parametrize(
    "name", ["second_secretary", "officer", "station_head", "mall_leader", "town_reader"]
)
def test_nobody_else_opens_a_stay(city: City, who: Member, name: str) -> None:
    stay = a_shared_stay(city, who)
    with as_person(city, name) as client:
        for page in ("stay_detail", "stay_edit", "stay_contact", "stay_end"):
            assert client.get(address(page, stay.pk)).status_code == 404


@pytest.mark.parametrize("name", ["mall_leader", "city_leader", "town_reader", "station_head"])
def test_above_the_branches_there_are_totals_and_no_names(
    city: City, who: Member, name: str
) -> None:
    a_shared_stay(city, who)
    with as_person(city, name) as client:
        shown = words(client.get(address("stay_list")))

    assert who.name not in shown
    assert "流动党员：本市 1" in shown
    assert "这里还没有流动党员" not in shown


def test_the_affiliated_committee_sees_the_stays_of_its_branches(city: City, who: Member) -> None:
    affiliate(city.branch, city.lawyer)
    a_stay(city, who, host=city.second_branch)
    with as_person(city, "lawyer_leader") as client:
        assert who.name in words(client.get(address("stay_list")))


def test_after_half_a_year_at_one_place_the_transfer_is_suggested(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)
    with as_person(city, "secretary", AT.replace(month=7, day=9)) as client:
        assert "应当转移组织关系" not in words(client.get(address("stay_detail", stay.pk)))
    with as_person(city, "secretary", AT.replace(month=7, day=10)) as client:
        shown = words(client.get(address("stay_detail", stay.pk)))
    assert "应当转移组织关系" in shown
    assert "逾期" in shown


def test_contacts_due_are_asked_of_each_side_on_the_front_page(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)
    record_contact(stay=stay, contacted_on=city.on, words="电话", actor=city.actor("secretary"))
    near, late = AT.replace(month=5, day=27), AT.replace(month=6, day=3)
    for name in ("secretary", "lawyer_secretary"):
        with as_person(city, name, AT.replace(month=5, day=20)) as client:
            assert "名待联系" not in words(client.get("/"))
        for moment in (near, late):
            with as_person(city, name, moment) as client:
                assert "1 名待联系" in words(client.get("/"))


def test_a_city_without_a_register_says_that_it_keeps_counts(world: World) -> None:
    who = member(world.home.branch)
    with as_person(world, "secretary") as signed_in:
        shown = words(signed_in.get(address("stay_list")))
        assert "没有启用党员名册" in shown
        assert who.name not in shown
        given = {"member": who.pk, "abroad": Abroad.ABROAD, "starts_on": "2026-01-01"}
        assert signed_in.post(address("stay_new"), given).status_code == 200
    assert not MobileStay.objects.exists()
