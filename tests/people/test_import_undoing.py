"""An import of members taken back as a whole, while nobody worked on any of them since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from people.actions.dues import excuse_dues, make_dues
from people.actions.member_imports import import_members, undo_import
from people.actions.member_moves import move_member
from people.actions.members import edit_member
from people.actions.stays import register_stay
from people.models import Dues, Member, MemberImport
from people.terms import Abroad
from tests.people.grounds import IDENTITY, member, register_on
from tests.people.refused import refused
from tests.world import City, World
from workflow.models import AuditEntry

ROWS: list[tuple[int, dict[str, Any]]] = [
    (2, {"name": "示例乙", "standing": "regular", "identity": IDENTITY}),
    (3, {"name": "示例丙", "standing": "regular", "joined_on": dt.date(2026, 1, 5)}),
]


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def imported(city: City) -> MemberImport:
    import_members(organization=city.branch, rows=ROWS, actor=city.actor("secretary"))
    return MemberImport.objects.get()


def undone(city: City, run: MemberImport, reason: str = "选错了表格") -> int:
    return undo_import(run=run, reason=reason, actor=city.actor("secretary"))


def test_an_import_is_taken_back_whole_with_the_dues_the_system_set_down(city: City) -> None:
    other = member(city.branch, "示例甲", identity="")
    run = imported(city)
    make_dues(tenant=city.tenant, organization=city.branch, actor=city.actor("secretary"))

    assert undone(city, run, "示例乙不是本支部的") == 2

    assert list(Member.objects.all()) == [other]
    assert list(Dues.objects.values_list("member", flat=True)) == [other.pk]
    entry = AuditEntry.objects.get(verb="register.undo_import")
    assert (entry.after, entry.reason) == ({"members_withdrawn": 2}, "示**不是本支部的")
    assert imported_again(city) == 2


def imported_again(city: City) -> int:
    return import_members(organization=city.branch, rows=ROWS, actor=city.actor("secretary"))


def test_an_import_is_taken_back_once_and_with_a_reason(city: City) -> None:
    run = imported(city)
    with refused("reason_needed"):
        undone(city, run, " ")
    undone(city, run)
    with refused("undone_already"):
        undone(city, run)


@pytest.mark.parametrize("what", ["edit", "move", "stay", "dues"])
def test_whoever_was_worked_on_since_keeps_the_whole_import(city: City, what: str) -> None:
    run, actor = imported(city), city.actor("secretary")
    one = Member.objects.get(name="示例丙")
    if what == "edit":
        edit_member(member=one, content={"duty": "组织委员"}, actor=actor)
    elif what == "move":
        to = city.second_branch.name
        move_member(member=one, to=to, moved_on=actor.on, words="介绍信1号", actor=actor)
    elif what == "stay":
        given = {"abroad": Abroad.ABROAD, "starts_on": actor.on, "home_contact": "示例联"}
        register_stay(member=one, content=given, actor=actor)
    else:
        make_dues(tenant=city.tenant, organization=city.branch, actor=actor)
        excuse_dues(dues=Dues.objects.get(member=one), words="经批准缓交", actor=actor)

    with refused("changed_since", "示**，共 1 名"):
        undone(city, run)

    assert Member.objects.count() == 2


def test_only_who_writes_for_the_branch_takes_an_import_back(city: City) -> None:
    run = imported(city)
    for person in ("second_secretary", "officer", "station_head", "city_leader"):
        with pytest.raises(PermissionDenied):
            undo_import(run=run, reason="选错了表格", actor=city.actor(person))
    assert Member.objects.count() == 2


def test_the_page_of_the_import_offers_to_take_it_back(city: City, client: Client) -> None:
    run = imported(city)
    path = reverse("people:member_import_undo", args=[run.pk])
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        assert path in client.get(reverse("people:member_import")).text
        assert client.post(path, {"reason": ""}).status_code == 422
        done = client.post(path, {"reason": "选错了表格"}, follow=True)
        assert "已撤销，2 名党员不再在名册中" in done.text
        assert path not in client.get(reverse("people:member_import")).text
        city.login(client, "second_secretary")
        assert client.get(path).status_code == 404
    assert not Member.objects.exists()
