"""An import that waits for its uploader's word stands on that person's front page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.workflow.unit_sheets import checked, csv_file, shop
from tests.world import World
from workflow.actions.imports import confirm_import, work_on
from workflow.import_todos import ImportTodos
from workflow.models import ImportRun
from workflow.todos import Todo


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def todos(world: World, name: str = "mall_leader") -> list[Todo]:
    return list(ImportTodos().todos(world.actor(name)))


def test_what_was_checked_and_not_confirmed_waits_for_its_uploader_alone(
    world: World, client: Client
) -> None:
    run = checked(world, shop(1), shop(2))

    (todo,) = todos(world)
    assert (todo.verb, todo.title, todo.path) == (
        "确认导入",
        "导入两新组织：台账.csv",
        reverse("workflow:import_detail", args=[run.pk]),
    )
    assert (todo.acting_for, todo.waiting_since) == (run.post, dt.date(2026, 3, 2))
    assert "将新增 2 行" in todo.hint
    assert todos(world, "mall_clerk") == todos(world, "twin.mall_leader") == []
    world.login(client, "mall_leader")
    assert "导入两新组织：台账.csv" in client.get(reverse("workbench:todo")).content.decode()


def test_columns_to_be_named_wait_as_well(world: World) -> None:
    line = {("某列" if label == "行业" else label): text for label, text in shop(1).items()}
    run = checked(world, file=csv_file([line]))
    assert run.status == ImportRun.Status.MAPPING
    assert [todo.verb for todo in todos(world)] == ["对应列"]


def test_what_is_done_wrong_or_without_change_waits_for_nobody(world: World) -> None:
    actor = world.actor("mall_leader")
    run = checked(world, shop(1))
    work_on(run=confirm_import(run=run, actor=actor), actor=actor)
    checked(world, shop(2, 行业="渔业"))
    same = checked(world, shop(1))
    assert (same.status, same.writes) == (ImportRun.Status.READY, 0)
    assert todos(world) == []


def test_the_top_bar_costs_the_front_page_nothing_more(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    checked(world, shop(1))
    world.login(client, "mall_leader")
    client.get(reverse("workbench:todo"))
    with django_assert_max_num_queries(12):
        client.get(reverse("workbench:todo"))


def test_who_imports_nothing_is_not_asked_about(
    world: World, django_assert_num_queries: Any
) -> None:
    auditor = world.actor("auditor")
    with django_assert_num_queries(0):
        assert list(ImportTodos().todos(auditor)) == []
