"""Sessions that have ended are cleared away, with the devices they were told as."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from hierarchy.tasks import clear_ended_sessions
from tests.world import World


def signed_in(client: Client, world: World, name: str) -> str:
    """The key of a session that somebody begins, told among the devices as signing in does."""
    world.login(client, name)
    client.get(reverse("workbench:todo"))
    key = client.session.session_key
    assert key
    UserSession.objects.create(user=world.user(name), ip="127.0.0.1", session_key=key)
    return key


def test_what_has_ended_goes_and_what_is_open_stays(
    client: Client, world: World, time_machine: Any
) -> None:
    time_machine.move_to(world.home.at, tick=False)
    signed_in(Client(), world, "officer")
    time_machine.shift(dt.timedelta(days=1))
    key = signed_in(client, world, "secretary")

    assert clear_ended_sessions() == 1
    assert clear_ended_sessions() == 0
    assert list(Session.objects.values_list("session_key", flat=True)) == [key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [key]
    assert client.get(reverse("workbench:todo")).status_code == 200
