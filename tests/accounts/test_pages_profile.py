"""One's own account, through the client."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.actions import amend_contact
from tests.world import World
from workflow.models import AuditEntry

CONTACT = reverse("accounts:contact_edit")


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def test_posts_and_stand_ins_are_shown(client: Client, world: World) -> None:
    world.login(client, "officer")
    holder = client.get(reverse("accounts:profile")).content.decode()
    world.login(client, "delegate")
    stand_in = client.get(reverse("accounts:profile")).content.decode()

    assert "苗代办 代办" in holder
    assert "收回代办" in holder
    assert "（代水指一）" in stand_in
    assert "请人代办</a>" not in stand_in


def test_whoever_holds_nothing_is_told_so(client: Client, world: World) -> None:
    world.login(client, "stranger")

    html = client.get(reverse("accounts:profile")).content.decode()

    assert "您目前没有任职" in html
    assert reverse("account_change_password") in html


def test_contact_is_changed_and_leaves_an_entry(client: Client, world: World) -> None:
    world.login(client, "officer")

    response = client.post(CONTACT, {"phone": "0512-6700 0000", "email": "a@example.com"})

    entry = AuditEntry.objects.filter(verb="account.amend").get()
    assert response["Location"] == reverse("accounts:profile")
    assert world.user("officer").phone == "0512-6700 0000"
    assert entry.after["email"] == "a@example.com"
    assert entry.user == world.user("officer")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phone": "打我"}, "只能包含数字"),
        ({"email": "不是邮箱"}, "电子邮箱"),
        ({"phone": "", "email": ""}, "没有变化"),
    ],
)
def test_a_bad_contact_is_refused(
    client: Client, world: World, given: dict[str, str], words: str
) -> None:
    world.login(client, "officer")

    response = client.post(CONTACT, given)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert world.user("officer").phone == ""


def test_nobody_changes_anothers_contact(world: World) -> None:
    with pytest.raises(PermissionDenied):
        amend_contact(
            user=world.user("officer"), phone="12345", email="", actor=world.actor("city_leader")
        )


def test_the_account_asks_for_signing_in(client: Client) -> None:
    for url in (reverse("accounts:profile"), CONTACT):
        assert client.get(url).status_code == 302
