"""催办 of what is overdue: by the direct superior, singly and in bulk, within the limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from routines.actions.urging import urge_obligation
from routines.models import Obligation
from tests.routines.conftest import at, owed, refreshed
from tests.routines.records import confirmed, held
from tests.world import World
from workflow.models import AuditEntry, Notice

D = dt.date
# The theme day of March and the meeting of the quarter are past their day, and not closed yet.
TODAY = D(2026, 4, 8)
ROLL = "routines:obligation_list"


@pytest.fixture(autouse=True)
def _in_april(ruled: World) -> Iterator[None]:
    refreshed(ruled, D(2026, 2, 2))
    refreshed(ruled, D(2026, 3, 2))
    with time_machine.travel(at(TODAY), tick=False):
        refreshed(ruled, TODAY)
        yield


def overdue(world: World, month: int = 3, body: str = "branch") -> Obligation:
    return owed(getattr(world, body), "R-13", period_start=D(2026, month, 1))


def quarterly(world: World) -> Obligation:
    return owed(world.branch, "R-09", period_start=D(2026, 1, 1))


def urged(world: World, row: Obligation, person: str = "officer", hour: int = 9) -> int:
    return urge_obligation(obligation=row, actor=world.actor(person, at=at(TODAY, hour)))


def text(response: Any) -> str:
    return str(response.content.decode())


def test_whoever_serves_the_body_is_told_what_and_since_when(ruled: World) -> None:
    row = overdue(ruled)

    assert urged(ruled, row) == 1

    notice = Notice.objects.get(title="催办：主题党日（2026年3月）")
    assert (notice.recipient, notice.is_urgent) == (ruled.user("secretary"), True)
    assert "已逾期 8 天" in notice.body
    assert notice.path == reverse("routines:obligation_detail", args=[row.pk])
    assert AuditEntry.objects.filter(verb="obligation.urge").count() == 1


def test_once_a_day_and_thing(ruled: World) -> None:
    urged(ruled, overdue(ruled))

    with pytest.raises(ValidationError, match="今天已催办过") as refused:
        urged(ruled, overdue(ruled), hour=15)

    assert refused.value.code == "reminded_today"
    assert urged(ruled, quarterly(ruled)) == 1


@pytest.mark.parametrize("person", ["secretary", "station_head", "town_reader", "twin.officer"])
def test_only_the_direct_superior_urges(ruled: World, client: Client, person: str) -> None:
    row = overdue(ruled)

    with pytest.raises(PermissionDenied):
        urged(ruled, row, person)

    ruled.login(client, person)
    answer = client.post(reverse("routines:obligation_urge", args=[row.pk]))
    assert answer.status_code in (403, 404)
    assert not Notice.objects.filter(title__startswith="催办").exists()


def test_what_is_done_or_not_due_yet_is_not_urged(ruled: World) -> None:
    confirmed(ruled, held(ruled, day=D(2026, 3, 20), typed=TODAY))

    for row, code in ((overdue(ruled), "not_owed"), (overdue(ruled, 4), "not_overdue")):
        with pytest.raises(ValidationError) as refused:
            urged(ruled, row)
        assert refused.value.code == code


def test_what_is_closed_is_to_be_opened_first(ruled: World) -> None:
    row = overdue(ruled)
    Obligation.objects.filter(pk=row.pk).update(freezes_on=D(2026, 4, 1))

    with pytest.raises(ValidationError, match="重新开放") as refused:
        urged(ruled, row)

    assert refused.value.code == "frozen"


def test_it_is_one_press_on_the_page(ruled: World, client: Client) -> None:
    page = reverse("routines:obligation_detail", args=[overdue(ruled).pk])
    press = reverse("routines:obligation_urge", args=[overdue(ruled).pk])
    ruled.login(client, "secretary")
    assert press not in text(client.get(page))
    ruled.login(client, "officer")
    assert press in text(client.get(page))

    done = client.post(press, follow=True)
    again = client.post(press, follow=True)

    assert "已催办，消息发给 1 人" in text(done)
    assert "今天已催办过，请明天再催" in text(again)
    assert press not in text(
        client.get(reverse("routines:obligation_detail", args=[overdue(ruled, 4).pk]))
    )


def test_many_are_urged_on_the_roll_and_each_refusal_is_told(ruled: World, client: Client) -> None:
    rows = [overdue(ruled), quarterly(ruled), overdue(ruled, body="second_branch")]
    urged(ruled, rows[0])
    ruled.login(client, "officer")
    roll = client.get(reverse(ROLL), {"state": "overdue"})
    assert all(f'value="{row.pk}"' in text(roll) for row in rows)

    done = client.post(
        reverse("routines:obligations_urge") + "?state=overdue",
        {"ids": [row.pk for row in rows]},
        follow=True,
    )

    assert done.redirect_chain[-1][0] == reverse(ROLL) + "?state=overdue"
    assert "已催办 2 项，消息发给 2 人次" in text(done)
    assert "1 项未催办：今天已催办过" in text(done)
    assert Notice.objects.filter(title__startswith="催办").count() == 3


def test_only_the_overdue_of_ones_own_bodies_can_be_ticked(ruled: World, client: Client) -> None:
    ruled.login(client, "officer")
    assert "data-row-box" not in text(client.get(reverse(ROLL)))
    for person in ("secretary", "town_reader"):
        ruled.login(client, person)
        assert "data-row-box" not in text(client.get(reverse(ROLL), {"state": "overdue"}))
    # A station decides for its officers, not for the branches below them.
    ruled.login(client, "station_head")
    roll = client.get(reverse(ROLL), {"state": "overdue"})
    chosen = Obligation.objects.filter(pk__in=roll.context["pick"])
    assert set(chosen.values_list("organization__tier", flat=True)) == {"officer"}


def test_of_what_is_out_of_sight_nothing_is_done_or_told(ruled: World, client: Client) -> None:
    ruled.login(client, "lawyer_officer")
    press = reverse("routines:obligations_urge")

    nothing = client.post(press, {"ids": ["", "²", "x"]}, follow=True)
    foreign = client.post(press, {"ids": [overdue(ruled).pk]}, follow=True)

    assert "请先勾选要催办的事项" in text(nothing)
    assert "1 项已不在您的范围内" in text(foreign)
    assert not Notice.objects.filter(title__startswith="催办").exists()


def test_the_roll_says_why_some_can_not_be_ticked(ruled: World, client: Client) -> None:
    told = "没有勾选框的，已封存或由其直接上级催办"
    asked = {"state": "overdue", "rule": "R-13"}
    ruled.login(client, "officer")
    assert told not in text(client.get(reverse(ROLL), {**asked, "period": "2026-03-01"}))
    assert told not in text(client.get(reverse(ROLL)))

    Obligation.objects.filter(pk=overdue(ruled).pk).update(freezes_on=D(2026, 4, 1))

    assert told in text(client.get(reverse(ROLL), {**asked, "period": "2026-03-01"}))
    for person, says in (("station_head", True), ("secretary", False), ("town_reader", False)):
        ruled.login(client, person)
        assert (told in text(client.get(reverse(ROLL), asked))) is says
