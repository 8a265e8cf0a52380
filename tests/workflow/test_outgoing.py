"""Where messages may go: four services and nothing an address can add to them."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from django.core.exceptions import ValidationError

from tests.world import World
from workflow.actions.contact_ways import set_way
from workflow.actions.message_settings import set_channel
from workflow.models import Channel
from workflow.outgoing import Result, send

ROBOT = "693a91f6-7aaa-4bc4-97a0-0ec2bbfa5aaa"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "nobody"),
        ("email", "a@example.com, b@example.com"),
        ("wecom", "https://evil.example/cgi-bin/webhook/send?key=" + ROBOT),
        ("wecom", "http://127.0.0.1:6379/"),
        ("wecom", ROBOT + "&key=x"),
        ("dingtalk", "https://oapi.dingtalk.com.evil.example/robot/send?access_token=" + "a" * 64),
        ("feishu", "https://open.feishu.cn@127.0.0.1/open-apis/bot/v2/hook/" + ROBOT),
    ],
)
def test_an_address_leads_to_its_own_service_only(world: World, kind: str, address: str) -> None:
    Channel.objects.create(tenant=world.tenant, kind=kind, is_on=True)

    with pytest.raises(ValidationError) as refused:
        set_way(kind=kind, address=address, actor=world.actor("secretary"))
    assert refused.value.code == "address"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.5", "::1"])
def test_a_mail_server_in_the_inner_network_needs_the_operators_word(
    world: World, host: str
) -> None:
    facts = {"is_on": True, "host": host, "port": 465, "sender": "a@example.com"}
    with pytest.raises(ValidationError) as refused:
        set_channel(
            tenant=world.tenant, kind="email", facts=facts, actor=world.actor("administrator")
        )
    assert refused.value.code == "mail_inner"


def test_the_right_host_is_called_without_following_redirects(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[str, Any]] = []

    def post(url: str, **options: Any) -> requests.Response:
        called.append((url, options["allow_redirects"]))
        answer = requests.Response()
        answer.status_code = 200
        answer._content = b'{"errcode":0,"code":0}'
        return answer

    monkeypatch.setattr(requests, "post", post)
    for kind, address in (("wecom", ROBOT), ("dingtalk", "a" * 64), ("feishu", ROBOT)):
        assert send(kind, address, title="标题", body="内容").result is Result.SENT

    assert [url.split("/")[2] for url, _ in called] == [
        *("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"),
    ]
    assert not any(follows for _, follows in called)


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (requests.ConnectionError("Failed to establish a new connection"), Result.FAILED),
        (requests.ConnectTimeout("connect timeout=4.0"), Result.FAILED),
        (requests.ReadTimeout("Read timed out."), Result.UNKNOWN),
        (requests.ConnectionError("Connection aborted.", "RemoteDisconnected"), Result.UNKNOWN),
        (403, Result.FAILED),
        (502, Result.UNKNOWN),
    ],
)
def test_what_may_have_arrived_is_told_from_what_surely_did_not(
    monkeypatch: pytest.MonkeyPatch, fault: Any, result: Result
) -> None:
    def post(*args: object, **kwargs: object) -> requests.Response:
        if isinstance(fault, Exception):
            raise fault
        answer = requests.Response()
        answer.status_code = fault
        return answer

    monkeypatch.setattr(requests, "post", post)

    outcome = send("wecom", ROBOT, title="标题", body="内容")

    assert outcome.result is result
    assert outcome.reason
    assert ROBOT not in outcome.reason


def test_the_librarys_own_log_with_its_keys_goes_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def post(*args: object, **kwargs: object) -> None:
        raise requests.ReadTimeout("Read timed out.")

    monkeypatch.setattr(requests, "post", post)
    send("feishu", ROBOT, title="标题", body="内容")

    assert ROBOT not in caplog.text


def test_a_stored_password_goes_to_no_other_mail_server(world: World) -> None:
    actor = world.actor("administrator")
    facts = {"is_on": False, "host": "smtp.example.com", "login": "wugong", "port": 465}
    kept = set_channel(
        tenant=world.tenant, kind="email", facts=facts, secret="海棠花开的密码", actor=actor
    )
    same = set_channel(tenant=world.tenant, kind="email", facts={**facts, "port": 587}, actor=actor)
    assert same.secret == kept.secret != ""

    for change in ({"host": "smtp.example.net"}, {"login": "other"}):
        with pytest.raises(ValidationError) as refused:
            set_channel(tenant=world.tenant, kind="email", facts={**facts, **change}, actor=actor)
        assert refused.value.error_dict["secret"][0].code == "secret_again"
    assert Channel.objects.get(kind="email").host == "smtp.example.com"

    gone = set_channel(tenant=world.tenant, kind="email", facts={**facts, "login": ""}, actor=actor)
    assert gone.secret == ""
