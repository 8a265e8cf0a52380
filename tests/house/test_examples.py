"""A new city begins its rules from the shipped examples, by its administrator's own pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from hierarchy.admin.examples import LABEL, Examples
from inspections.models import Scheme
from tests.world import World
from workflow.models import AuditEntry

DAY = {"effective_from": "2026-01-01"}
BEGUN = {
    *("people_admissionprocess", "people_pointsrule", "people_duesrate"),
    *("inspections_inspectionpolicy", "coverage_coveragerule", "routines_obligationrule"),
    *("projects_catalogueentry", "projects_forbiddenuse", "projects_approvalband"),
    *("projects_fundsource", "projects_projectpolicy", "projects_dutyrule"),
}


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def stems() -> set[str]:
    return {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model, page in admin.site._registry.items()
        if isinstance(page, Examples) and page.examples
    }


def address(stem: str, name: str = "examples") -> str:
    return reverse(f"admin:{stem}_{name}")


def test_the_lists_that_begin_from_examples_are_these() -> None:
    assert stems() == BEGUN


@pytest.mark.parametrize("stem", sorted(BEGUN))
def test_an_empty_list_is_begun_once_by_the_keeper_of_the_city(
    world: World, client: Client, stem: str
) -> None:
    world.login(client, "administrator")
    shown = client.get(address(stem, "changelist")).text
    assert f'href="{address(stem)}"' in shown
    assert "本市还没有登记" in shown
    assert client.get(address(stem)).status_code == 200

    done = client.post(address(stem), DAY, follow=True)

    assert "已写入示例" in done.text
    assert address(stem) not in done.text
    app, model = stem.split("_")
    (made,) = [one for one in admin.site._registry if one._meta.label_lower == f"{app}.{model}"]
    rows = made._default_manager.filter(tenant=world.home.tenant).count()
    assert rows
    assert AuditEntry.objects.filter(user=world.user("administrator")).exists()
    again = client.post(address(stem), DAY, follow=True)
    assert "不再写入示例" in again.text
    assert made._default_manager.filter(tenant=world.home.tenant).count() == rows
    assert not made._default_manager.filter(tenant=world.twin.tenant).exists()


def test_whoever_does_not_keep_the_city_neither_sees_nor_presses_it(
    world: World, client: Client
) -> None:
    world.login(client, "city_clerk")

    assert LABEL not in client.get(address("people_pointsrule", "changelist")).text
    assert client.post(address("people_pointsrule"), DAY).status_code == 403


def test_without_a_day_nothing_is_written(world: World, client: Client) -> None:
    world.login(client, "administrator")

    answer = client.post(address("inspections_inspectionpolicy"), {"effective_from": ""})

    assert answer.status_code == 422
    assert "请填写生效日期" in answer.text
    assert not Scheme.objects.exists()


def test_schemes_come_later_where_the_rules_were_set_first(world: World, client: Client) -> None:
    world.login(client, "administrator")
    client.post(address("inspections_inspectionpolicy"), DAY)
    Scheme.objects.all().delete()

    assert LABEL in client.get(address("inspections_inspectionpolicy", "changelist")).text
    client.post(address("inspections_inspectionpolicy"), DAY)
    assert Scheme.objects.filter(tenant=world.home.tenant).count() == 2
