"""The dues table in the administration pages: read by all of the city, replaced whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from people.actions.dues_rates import seed_dues_rates
from people.dues_rates import bands_of
from people.dues_rules import Band
from people.models import DuesRate
from tests.world import FOUNDED, World

ADD = "admin:people_duesrate_add"


def test_a_new_table_is_written_one_band_a_line(world: World, client: Client) -> None:
    seed_dues_rates(tenant=world.home.tenant, on=FOUNDED, actor=world.home.system)
    world.login(client, "administrator")
    assert "3000 0.5" in client.get(reverse(ADD)).content.decode()

    answer = client.post(
        reverse(ADD), {"effective_from": "2026-07-01", "bands": "4000 0.5\n以上 1%"}
    )

    assert answer.status_code == 302
    found = bands_of(world.home.tenant, dt.date(2026, 7, 1))
    assert found == (Band(Decimal(4000), Decimal("0.5")), Band(None, Decimal(1)))
    shown = client.get(reverse("admin:people_duesrate_changelist"))
    assert shown.status_code == 200
    assert "以上" in shown.text


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ("3000 0.5\n一半 1", "第 2 行无法识别"),
        ("3000 0.5", "只有最后一档没有上限"),
        ("5000 1\n3000 2\n以上 3", "由低到高"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_reason(
    world: World, client: Client, bands: str, told: str
) -> None:
    world.login(client, "administrator")

    answer = client.post(reverse(ADD), {"effective_from": "2026-07-01", "bands": bands})

    assert told in answer.content.decode()
    assert not DuesRate.objects.exists()


def test_another_citys_table_is_not_shown(world: World, client: Client) -> None:
    seed_dues_rates(tenant=world.home.tenant, on=FOUNDED, actor=world.home.system)
    world.login(client, "twin.administrator")

    row = DuesRate.objects.order_by("pk")[0]
    answer = client.get(reverse("admin:people_duesrate_change", args=[row.pk]))

    assert answer.status_code in (302, 404)
