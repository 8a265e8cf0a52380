"""The inbox, through the client."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import World
from workflow.actions import send_notices
from workflow.models import Notice

INBOX = reverse("workflow:inbox")


@pytest.fixture
def notices(world: World) -> list[Notice]:
    """Three notices to 云支一, and one to somebody else."""
    for number, kind in enumerate(("issued", "reminded", "returned")):
        _send(world, kind, f"第{number}件", world.branch)
    _send(world, "issued", "别人的事", world.sibling_branch)
    return list(Notice.objects.filter(recipient=world.user("secretary")).order_by("pk"))


def _send(world: World, kind: str, title: str, body: object) -> None:
    send_notices(
        tenant=world.tenant,
        kind=kind,
        title=title,
        key=title,
        path=reverse("accounts:profile"),
        organizations=[body],
        actor=world.home.system,
    )


def test_unread_notices_come_first_and_only_ones_own(
    client: Client, world: World, notices: list[Notice]
) -> None:
    Notice.objects.filter(pk=notices[0].pk).update(read_at=world.home.at)
    world.login(client, "secretary")

    first = client.get(INBOX).content.decode()
    every = client.get(INBOX, {"state": ""}).content.decode()

    assert "第0件" not in first
    assert "第1件" in first
    assert "第0件" in every
    assert "别人的事" not in every


def test_notices_stand_by_their_moment_on_every_page(client: Client, world: World) -> None:
    days = [3, 1, 2] * 20
    Notice.objects.bulk_create(
        Notice(
            tenant=world.tenant,
            recipient=world.user("mall_leader"),
            kind=Notice.Kind.REMINDED,
            title=f"{day} 天前",
            key=f"late:{number}",
            created_at=world.home.at - dt.timedelta(days=day),
        )
        for number, day in enumerate(days)
    )
    world.login(client, "mall_leader")

    found, address = [], INBOX
    while address:
        page = client.get(address).context["page"]
        found += page.rows
        address = page.next_url and f"{INBOX}{page.next_url}"

    assert [notice.title for notice in found] == [f"{day} 天前" for day in sorted(days)]
    assert found == sorted(found, key=lambda notice: (notice.created_at, notice.pk), reverse=True)


def test_notices_are_filtered_by_kind(client: Client, world: World, notices: list[Notice]) -> None:
    world.login(client, "secretary")

    html = client.get(INBOX, {"kind": "reminded"}).content.decode()

    assert "第1件" in html
    assert "第2件" not in html


def test_opening_a_notice_leads_on_and_marks_it_read(
    client: Client, world: World, notices: list[Notice]
) -> None:
    world.login(client, "secretary")

    response = client.get(reverse("workflow:notice_open", args=[notices[0].pk]))

    notices[0].refresh_from_db()
    assert response["Location"] == reverse("accounts:profile")
    assert notices[0].read_at is not None


def test_a_notice_never_leads_out_of_the_site(
    client: Client, world: World, notices: list[Notice]
) -> None:
    Notice.objects.filter(pk=notices[0].pk).update(path="//evil.example/")
    world.login(client, "secretary")

    response = client.get(reverse("workflow:notice_open", args=[notices[0].pk]))

    assert response["Location"] == INBOX


def test_chosen_or_all_notices_are_marked_read(
    client: Client, world: World, notices: list[Notice]
) -> None:
    world.login(client, "secretary")
    url = reverse("workflow:notices_read")
    unread = Notice.objects.filter(recipient=world.user("secretary"), read_at=None)

    client.post(url)
    assert unread.count() == 3
    client.post(url, {"ids": [notices[0].pk, "x"]})
    assert unread.count() == 2
    client.post(url, {"all": "1"})
    assert unread.count() == 0


def test_anothers_notice_is_neither_opened_nor_marked(
    client: Client, world: World, notices: list[Notice]
) -> None:
    world.login(client, "officer")

    response = client.get(reverse("workflow:notice_open", args=[notices[0].pk]))
    client.post(reverse("workflow:notices_read"), {"ids": [notices[0].pk]})

    notices[0].refresh_from_db()
    assert response.status_code == 404
    assert notices[0].read_at is None


def test_the_badge_counts_no_further_than_it_can_tell(client: Client, world: World) -> None:
    recipient = world.user("secretary")
    Notice.objects.bulk_create(
        Notice(
            tenant=world.tenant,
            recipient=recipient,
            kind="issued",
            title=f"消息 {number}",
            key=f"n{number}",
            created_at=world.home.at + dt.timedelta(minutes=number),
        )
        for number in range(120)
    )
    world.login(client, "secretary")

    html = client.get(INBOX).content.decode()

    assert "99+" in html
    assert "消息 119" in html
    assert "消息 69" not in html
    assert "下一页" in html


def test_an_empty_inbox_says_what_will_come(client: Client, world: World) -> None:
    world.login(client, "secretary")

    assert "还没有消息" in client.get(INBOX).content.decode()
