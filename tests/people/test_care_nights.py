"""What the clock does for care: the month's dues, warnings, and words that go with their member."""

from __future__ import annotations

import time_machine

from people.actions.care_erasing import ERASED, erase_care
from people.actions.stay_contacts import record_contact
from people.models import Dues, Member, MemberWarning, StayContact
from people.tasks import make_all_dues, warn_of_members
from tests.people.care_grounds import a_shared_stay, unpaid
from tests.people.grounds import member, register_on
from tests.world import AT, World

THREE = ("2025-12", "2026-01", "2026-02")


def test_every_city_gets_its_dues_and_warnings(world: World) -> None:
    for city in (world.home, world.twin):
        register_on(city)
        unpaid(member(city.branch, identity="", phone="", income="5000"), *THREE)
    with time_machine.travel(AT, tick=False):
        for _ in range(2):
            assert make_all_dues() == 2
            assert warn_of_members() == 2

    assert Dues.objects.filter(month=AT.date().replace(day=1)).count() == 2
    assert MemberWarning.objects.count() == 2


def test_words_of_an_erased_member_go_and_the_days_stay(world: World) -> None:
    city = world.home
    register_on(city)
    who = member(city.branch, identity="", phone="")
    unpaid(who, *THREE)
    stay = a_shared_stay(city, who)
    record_contact(stay=stay, contacted_on=city.on, words="家中有事", actor=city.actor("secretary"))
    with time_machine.travel(AT, tick=False):
        warn_of_members()
    assert erase_care(tenant=city.tenant, actor=city.system) == 0
    Member.objects.filter(pk=who.pk).update(erased_on=city.on)

    assert erase_care(tenant=city.tenant, actor=city.system) == 2
    assert erase_care(tenant=city.tenant, actor=city.system) == 0

    contact = StayContact.objects.get()
    assert (contact.words, contact.contacted_on) == (ERASED, city.on)
    assert not MemberWarning.objects.exists()
