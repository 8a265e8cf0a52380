"""Once a city switches its register off, nothing that is left of it is opened or written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from people.actions.dues import excuse_dues, undo_dues
from people.actions.revealing import reveal_fact
from people.actions.stay_contacts import record_contact
from people.actions.stays import confirm_stay, decline_stay, end_stay
from people.models import PeoplePolicy, StayContact
from tests.people.care_grounds import a_shared_stay, a_stay, unpaid
from tests.people.grounds import PHONE, member, register_on
from tests.people.guidance_grounds import read
from tests.people.refused import refused
from tests.world import City, World

DAY = dt.date(2026, 3, 2)


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def switched_off(city: City) -> None:
    PeoplePolicy.objects.filter(tenant=city.tenant).update(register_on=False)


def test_no_number_is_opened(city: City) -> None:
    one = member(city.branch)
    switched_off(city)

    with refused("register_off"):
        reveal_fact(member=one, field="phone", reason="核对介绍信", actor=city.actor("secretary"))


def test_neither_side_writes_of_a_mobile_member(city: City) -> None:
    shared = a_shared_stay(city, member(city.branch))
    waiting = a_stay(city, member(city.branch, "示例乙", identity="", phone=""))
    switched_off(city)
    home, host = city.actor("secretary"), city.actor("lawyer_secretary")

    with refused("register_off"):
        end_stay(stay=shared, ends_on=DAY, actor=home)
    with refused("register_off"):
        record_contact(stay=shared, contacted_on=DAY, words="参加学习。", actor=host)
    with refused("register_off"):
        confirm_stay(stay=waiting, host_contact="范支四", actor=host)
    with refused("register_off"):
        decline_stay(stay=waiting, reason="不在本地", actor=host)
    assert not StayContact.objects.exists()


def test_no_month_of_dues_is_changed(city: City) -> None:
    (month,) = unpaid(member(city.branch), "2026-02")
    switched_off(city)
    actor = city.actor("secretary")

    with refused("register_off"):
        excuse_dues(dues=month, words="免交", actor=actor)
    with refused("register_off"):
        undo_dues(dues=month, reason="登记有误", actor=actor)


@pytest.mark.parametrize("name", ["member_reveal", "stay_detail"])
def test_pages_of_one_person_tell_that_counts_alone_are_kept(world: World, name: str) -> None:
    register_on(world.home)
    one = member(world.branch, "示例甲")
    pk = one.pk if name == "member_reveal" else a_shared_stay(world.home, one).pk
    switched_off(world.home)

    shown = read(world, "secretary", reverse(f"people:{name}", args=[pk]))

    assert "没有启用党员名册" in shown
    assert one.name not in shown
    assert PHONE not in shown
