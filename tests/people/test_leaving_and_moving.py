"""What hangs on a member who goes: dues, warnings, days, and where a relation may not go."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hierarchy.models import Organization
from hierarchy.terms import Kind
from people.actions.dues import make_dues
from people.actions.member_moves import change_presence, move_member, transfer_member
from people.actions.members import enrol_member
from people.actions.stays import edit_stay
from people.actions.warnings import refresh_warnings, settle_warning
from people.models import Dues, Member, MemberWarning
from people.terms import WarningKind
from tests.people.care_grounds import a_stay, stay_content, unpaid
from tests.people.grounds import member, owed_in, register_on
from tests.people.refused import refused
from tests.world import AT, City, World
from workflow.models import AuditEntry, Notice

FIVE = ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02")
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def one(city: City, **facts: Any) -> Member:
    return member(city.branch, identity="", phone="", income="5000", **facts)


def moved(city: City, who: Member) -> Member:
    to = city.second_branch.name
    return move_member(
        member=who, to=to, moved_on=city.on, words="介绍信1号", actor=city.actor("secretary")
    )


def changed(city: City, who: Member, verb: str, day: dt.date = DAY) -> Member:
    return change_presence(
        member=who, verb=verb, changed_on=day, words="文号1号", actor=city.actor("secretary")
    )


@pytest.mark.parametrize("verb", ["suspend", "remove", "decease", "transfer"])
def test_who_counts_no_more_is_asked_for_no_dues_of_that_month(city: City, verb: str) -> None:
    who, stays = one(city), one(city)
    (owed,) = unpaid(who, "2026-02")
    make_dues(tenant=city.tenant, actor=city.system)

    if verb == "transfer":
        actor = city.actor("secretary")
        transfer_member(member=who, to="外地党委", left_on=DAY, words="介绍信1号", actor=actor)
    else:
        changed(city, who, verb)

    assert list(Dues.objects.filter(member=who)) == [owed]
    assert [line.count for line in owed_in("care", city.actor("secretary"))] == [1]
    assert Dues.objects.paid_of(city.actor("city_leader"), DAY) == (0, 1)
    assert Dues.objects.filter(member=stays).count() == 1


def test_what_a_member_owes_goes_along_with_the_relation(city: City) -> None:
    who = one(city)
    paid, owed = unpaid(who, "2026-01", "2026-02")
    Dues.objects.filter(pk=paid.pk).update(paid_on=DAY, paid="50.00")

    moved(city, who)

    assert Dues.objects.get(pk=paid.pk).organization == city.branch
    assert Dues.objects.get(pk=owed.pk).organization == city.second_branch


def test_a_new_branch_is_told_of_what_the_old_one_had_settled(city: City) -> None:
    who = one(city)
    unpaid(who, *FIVE)
    system = city.system
    refresh_warnings(tenant=city.tenant, actor=system)
    row = MemberWarning.objects.get()
    settle_warning(warning=row, words="已谈话。", actor=city.actor("secretary"))
    refresh_warnings(tenant=city.tenant, actor=system)
    assert not MemberWarning.objects.open().exists()

    moved(city, who)
    refresh_warnings(tenant=city.tenant, actor=system)
    refresh_warnings(tenant=city.tenant, actor=system)

    told = MemberWarning.objects.open().get()
    assert (told.kind, told.organization) == (WarningKind.DUES, city.second_branch)


def test_who_is_found_again_keeps_the_other_warnings(city: City) -> None:
    who = one(city)
    unpaid(who, *FIVE)
    refresh_warnings(tenant=city.tenant, actor=city.system)

    changed(city, who, "lose")
    changed(city, who, "find")

    assert MemberWarning.objects.open().get().kind == WarningKind.DUES


def test_nothing_is_entered_of_a_suspended_member_before_the_suspension(city: City) -> None:
    who = changed(city, one(city), "suspend")
    with refused("day_wrong", "停止党籍日期 2026年3月1日"):
        changed(city, who, "restore", DAY - dt.timedelta(days=1))
    assert changed(city, who, "restore").counts


def test_no_relation_goes_to_a_branch_of_a_task(city: City) -> None:
    who = one(city)
    Organization.objects.filter(pk=city.second_branch.pk).update(kind=Kind.TEMPORARY_BRANCH)
    with refused("temporary", "临时党支部不转接组织关系"):
        moved(city, who)
    with refused("temporary"):
        enrol_member(
            organization=city.second_branch,
            content={"name": "示例乙", "standing": "regular"},
            actor=city.actor("second_secretary"),
        )


def test_a_host_that_is_none_any_more_is_led_to_its_list(city: City) -> None:
    stay = a_stay(city, one(city))
    content = stay_content(city.second_branch)

    edit_stay(stay=stay, content=content, actor=city.actor("secretary"))

    told = Notice.objects.filter(recipient=city.user("lawyer_secretary")).order_by("-pk")[0]
    assert "改登" in told.title
    assert told.path == "/people/stays/"


def test_the_trail_names_nobody_who_keeps_in_touch(city: City) -> None:
    stay = a_stay(city, one(city), home_contact="鹈联络")
    edit_stay(
        stay=stay,
        content=stay_content(city.lawyer_branch, home_contact="鹈联系"),
        actor=city.actor("secretary", at=AT),
    )
    kept = [f"{entry.before}{entry.after}" for entry in AuditEntry.objects.all()]
    assert any("鹈**" in text for text in kept)
    assert not any("鹈联" in text for text in kept)
