"""What a development file does in the register: nobody twice, and the member's history tells it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from people.actions.admissions import end_admission
from people.actions.members import enrol_member
from people.member_history import history_of
from people.models import Member
from people.terms import Presence, Standing
from tests.people.files import NUMBER, approving, does, walked
from tests.people.grounds import member
from tests.people.refused import refused
from tests.projects.grounds import at
from tests.world import City, World
from workflow.models import AuditEntry

D = dt.date
MEETING = D(2027, 8, 31)


@pytest.fixture
def city(world: World) -> City:
    approving(world.home)
    return world.home


def by_hand(city: City, **facts: Any) -> Member:
    content = {"name": "申请甲", "standing": Standing.PROBATIONARY, "admitted_on": MEETING} | facts
    actor = city.actor("secretary", at=at(D(2027, 9, 1)))
    return enrol_member(organization=city.branch, content=content, actor=actor)


@pytest.mark.parametrize("facts", [{"identity": NUMBER}, {}])
def test_whom_the_branch_entered_by_hand_is_not_entered_again(
    city: City, facts: dict[str, str]
) -> None:
    file = walked(city, 16)
    known = by_hand(city, **facts)

    does(city, file, 17)

    file.refresh_from_db()
    one = Member.objects.get()
    assert (one, file.member) == (known, known)
    assert one.identity.plain() == NUMBER
    assert AuditEntry.objects.filter(verb="member.adopt").count() == 1


def test_a_namesake_of_another_day_is_another_member(city: City) -> None:
    file = walked(city, 16)
    by_hand(city, admitted_on=D(2027, 3, 1))

    does(city, file, 17)

    assert Member.objects.count() == 2


def test_a_number_that_stands_in_another_branch_is_told_with_what_to_do(city: City) -> None:
    file = walked(city, 16)
    member(city.second_branch, "示例乙", identity=NUMBER)

    with refused("on_register", "由原党支部更正或办理转接"):
        does(city, file, 17)


def verbs_of(one: Member) -> list[str]:
    rows = AuditEntry.objects.about(one).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_the_members_own_history_tells_how_the_file_went(city: City) -> None:
    file = walked(city, 24)
    one = Member.objects.get()
    assert (one.standing, one.regular_on) == (Standing.REGULAR, D(2028, 8, 31))
    assert verbs_of(one) == ["member.enrol", "member.regular"]
    assert [entry.title for entry in history_of(one)] == ["转为正式党员", "登记党员"]
    assert file.member == one


def test_a_member_whose_file_ends_leaves_with_an_entry_of_his_own(city: City) -> None:
    file = walked(city, 19)
    actor = city.actor("secretary", at=at(D(2027, 10, 1)))

    end_admission(admission=file, reason="申请甲被取消预备党员资格", actor=actor)

    one = Member.objects.get()
    assert one.presence == Presence.REMOVED
    assert verbs_of(one)[-1] == "member.remove"
    assert AuditEntry.objects.get(verb="member.remove").reason == "申**被取消预备党员资格"
