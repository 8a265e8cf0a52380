"""The marked workbook of a large file is made by a task, kept with the run and told by progress."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.workflow.unit_sheets import checked, shop
from tests.world import World
from workflow.actions import import_marking
from workflow.actions.import_marking import order_marked
from workflow.actions.imports import discard_import
from workflow.models import AuditEntry, ImportRun
from workflow.tasks import mark_import


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def large(world: World, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """Three rows with an error each; two are as many as a reader waits for."""
    monkeypatch.setattr(import_marking, "AT_ONCE", 2)
    return checked(world, *(shop(n, 行业="渔业") for n in (1, 2, 3)))


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("workflow:import_detail", args=[run.pk])).content.decode()


def address(name: str, run: ImportRun) -> str:
    return reverse(f"workflow:import_{name}", args=[run.pk])


def test_a_small_one_is_made_while_the_reader_waits(world: World, client: Client) -> None:
    run = checked(world, shop(1, 行业="渔业"))
    world.login(client, "mall_leader")
    assert "下载标色表格" in page(client, run)
    answer = client.get(address("marked", run))
    assert load_workbook(BytesIO(answer.content)).worksheets[0]["A2"].value


def test_a_large_one_is_never_made_in_a_request(
    world: World, client: Client, large: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.login(client, "mall_leader")
    html = page(client, large)
    assert "生成标色表格" in html
    assert "下载标色表格</a>" not in html
    assert client.get(address("marked", large))["Location"] == address("detail", large)


def test_ordered_it_shows_its_progress_and_then_the_download(
    world: World, client: Client, large: ImportRun
) -> None:
    world.login(client, "mall_leader")
    order_marked(run=large, actor=world.actor("mall_leader", at=timezone.now()))
    large.refresh_from_db()
    html = page(client, large)
    assert "正在生成标色表格" in html
    assert "生成标色表格</button>" not in html
    assert "0 / 3 行" in client.get(address("marking", large)).content.decode()

    assert mark_import(large.pk, large.digest)
    large.refresh_from_db()
    assert (large.is_marked, large.marked_done) == (True, 3)
    assert "下载标色表格" in page(client, large)
    assert client.get(address("marking", large))["HX-Redirect"] == address("detail", large)
    sheet = load_workbook(BytesIO(client.get(address("marked", large)).content)).worksheets[0]
    told = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row]
    assert sum("不在可选范围内" in str(text) for text in told) == 3
    assert AuditEntry.objects.filter(verb="import.mark").count() == 1


def test_the_button_orders_it(world: World, client: Client, large: ImportRun) -> None:
    world.login(client, "mall_leader")
    html = client.post(address("mark", large), follow=True).content.decode()
    assert "生成后在这里下载" in html
    assert ImportRun.objects.get(pk=large.pk).is_marked


def test_it_is_ordered_and_built_once(world: World, large: ImportRun) -> None:
    leader = world.actor("mall_leader", at=timezone.now())
    assert order_marked(run=large, actor=leader)
    assert not order_marked(run=large, actor=leader)
    assert mark_import(large.pk, large.digest)
    assert not mark_import(large.pk, large.digest)
    assert not order_marked(run=large, actor=leader)


def test_a_builder_that_died_is_replaced(world: World, large: ImportRun) -> None:
    leader = world.actor("mall_leader", at=timezone.now())
    order_marked(run=large, actor=leader)
    long_ago = timezone.now() - dt.timedelta(minutes=6)
    ImportRun.objects.filter(pk=large.pk).update(marked_seen_at=long_ago)
    assert order_marked(run=large, actor=leader)


def test_checked_anew_the_old_workbook_no_longer_counts(world: World, large: ImportRun) -> None:
    leader = world.actor("mall_leader", at=timezone.now())
    order_marked(run=large, actor=leader)
    ImportRun.objects.filter(pk=large.pk).update(digest="another")
    assert not mark_import(large.pk, large.digest)
    assert not ImportRun.objects.get(pk=large.pk).is_marked


def test_discarded_its_workbook_goes_as_well(
    world: World, large: ImportRun, django_capture_on_commit_callbacks: Any
) -> None:
    leader = world.actor("mall_leader", at=timezone.now())
    order_marked(run=large, actor=leader)
    mark_import(large.pk, large.digest)
    large.refresh_from_db()
    place = Path(large.marked.path)
    assert place.exists()
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(run=large, actor=leader)
    assert not place.exists()


def test_without_errors_there_is_nothing_to_mark(world: World) -> None:
    run = checked(world, shop(1))
    with pytest.raises(ValidationError) as caught:
        order_marked(run=run, actor=world.actor("mall_leader"))
    assert caught.value.code == "nothing_to_mark"


def test_a_stranger_neither_orders_nor_looks(
    world: World, client: Client, large: ImportRun
) -> None:
    world.login(client, "lawyer_leader")
    assert client.post(address("mark", large)).status_code == 404
    assert client.get(address("marking", large)).status_code == 404
    assert not ImportRun.objects.get(pk=large.pk).marked_of
