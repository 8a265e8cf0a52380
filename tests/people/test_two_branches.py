"""Whoever writes for two branches says for which; a form sent twice enters one member."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from people.models import Member
from tests.people.grounds import register_on
from tests.people.test_member_searches import also
from tests.world import World

NEW = reverse("people:member_new")
GIVEN = {"name": "示例甲", "standing": "regular", "joined_on": "2026-03-01"}


@pytest.fixture
def kept(world: World) -> World:
    register_on(world.home)
    return world


def sent(client: Client, **given: Any) -> Any:
    return client.post(NEW, {**GIVEN, **given})


def test_a_member_is_entered_in_the_branch_that_was_chosen(kept: World, client: Client) -> None:
    also(kept, "secretary", "second_secretary")
    with time_machine.travel(kept.home.at, tick=False):
        kept.login(client, "secretary")
        assert sent(client).status_code == 422
        assert sent(client, organization=kept.second_branch.pk).status_code == 302
        assert sent(client, organization=kept.sibling_branch.pk).status_code == 422
    assert Member.objects.get().organization == kept.second_branch


def test_a_form_sent_twice_enters_one_member(kept: World, client: Client) -> None:
    with time_machine.travel(kept.home.at, tick=False):
        kept.login(client, "secretary")
        for _ in range(2):
            key = str(client.get(NEW).context["form"]["once"].value())
            answers = [sent(client, once=key) for _ in range(2)]
            assert [answer.status_code for answer in answers] == [302, 302]
            assert answers[0].url == answers[1].url
        sent(client, once=key, name="示例乙")
    assert Member.objects.count() == 3
