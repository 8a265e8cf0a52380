"""Keys for other systems: made by who keeps the city running, shown once, limited, revocable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from tests.routines.exchange import ADDRESS, key, push, sent
from tests.world import World
from workflow.actions.tokens import issue_token, revoke_token
from workflow.models import ApiToken


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.mark.parametrize("secret", ["", "wjxt_wrong", "x" * 500, "令牌"])
def test_a_wrong_key_opens_nothing(world: World, secret: str) -> None:
    client = Client()

    answer = client.get(ADDRESS, headers={"Authorization": f"Bearer {secret}"} if secret else {})

    assert answer.status_code == 401
    assert answer.json()["code"] == "bad_token"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_revoked_or_expired_key_opens_nothing(world: World, client: Client) -> None:
    secret = key(world)
    revoke_token(
        token=ApiToken.objects.get(), reason="更换系统", actor=world.actor("administrator")
    )
    assert push(client, secret, [sent()]).status_code == 401

    other = key(world)
    with time_machine.travel(world.home.at + dt.timedelta(days=301), tick=False):
        assert push(client, other, [sent()]).status_code == 401
    assert push(client, other, [sent()]).status_code == 200


def test_guessing_keys_is_slowed_down(world: World, client: Client) -> None:
    for _ in range(20):
        assert push(client, "wjxt_guess", [sent()]).status_code == 401

    answer = push(client, "wjxt_guess", [sent()])

    assert answer.status_code == 429
    assert "令牌错误次数过多" in answer.json()["message"]


def test_calls_have_a_limit_a_minute(world: World, client: Client) -> None:
    secret = key(world)
    statuses = [push(client, secret, [sent()]).status_code for _ in range(31)]

    assert statuses == [200] * 30 + [429]
    assert "过于频繁" in push(client, secret, [sent()]).json()["message"]


def test_only_who_keeps_the_city_running_makes_a_key(world: World) -> None:
    for name in ("mall_leader", "city_clerk", "auditor", "secretary", "twin.administrator"):
        with pytest.raises(PermissionDenied):
            issue_token(
                tenant=world.tenant,
                name="试",
                expires_on=world.on,
                actor=world.actor(name),
            )
    _, secret = issue_token(
        tenant=world.tenant, name="试", expires_on=world.on, actor=world.actor("administrator")
    )
    assert not ApiToken.objects.filter(digest__contains=secret).exists()


@pytest.mark.parametrize(("days", "code"), [(-1, "past_day"), (400, "too_long")])
def test_a_key_opens_for_a_year_at_most(world: World, days: int, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        issue_token(
            tenant=world.tenant,
            name="试",
            expires_on=world.on + dt.timedelta(days=days),
            actor=world.actor("administrator"),
        )

    assert refused.value.error_dict["expires_on"][0].code == code


def test_the_page_of_keys_opens_empty_and_shows_a_secret_once(world: World, client: Client) -> None:
    world.login(client, "administrator")
    address = reverse("workflow:token_list")
    assert "还没有签发过令牌" in client.get(address).content.decode()

    issued = client.post(address, {"name": "智慧党建", "expires_on": "2026-12-31"})
    token = ApiToken.objects.get()
    secret = issued.context["secret"]
    assert secret in issued.content.decode()
    assert "no-store" in issued["Cache-Control"]
    assert secret not in client.get(address).content.decode()

    client.post(reverse("workflow:token_revoke", args=[token.pk]), {"reason": "更换系统"})
    token.refresh_from_db()
    assert token.revoked_reason == "更换系统"
    assert "已停用" in client.get(address).content.decode()


def test_a_call_needs_no_cookie_no_token_of_a_form_and_leads_nowhere(world: World) -> None:
    client = Client(enforce_csrf_checks=True)

    good = push(client, key(world), [sent()])
    bad = push(client, "", [sent()])

    assert (good.status_code, bad.status_code) == (200, 401)
    for answer in (good, bad):
        assert not answer.cookies
        assert answer["Content-Type"].startswith("application/json")


def test_a_city_has_ten_live_keys_at_most(world: World) -> None:
    for number in range(10):
        key(world, f"第{number}个")

    with pytest.raises(ValidationError) as refused:
        key(world, "再一个")

    assert refused.value.code == "too_many_tokens"
    keeper = world.actor("administrator")
    first = ApiToken.objects.earliest("pk")
    revoke_token(token=first, reason="不再使用", actor=keeper)
    assert key(world, "再一个").startswith("wjxt_")
    with pytest.raises(ValidationError) as again:
        revoke_token(token=first, reason="不再使用", actor=keeper)
    assert again.value.code == "already_revoked"
