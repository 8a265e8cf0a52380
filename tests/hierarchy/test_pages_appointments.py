"""Posts, appointments, stand-ins, switching: through the client."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from hierarchy.models import Appointment, Delegation, Position
from tests.lists import cascade
from tests.world import World

DAY = "2026-03-02"


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def at(name: str, *args: object) -> str:
    return reverse(f"hierarchy:{name}", args=args)


def test_a_post_is_set_up_filled_emptied_and_abolished(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    client.post(at("position_create", world.mall.pk), {"title": "副主任", "role": "leader"})
    post = Position.objects.get(organization=world.mall, title="副主任")
    client.post(
        at("appoint", post.pk), {"user": "stranger", "starts_on": DAY, "reason": "任命文件"}
    )
    held = Appointment.objects.get(position=post)
    assert held.user == world.user("stranger")

    client.post(at("appointment_end", held.pk), {"on": DAY, "reason": "调离"})
    held.refresh_from_db()
    assert held.ends_on == dt.date(2026, 3, 2)


def test_a_post_with_open_work_is_emptied_only_when_that_is_said(
    client: Client, world: World
) -> None:
    cascade(world)
    world.login(client, "station_head")
    url = at("appointment_end", world.appointment("secretary").pk)
    asked = {"on": DAY, "reason": "调离"}

    refused = client.post(url, asked)
    done = client.post(url, {**asked, "vacancy": "on"})

    assert refused.status_code == 422
    assert "请改用“交接”" in refused.content.decode()
    assert done.status_code == 302
    assert world.appointment("secretary").ends_on == dt.date(2026, 3, 2)


def test_a_post_that_is_held_is_not_abolished(client: Client, world: World) -> None:
    world.login(client, "mall_leader")
    position = world.appointment("station_head").position

    response = client.post(at("position_abolish", position.pk), {"reason": "精简"})

    assert response.status_code == 422
    assert "谢站长" in response.content.decode()


def test_a_territory_post_is_the_citys_to_set_up(client: Client, world: World) -> None:
    url = at("region_position_create", world.home.regions["sip"].pk)

    world.login(client, "mall_leader")
    refused = client.post(url, {"title": "副联络员", "role": "reader"})
    world.login(client, "city_leader")
    done = client.post(url, {"title": "副联络员", "role": "reader"})

    assert refused.status_code == 403
    assert done.status_code == 302
    assert Position.objects.filter(region=world.home.regions["sip"], title="副联络员").exists()


@pytest.mark.parametrize("login", ["nobody", "twin_officer", ""])
def test_people_of_elsewhere_are_as_unknown_as_no_one(
    client: Client, world: World, login: str
) -> None:
    world.login(client, "mall_leader")
    position = world.appointment("station_head").position

    response = client.post(
        at("appoint", position.pk), {"user": login, "starts_on": DAY, "reason": "任命"}
    )

    assert response.status_code == 422
    html = response.content.decode()
    assert "没有找到登录名" in html or "必填" in html or "登录名" in html
    assert "对照市" not in html


def test_those_without_the_right_are_told_why(client: Client, world: World) -> None:
    world.login(client, "officer")
    branch_post = world.appointment("secretary").position

    for url in (at("appoint", branch_post.pk), at("position_create", world.branch.pk)):
        response = client.get(url)
        assert response.status_code == 403
        assert "管理任职" in response.content.decode()


def test_a_foreign_post_is_not_found(client: Client, world: World) -> None:
    world.login(client, "lawyer_leader")
    held = world.appointment("officer")

    for url in (
        at("appoint", held.position_id),
        at("position_abolish", held.position_id),
        at("appointment_end", held.pk),
        at("delegation_create", held.pk),
        at("handover_create", held.pk),
        at("position_create", world.officer.pk),
    ):
        assert client.get(url).status_code == 404


def test_the_list_shows_who_holds_what(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    listed = client.get(at("appointment_list"), {"q": "szy"}).content.decode()
    every = client.get(at("appointment_list"), {"state": "all", "q": "马往届"}).content.decode()

    assert "水指一" in listed
    assert "谢站长" not in listed
    assert "马往届" in every


def test_the_holder_asks_for_a_stand_in_and_takes_it_back(client: Client, world: World) -> None:
    world.login(client, "secretary")
    held = world.appointment("secretary")

    client.post(
        at("delegation_create", held.pk),
        {"user": "contact", "starts_on": DAY, "ends_on": "2026-03-08", "reason": "外出"},
    )
    given = Delegation.objects.get(appointment=held)
    response = client.post(at("delegation_revoke", given.pk), {"reason": "提前返岗"})

    given.refresh_from_db()
    assert given.revoked_at is not None
    assert response["Location"] == reverse("accounts:profile")


def test_a_colleague_may_not_give_away_anothers_post(client: Client, world: World) -> None:
    world.login(client, "officer")

    response = client.get(at("delegation_create", world.appointment("secretary").pk))

    assert response.status_code == 403


def test_a_territory_reader_may_ask_for_a_stand_in(client: Client, world: World) -> None:
    world.login(client, "town_reader")

    response = client.get(at("delegation_create", world.appointment("town_reader").pk))

    assert response.status_code == 200


def test_a_person_switches_between_own_posts_only(client: Client, world: World) -> None:
    position = Position.objects.get(organization=world.branch, title="书记")
    world.login(client, "mall_leader")
    client.post(at("appoint", position.pk), {"user": "contact", "starts_on": DAY, "reason": "兼任"})
    second = Appointment.objects.get(position=position, user=world.user("contact"))
    world.login(client, "contact")

    response = client.post(at("switch_post"), {"post": second.pk, "next": "/inbox/"})
    foreign = client.post(at("switch_post"), {"post": world.appointment("officer").pk})
    outside = client.post(at("switch_post"), {"post": second.pk, "next": "//evil.example/"})

    assert response["Location"] == "/inbox/"
    assert client.session["acting_appointment"] == second.pk
    assert foreign.status_code == 404
    assert outside["Location"] == "/"
    assert client.get(at("switch_post")).status_code == 405


def test_a_stand_in_is_named_by_name_where_only_one_is_called_so(
    client: Client, world: World
) -> None:
    held, clerk = world.appointment("mall_leader"), world.user("mall_clerk")
    world.login(client, "mall_leader")
    asked = {"starts_on": DAY, "ends_on": "2026-03-09", "reason": "外出培训"}
    address = at("delegation_create", held.pk)

    unseen = client.post(address, {**asked, "user": world.user("stranger").name})
    client.post(address, {**asked, "user": clerk.name})

    assert "没有找到登录名或姓名" in unseen.text
    assert Delegation.objects.get(appointment=held).delegate == clerk


def test_namesakes_are_told_by_their_posts(client: Client, world: World) -> None:
    held, clerk = world.appointment("mall_leader"), world.user("mall_clerk")
    User.objects.filter(pk=world.user("station_head").pk).update(name=clerk.name)
    world.login(client, "mall_leader")

    answer = client.post(
        at("delegation_create", held.pk),
        {"user": clerk.name, "starts_on": DAY, "ends_on": "2026-03-09", "reason": "外出培训"},
    )

    assert answer.status_code == 422
    assert "不止一人" in answer.text
    for each in ("mall_clerk", "station_head"):
        assert world.appointment(each).position.label in answer.text
    assert not Delegation.objects.filter(appointment=held).exists()
