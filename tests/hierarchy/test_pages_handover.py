"""Handing over and accounts, through the client."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from hierarchy.models import Appointment, Handover
from tests.lists import cascade
from tests.world import World

GIVEN = {"way": "successor", "successor": "stranger", "on": "2026-03-02", "reason": "工作调动"}


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def handover_url(world: World, name: str = "officer") -> str:
    return reverse("hierarchy:handover_create", args=[world.appointment(name).pk])


def test_nothing_passes_before_it_was_looked_at(client: Client, world: World) -> None:
    world.login(client, "station_head")

    preview = client.post(handover_url(world), {**GIVEN, "step": "preview"})

    html = preview.content.decode()
    assert "凤无岗，接任本岗位" in html
    assert world.branch.name in html
    assert not Handover.objects.exists()


def test_one_step_back_keeps_what_was_written(client: Client, world: World) -> None:
    world.login(client, "station_head")

    response = client.post(handover_url(world), {**GIVEN, "step": "edit"})

    assert response.status_code == 200
    assert "工作调动" in response.content.decode()


def test_a_successor_takes_over_and_the_sheet_is_printed(client: Client, world: World) -> None:
    world.login(client, "station_head")

    response = client.post(handover_url(world), {**GIVEN, "step": "confirm"})

    handover = Handover.objects.get()
    assert response["Location"] == reverse("hierarchy:handover_detail", args=[handover.pk])
    sheet = client.get(response["Location"]).content.decode()
    assert "工作交接单" in sheet
    assert "水指一" in sheet
    word = client.get(reverse("hierarchy:handover_word", args=[handover.pk]))
    text = "".join(p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs)
    assert "移交人：水指一" in text
    assert "filename*=utf-8''" in word["Content-Disposition"]
    assert Appointment.objects.live(world.on).filter(user=world.user("stranger")).exists()


def test_work_may_pass_to_another_post(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    client.post(
        handover_url(world),
        {**GIVEN, "way": "receiving", "receiving": world.sibling_officer.pk, "step": "confirm"},
    )

    assert world.branch.parent_id == world.sibling_officer.pk


def test_only_the_ways_that_are_allowed_are_offered(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    alone = client.get(handover_url(world)).content.decode()
    shared = client.get(handover_url(world, "station_clerk")).content.decode()
    refused = client.post(
        handover_url(world, "station_clerk"),
        {**GIVEN, "way": "receiving", "receiving": world.single.pk, "step": "confirm"},
    )
    done = client.post(handover_url(world, "station_clerk"), {**GIVEN, "step": "confirm"})

    assert 'value="receiving"' in alone
    assert 'value="receiving"' not in shared
    assert "同时服务多个行业" in shared
    assert refused.status_code == 422
    assert done.status_code == 302


def test_days_of_open_work_read_like_any_other_before_and_after(
    client: Client, world: World
) -> None:
    cascade(world)
    world.login(client, "station_head")

    before = client.post(handover_url(world), {**GIVEN, "step": "preview"}).content.decode()
    after = client.post(handover_url(world), {**GIVEN, "step": "confirm"}, follow=True)

    for html in (before, after.content.decode()):
        assert re.search(
            r'完成时限"><time datetime="2026-\d\d-\d\d">\d+月\d+日\(周.\)</time>', html
        )


def test_receivers_are_of_the_same_industry_and_told_apart(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    html = client.get(handover_url(world)).content.decode()

    assert "斜塘1岗（斜塘区域党建工作站，商圈市场）" in html
    assert "平江2岗" not in html


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"successor": ""}, "请填写接任人"),
        ({"successor": "nobody"}, "没有找到登录名"),
        ({"successor": "officer"}, "不能是移交人本人"),
        ({"way": "receiving"}, "请选择接收岗位"),
        ({"reason": ""}, "交接事由"),
    ],
)
def test_a_bad_handover_is_refused(
    client: Client, world: World, changed: dict[str, str], words: str
) -> None:
    world.login(client, "mall_leader")

    response = client.post(handover_url(world), {**GIVEN, **changed, "step": "confirm"})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Handover.objects.exists()


def test_a_foreign_sheet_is_not_found(client: Client, world: World) -> None:
    world.login(client, "station_head")
    client.post(handover_url(world), {**GIVEN, "step": "confirm"})
    handover = Handover.objects.get()
    world.login(client, "sibling_officer")

    for name in ("handover_detail", "handover_word"):
        url = reverse(f"hierarchy:{name}", args=[handover.pk])
        assert client.get(url).status_code == 404


def test_the_holder_may_not_hand_over_alone(client: Client, world: World) -> None:
    world.login(client, "officer")

    assert client.get(handover_url(world)).status_code == 403


def test_an_account_is_opened_and_its_password_shown_once(client: Client, world: World) -> None:
    world.login(client, "administrator")

    response = client.post(
        reverse("hierarchy:account_open"), {"username": "new_one", "name": "钮新人"}
    )

    user = User.objects.get(username="new_one")
    password = response.context["password"]
    assert user.check_password(password)
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"username": "officer"}, "已有人使用"),
        ({"username": "有 空格"}, "登录名只能用文字"),
        ({"phone": "打我电话"}, "只能包含数字"),
    ],
)
def test_a_bad_account_is_refused(
    client: Client, world: World, given: dict[str, str], words: str
) -> None:
    world.login(client, "administrator")

    response = client.post(
        reverse("hierarchy:account_open"), {"username": "new_one", "name": "钮新人", **given}
    )

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not User.objects.filter(name="钮新人").exists()


def test_closing_an_account_names_what_stands_in_the_way(client: Client, world: World) -> None:
    cascade(world)
    world.login(client, "administrator")
    url = reverse("hierarchy:account_close", args=[world.user("secretary").pk])

    shown = client.get(url).content.decode()
    response = client.post(url, {"reason": "调离"})

    assert "须先办理" in shown
    assert response.status_code == 422
    assert "须先办理交接" in response.content.decode()
    assert world.user("secretary").is_active


def test_an_account_without_open_work_is_closed(client: Client, world: World) -> None:
    world.login(client, "administrator")
    person = world.user("sibling_secretary")

    response = client.post(reverse("hierarchy:account_close", args=[person.pk]), {"reason": "调离"})

    assert response["Location"] == reverse("hierarchy:person_detail", args=[person.pk])
    assert not world.user("sibling_secretary").is_active
    assert "此账号已注销" in client.get(response["Location"]).content.decode()


def test_accounts_are_for_those_who_appoint(client: Client, world: World) -> None:
    world.login(client, "officer")
    person = world.user("secretary")

    assert client.get(reverse("hierarchy:account_open")).status_code == 403
    assert client.get(reverse("hierarchy:account_close", args=[person.pk])).status_code == 403
    assert client.get(reverse("hierarchy:person_detail", args=[person.pk])).status_code == 200


def test_a_foreign_person_is_not_found(client: Client, world: World) -> None:
    world.login(client, "administrator")
    person = world.user("twin.officer")

    for name in ("person_detail", "account_close"):
        url = reverse(f"hierarchy:{name}", args=[person.pk])
        assert client.get(url).status_code == 404
