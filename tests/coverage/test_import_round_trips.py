"""Every kind through the engine itself: what is exported as a workbook imports without change."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coverage.models import Unit
from documents.intake.templates import template_workbook
from tests.coverage.test_import_parties import BRANCH
from tests.coverage.test_import_units import BARE, SHOP
from tests.sheets import carry_out
from tests.world import World
from workflow.actions.exports import export_sheet
from workflow.actions.imports import confirm_import, start_import, undo_import, work_on
from workflow.importing import kinds
from workflow.models import ImportRun

KINDS = ("units", "parties", "counts", "organizations", "appointments")


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def ledger(world: World) -> None:
    actor = world.actor("mall_leader")
    lines = [
        {**SHOP, "备注": "=1+1", "是否三有": "是", "成立日期": "2015-06-01"},
        {**BARE, "单位名称": "示例乙店", "负责人是否党员": "否", "联系电话": "0512-65220000"},
    ]
    carry_out("units", lines, tenant=world.tenant, actor=actor)
    carry_out("parties", [BRANCH], tenant=world.tenant, actor=actor)


def sent(world: World, kind: str, data: bytes, *, by: str = "mall_leader") -> ImportRun:
    actor = world.actor(by)
    upload = SimpleUploadedFile("导出.xlsx", data)
    run = start_import(kind=kind, upload=upload, tenant=world.tenant, actor=actor)
    return work_on(run=run, actor=actor)


@pytest.mark.parametrize("kind", KINDS)
def test_an_exported_workbook_imports_without_change(world: World, kind: str) -> None:
    ledger(world)
    data = export_sheet(kind=kind, tenant=world.tenant, actor=world.actor("mall_leader"))

    run = sent(world, kind, data)
    assert (run.status, run.refusal) == (ImportRun.Status.READY, "")
    assert run.counts["errors"] == run.counts["new"] == run.counts["changed"] == 0
    assert run.counts["unchanged"] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_holds_no_rows(world: World, kind: str) -> None:
    judge = kinds()[kind]
    fields = judge.fields(tenant=world.tenant, actor=world.actor("mall_leader"))

    run = sent(world, kind, template_workbook(title=judge.label, fields=fields))
    assert run.status == ImportRun.Status.REFUSED
    assert "没有可导入的数据行" in run.refusal


def test_a_changed_workbook_is_confirmed_written_and_taken_back(world: World) -> None:
    ledger(world)
    actor = world.actor("mall_leader")
    judge = kinds()["units"]
    rows = [dict(row) for row in judge.export(tenant=world.tenant, actor=actor)]
    rows[0]["employees"] = 77
    fields = judge.fields(tenant=world.tenant, actor=actor)

    run = sent(world, "units", template_workbook(title="台账", fields=fields, rows=rows))
    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 1)
    run = work_on(run=confirm_import(run=run, actor=actor), actor=actor)
    assert run.status == ImportRun.Status.DONE
    assert Unit.objects.filter(employees=77).count() == 1

    run = work_on(run=undo_import(run=run, reason="填错了", actor=actor), actor=actor)
    assert run.status == ImportRun.Status.UNDONE
    assert Unit.objects.filter(employees=77).count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_has_one_meaning(world: World, kind: str) -> None:
    """No label or other name stands for two columns, and every example can be read."""
    fields = kinds()[kind].fields(tenant=world.tenant, actor=world.actor("mall_leader"))
    names = [name for field in fields for name in (field.label, *field.aliases)]

    assert len(names) == len(set(names))
    assert all(field.note or field.required or field.label for field in fields)
