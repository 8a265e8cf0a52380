"""Out of the denominators by a form, with the day and the reason; old rolls stay whole."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from coverage.actions.notices import confirm_notice, submit_notice
from coverage.actions.snapshots import take_snapshot
from coverage.actions.units import retire_unit
from coverage.models import Unit
from tests.coverage.conftest import entered
from tests.world import World
from workflow.models import AuditEntry

ON = dt.date(2026, 3, 1)


def test_the_unit_page_leads_to_the_form_and_the_form_retires(world: World, client: Client) -> None:
    unit = entered(world)
    world.login(client, "officer")
    form = reverse("coverage:unit_retire", args=[unit.pk])
    assert form in client.get(reverse("coverage:unit_detail", args=[unit.pk])).content.decode()
    assert "实体运营</label>" not in client.get(form).content.decode()

    answer = client.post(
        form, {"operating": "deregistered", "on": "2026-03-01", "reason": "已办注销"}, follow=True
    )
    html = answer.content.decode()
    assert "按“注销”移出统计" in html
    assert form not in html
    now = Unit.objects.get(pk=unit.pk)
    assert (now.operating, now.counted_on) == ("deregistered", ON)
    assert now.states.latest("pk").source_note == "已办注销"
    assert AuditEntry.objects.about(unit).latest("pk").verb == "unit.retire"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"operating": "operating", "on": "2026-03-01", "reason": "试"}, "经营状态"),
        ({"operating": "shell", "on": "2026-03-01", "reason": ""}, "理由"),
        ({"operating": "shell", "on": "2099-01-01", "reason": "实地核查"}, "不能晚于今天"),
    ],
)
def test_without_a_state_a_reason_or_a_day_nothing_is_written(
    world: World, client: Client, sent: dict[str, str], told: str
) -> None:
    unit = entered(world)
    world.login(client, "officer")
    answer = client.post(reverse("coverage:unit_retire", args=[unit.pk]), sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).operating == "operating"


def test_who_keeps_no_ledger_there_is_refused(world: World, client: Client) -> None:
    unit = entered(world)
    world.login(client, "sibling_officer")
    assert client.get(reverse("coverage:unit_retire", args=[unit.pk])).status_code == 404


def test_an_old_roll_opens_a_retired_unit(world: World, client: Client) -> None:
    unit = entered(world)
    snapshot = take_snapshot(
        tenant=world.tenant, taken_for=dt.date(2026, 2, 28), actor=world.home.system
    )
    retire_unit(
        unit=unit, operating="shell", on=ON, reason="实地核查", actor=world.actor("officer")
    )
    world.login(client, "officer")
    roll = reverse("coverage:snapshot_roll", args=[snapshot.pk]) + "?measure=cover&side=denominator"
    html = client.get(roll).content.decode()
    page = reverse("coverage:unit_detail", args=[unit.pk])
    assert page in html
    assert client.get(page).status_code == 200


def test_an_old_roll_names_without_a_link_what_has_left_the_readers_scope(
    world: World, client: Client
) -> None:
    unit = entered(world, "示例迁出商行")
    snapshot = take_snapshot(
        tenant=world.tenant, taken_for=dt.date(2026, 2, 28), actor=world.home.system
    )
    notice = submit_notice(
        unit=unit,
        changes={"region": world.home.regions["xietang"]},
        seen_on=ON,
        words="",
        actor=world.actor("officer"),
    )
    confirm_notice(notice=notice, actor=world.actor("station_head"))
    world.login(client, "officer")

    roll = reverse("coverage:snapshot_roll", args=[snapshot.pk]) + "?measure=cover&side=denominator"
    html = client.get(roll).content.decode()
    page = reverse("coverage:unit_detail", args=[unit.pk])
    assert "示例迁出商行" in html
    assert page not in html
    assert client.get(page).status_code == 404
