"""The import and the export for scripts: every error printed, the exit code says the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from coverage.models import Unit
from tests.workflow.unit_sheets import csv_file, shop, xlsx_file
from tests.world import World
from workflow.models import AuditEntry, ImportRun


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes lines to a file and says where it is."""

    def write(*lines: dict[str, object]) -> Path:
        path = tmp_path / "台账.xlsx"
        path.write_bytes(xlsx_file(lines).read())
        return path

    return write


def test_good_rows_are_written_and_counted(file: Any, capsys: Any) -> None:
    call_command("import_sheet", "units", file(shop(1), shop(2)), tenant="suzhou")

    told = capsys.readouterr().out
    assert "共 2 行，新增 2，变更 0，无变化 0，不能导入 0" in told
    assert "已写入 2 行" in told
    assert Unit.objects.count() == 2
    assert AuditEntry.objects.get(verb="import.write").user_name == "系统"


def test_what_a_script_imported_the_city_sees_and_takes_back(
    file: Any, world: World, client: Client
) -> None:
    call_command("import_sheet", "units", file(shop(1)), tenant="suzhou")
    run = ImportRun.objects.get()
    address = reverse("workflow:import_undo", args=[run.pk])
    for person in ("mall_leader", "twin.city_leader"):
        assert world.login(Client(), person).get(address).status_code == 404

    world.login(client, "city_clerk").post(address, {"reason": "导错了文件"})

    run.refresh_from_db()
    assert run.status == ImportRun.Status.UNDONE
    assert Unit.objects.count() == 0


def test_every_error_is_printed_and_nothing_written(file: Any, capsys: Any) -> None:
    path = file(shop(1), shop(2, 从业人数="许多"), shop(3, 行业="渔业"))

    with pytest.raises(SystemExit) as stopped:
        call_command("import_sheet", "units", path, tenant="suzhou")

    told = capsys.readouterr().out
    assert stopped.value.code == 1
    assert "第 3 行 从业人数（H 列） “许多”：不是整数" in told
    assert "第 4 行 行业（D 列） “渔业”：不在可选范围内" in told
    assert "共 2 处错误，没有写入任何内容。" in told
    assert Unit.objects.count() == 0


def test_a_dry_run_writes_nothing_and_leaves_nothing(file: Any, capsys: Any) -> None:
    call_command("import_sheet", "units", file(shop(1)), "--dry-run", tenant="suzhou")

    assert "只校验未写入" in capsys.readouterr().out
    assert Unit.objects.count() == 0
    assert ImportRun.objects.get().status == ImportRun.Status.DISCARDED


def test_machines_are_answered_in_json(file: Any, capsys: Any, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        call_command(
            "import_sheet", "units", file(shop(1, 从业人数="许多")), "--json", tenant="suzhou"
        )
    answer = json.loads(capsys.readouterr().out)
    assert (answer["refused"], answer["written"], answer["counts"]["refused"]) == (True, 0, 1)
    assert answer["errors"][0]["column"] == "从业人数"

    old = tmp_path / "旧.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(SystemExit):
        call_command("import_sheet", "units", old, "--json", tenant="suzhou")
    assert "旧版" in json.loads(capsys.readouterr().out)["refusal"]


def test_a_header_in_doubt_is_refused_with_the_question(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "台账.csv"
    line = {("用工" if label == "从业人数" else label): value for label, value in shop(1).items()}
    path.write_bytes(csv_file([line]).read())

    with pytest.raises(SystemExit):
        call_command("import_sheet", "units", path, tenant="suzhou")

    assert "缺少必填的列：从业人数" in capsys.readouterr().out


def test_a_person_imports_no_more_than_on_the_pages(file: Any, capsys: Any) -> None:
    far = file(shop(1, 所属区县="苏州工业园区", 镇街="斜塘街道"))

    with pytest.raises(SystemExit):
        call_command("import_sheet", "units", far, "--as", "station_head", tenant="suzhou")
    with pytest.raises(CommandError, match="没有“维护台账”的权限"):
        call_command("import_sheet", "units", far, "--as", "auditor", tenant="suzhou")
    with pytest.raises(CommandError, match="没有任职"):
        call_command("import_sheet", "units", far, "--as", "twin_officer", tenant="suzhou")
    with pytest.raises(CommandError, match="没有登录名"):
        call_command("import_sheet", "units", far, "--as", "nobody", tenant="suzhou")
    with pytest.raises(CommandError, match="没有代码为“nowhere”的城市"):
        call_command("import_sheet", "units", far, tenant="nowhere")
    assert Unit.objects.count() == 0


def test_what_is_exported_imports_again_without_a_change(
    file: Any, capsys: Any, tmp_path: Path
) -> None:
    call_command("import_sheet", "units", file(shop(1), shop(2)), tenant="suzhou")
    target = tmp_path / "导出.xlsx"

    call_command("export_sheet", "units", "-o", target, tenant="suzhou")
    capsys.readouterr()
    call_command("import_sheet", "units", target, tenant="suzhou")

    told = capsys.readouterr().out
    assert "无变化 2" in told
    assert "与台账完全一致" in told


def test_a_file_that_is_not_there_is_named(tmp_path: Path, world: World) -> None:
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("import_sheet", "units", tmp_path / "无.xlsx", tenant="suzhou")
    with pytest.raises(CommandError, match="写不了文件"):
        call_command("export_sheet", "units", "-o", tmp_path / "无" / "a.xlsx", tenant="suzhou")
