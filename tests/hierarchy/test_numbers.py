"""Ids as they are sent: whatever can't be one is nobody's id, and no error of the server."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from hierarchy.numbers import row_id
from routines.forms.meetings import AgendaChoice
from tests.world import World
from workflow.figures import Matter

NO_IDS = ("", "²", "٣", "-1", "1.0", " 1", "9" * 19, "9" * 5000)


@pytest.mark.parametrize("text", [*NO_IDS, None])
def test_what_cannot_be_an_id_is_zero(text: str | None) -> None:
    assert row_id(text) == 0


def test_an_id_is_read(world: World) -> None:
    assert (row_id("17"), row_id(17), row_id("9" * 18)) == (17, 17, int("9" * 18))


@pytest.mark.parametrize("text", NO_IDS)
def test_no_page_breaks_on_what_is_no_id(world: World, client: Client, text: str) -> None:
    world.login(client, "mall_leader")
    sent = {
        "routines:feed_make": {"organization": text or "x"},
        "workflow:notices_read": {"ids": text},
    }
    for name, data in sent.items():
        assert client.post(reverse(name), data).status_code < 500, name


@pytest.mark.parametrize("text", NO_IDS)
def test_an_agenda_with_numbers_that_are_none_keeps_what_was_chosen(text: str) -> None:
    data = QueryDict(mutable=True)
    data.setlist("pick", ["task:1", "task:2"])
    data["order_task:1"], data["order_task:2"] = text, "1"
    matters = [Matter(key=f"task:{one}", title=f"第{one}件", hint="", path="") for one in (1, 2)]
    agenda = AgendaChoice(data, matters=matters, chosen=[])
    assert [item.title for item in agenda.items("")] == ["第2件", "第1件"]
