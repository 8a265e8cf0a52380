"""双向共管: one home, one host, one count; both see what the other did (R-29 to R-31)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.stay_contacts import record_contact
from people.actions.stays import (
    confirm_stay,
    decline_stay,
    edit_stay,
    end_stay,
    register_stay,
)
from people.models import Member, MobileStay, StayContact
from people.terms import Abroad, Presence, StaySide
from tests.people.care_grounds import BEGUN, a_shared_stay, a_stay, stay_content
from tests.people.grounds import affiliate, member, register_on
from tests.world import City, World
from workflow.models import AuditEntry, Notice


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


@pytest.fixture
def who(city: City) -> Member:
    return member(city.branch)


def codes(refused: ValidationError) -> set[str]:
    """The codes of a refusal, whatever field they stand at."""
    found = refused.error_dict if hasattr(refused, "error_dict") else {"": [refused]}
    return {str(one.code) for errors in found.values() for one in errors}


def refused_for(city: City, who: Member, content: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        register_stay(member=who, content=content, actor=city.actor("secretary"))
    return codes(refused.value)


def test_the_home_registers_the_host_confirms_and_both_are_told(city: City, who: Member) -> None:
    stay = a_stay(city, who)
    asked = Notice.objects.get(recipient=city.user("lawyer_secretary"))
    assert asked.title == "观前商城党支部有 1 名流动党员请你们确认接收"

    stay = confirm_stay(stay=stay, host_contact="范支四", actor=city.actor("lawyer_secretary"))

    assert (stay.confirmed_on, stay.host_contact) == (city.on, "范支四")
    told = Notice.objects.get(recipient=city.user("secretary"))
    assert told.title == "平江律所党支部已确认接收 1 名流动党员"
    assert who.name not in asked.title + asked.body + told.title + told.body


def test_nobody_registers_or_confirms_for_a_branch_that_is_not_theirs(
    city: City, who: Member
) -> None:
    for name in ("second_secretary", "officer", "station_head", "lawyer_secretary"):
        with pytest.raises(PermissionDenied):
            register_stay(
                member=who, content=stay_content(city.lawyer_branch), actor=city.actor(name)
            )
    stay = a_stay(city, who)
    for name in ("secretary", "lawyer_officer", "lawyer_leader"):
        with pytest.raises(PermissionDenied):
            confirm_stay(stay=stay, host_contact="某", actor=city.actor(name))


def test_a_member_is_away_at_one_place_at_a_time_and_counted_at_home(
    city: City, who: Member
) -> None:
    stay = a_shared_stay(city, who)

    assert refused_for(city, who, stay_content(city.second_branch)) == {"away_already"}
    assert who in Member.objects.visible_to(city.actor("secretary")).counting()
    assert not Member.objects.visible_to(city.actor("lawyer_secretary")).exists()
    assert MobileStay.objects.totals(city.actor("city_leader")) == {Abroad.CITY: 1}
    assert MobileStay.objects.totals(city.actor("mall_leader")) == {Abroad.CITY: 1}
    assert MobileStay.objects.totals(city.actor("lawyer_leader")) == {}
    end_stay(stay=stay, ends_on=city.on, actor=city.actor("secretary"))
    again = a_stay(city, who)
    assert MobileStay.objects.filter(member=who).count() == 2
    assert again.confirmed_on is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"host": None}, "host_needed"),
        ({"host_name": "某镇党支部"}, "host_twice"),
        ({"starts_on": dt.date(2026, 3, 3)}, "in_future"),
        ({"home_contact": ""}, "blank"),
    ],
)
def test_a_registration_without_a_host_or_ahead_of_its_day_is_refused(
    city: City, who: Member, given: dict[str, Any], code: str
) -> None:
    assert refused_for(city, who, stay_content(city.lawyer_branch) | given) == {code}
    assert not MobileStay.objects.exists()


def test_only_another_party_branch_of_the_city_can_be_host(
    world: World, city: City, who: Member
) -> None:
    for body in (city.unit, city.station, world.twin.branch):
        assert refused_for(city, who, stay_content(body)) == {"no_branch"}
    assert refused_for(city, who, stay_content(city.branch)) == {"same_branch"}


def test_somebody_abroad_needs_no_host_and_one_outside_the_system_is_a_name(
    city: City, who: Member
) -> None:
    content = stay_content(None, abroad=Abroad.ABROAD)
    stay = register_stay(member=who, content=content, actor=city.actor("secretary"))
    with pytest.raises(ValidationError) as refused:
        confirm_stay(stay=stay, host_contact="某", actor=city.actor("lawyer_secretary"))
    assert codes(refused.value) == {"no_host"}
    stay = edit_stay(
        stay=stay,
        content={"abroad": Abroad.COUNTRY, "host_name": "外市示例党支部"},
        actor=city.actor("secretary"),
    )
    assert stay.host_name == "外市示例党支部"


def test_members_who_do_not_count_are_not_registered(city: City) -> None:
    gone = member(city.branch, presence=Presence.SUSPENDED)

    assert refused_for(city, gone, stay_content(city.lawyer_branch)) == {"not_present"}


def test_a_city_without_a_register_keeps_no_stays(world: World) -> None:
    who = member(world.home.branch)

    assert refused_for(world.home, who, stay_content(world.home.lawyer_branch)) == {"register_off"}


def test_a_branch_that_does_not_have_the_member_says_so_and_home_looks_anew(
    city: City, who: Member
) -> None:
    stay = a_stay(city, who)
    lawyer = city.actor("lawyer_secretary")
    with pytest.raises(ValidationError) as refused:
        decline_stay(stay=stay, reason=" ", actor=lawyer)
    assert codes(refused.value) == {"reason_needed"}

    stay = decline_stay(stay=stay, reason="本所没有这名党员", actor=lawyer)

    assert stay.host is None
    assert not MobileStay.objects.visible_to(lawyer).exists()
    told = Notice.objects.get(recipient=city.user("secretary"), kind=Notice.Kind.RETURNED)
    assert who.name not in told.title
    found = edit_stay(
        stay=stay, content={"host": city.second_branch}, actor=city.actor("secretary")
    )
    assert (found.host, found.confirmed_on) == (city.second_branch, None)


def test_another_host_confirms_anew(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)

    stay = edit_stay(stay=stay, content={"host": city.second_branch}, actor=city.actor("secretary"))

    assert (stay.confirmed_on, stay.host_contact) == (None, "")
    assert Notice.objects.filter(recipient=city.user("second_secretary")).exists()
    before = Notice.objects.get(recipient=city.user("lawyer_secretary"), kind=Notice.Kind.STOPPED)
    assert who.name not in before.title + before.body


def test_both_sides_write_and_read_all_contacts(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)
    home, host = city.actor("secretary"), city.actor("lawyer_secretary")
    record_contact(stay=stay, contacted_on=city.on, words="电话了解近况", actor=home)
    record_contact(
        stay=stay,
        contacted_on=city.on,
        words="参加主题党日",
        took_part="3月主题党日",
        actor=host,
    )

    for actor in (home, host):
        rows = StayContact.objects.visible_to(actor).order_by("pk")
        assert [row.side for row in rows] == [StaySide.HOME, StaySide.HOST]
    for name in ("second_secretary", "officer", "station_head", "mall_leader", "city_leader"):
        assert not StayContact.objects.visible_to(city.actor(name)).exists()
    for entry in AuditEntry.objects.filter(verb="stay.contact"):
        assert "电话了解近况" not in f"{entry.before}{entry.after}{entry.reason}"


def test_the_affiliated_committee_reads_along(city: City, who: Member) -> None:
    affiliate(city.branch, city.lawyer)
    a_shared_stay(city, who)

    assert MobileStay.objects.visible_to(city.actor("lawyer_leader")).exists()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2026, 3, 3), "in_future"),
        (BEGUN - dt.timedelta(days=1), "out_of_stay"),
    ],
)
def test_a_contact_lies_within_the_stay(city: City, who: Member, day: dt.date, code: str) -> None:
    stay = a_shared_stay(city, who)
    with pytest.raises(ValidationError) as refused:
        record_contact(stay=stay, contacted_on=day, words="联系", actor=city.actor("secretary"))
    assert codes(refused.value) == {code}


def test_the_host_confirms_before_it_writes_contacts(city: City, who: Member) -> None:
    stay = a_stay(city, who)
    with pytest.raises(ValidationError) as refused:
        record_contact(
            stay=stay,
            contacted_on=city.on,
            words="联系",
            actor=city.actor("lawyer_secretary"),
        )
    assert codes(refused.value) == {"not_confirmed"}
    with pytest.raises(PermissionDenied):
        record_contact(stay=stay, contacted_on=city.on, words="联系", actor=city.actor("officer"))


def test_the_home_ends_a_stay_and_nothing_moves_after(city: City, who: Member) -> None:
    stay = a_shared_stay(city, who)
    secretary = city.actor("secretary")
    for day, code in ((dt.date(2026, 3, 3), "in_future"), (dt.date(2026, 1, 1), "days_in_order")):
        with pytest.raises(ValidationError) as refused:
            end_stay(stay=stay, ends_on=day, actor=secretary)
        assert codes(refused.value) == {code}

    stay = end_stay(stay=stay, ends_on=city.on, actor=secretary)

    assert Notice.objects.filter(
        recipient=city.user("lawyer_secretary"), kind=Notice.Kind.STOPPED
    ).exists()
    with pytest.raises(ValidationError) as refused:
        edit_stay(stay=stay, content={"home_contact": "某"}, actor=secretary)
    assert codes(refused.value) == {"ended"}
    assert AuditEntry.objects.filter(verb="stay.end", target_id=stay.pk).exists()
