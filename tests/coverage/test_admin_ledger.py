"""The ledger in the administration pages: the same reader, validation and limits as everywhere."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from import_export.resources import Resource
from openpyxl import load_workbook

from coverage.models import PartyOrganization, Unit
from tests.coverage.conftest import entered
from tests.coverage.test_import_parties import BRANCH
from tests.coverage.test_import_units import SHOP
from tests.sheets import carry_out
from tests.workflow.unit_sheets import csv_file, shop, xlsx_file
from tests.world import World
from workflow.actions.exports import export_sheet, export_through_resource
from workflow.actions.imports import start_import, work_on
from workflow.importing import kinds
from workflow.models import AuditEntry, ImportRun
from workflow.resources import SheetFormat, SheetResource

KINDS = ("units", "parties", "counts", "organizations", "appointments")
UNITS = "admin:coverage_unit_changelist"
PARTIES = "admin:coverage_partyorganization_changelist"


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def address(what: str, kind: str = "units") -> str:
    return reverse(f"admin:sheet_{what}", args=[kind])


def cells(data: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True))


def sent(client: Client, upload: SimpleUploadedFile, *, kind: str = "units") -> Any:
    return client.post(address("import", kind), {"workbook": upload})


def test_lists_show_the_readers_rows_and_no_other_citys(world: World, client: Client) -> None:
    entered(world, "示例本市商行")
    entered(world.twin, "示例对照商行")
    entered(world, "示例律所", place=world.lawyer_officer, industry="lawyer")
    carry_out("parties", [BRANCH], tenant=world.tenant, actor=world.actor("mall_leader"))
    world.login(client, "mall_leader")

    html = client.get(reverse(UNITS)).content.decode()
    assert "示例本市商行" in html
    assert "示例对照商行" not in html
    assert "示例律所" not in html
    assert world.branch.name in client.get(reverse(PARTIES)).content.decode()

    foreign = Unit.objects.get(name="示例对照商行")
    assert client.get(reverse("admin:coverage_unit_change", args=[foreign.pk])).status_code == 404


def test_a_row_opens_to_read_and_to_nothing_else(world: World, client: Client) -> None:
    unit = entered(world, "示例本市商行", phone="0512-65220000")
    world.login(client, "mall_leader")
    page = reverse("admin:coverage_unit_change", args=[unit.pk])

    html = client.get(page).content.decode()
    assert "0512-65220000" in html
    assert reverse("coverage:unit_detail", args=[unit.pk]) in html
    assert client.post(page, {"name": "改名"}).status_code == 403
    assert client.get(reverse("admin:coverage_unit_add")).status_code == 403


def test_buttons_lead_in_and_out_for_whoever_keeps_the_ledger(world: World, client: Client) -> None:
    world.login(client, "mall_leader")
    for page, kind in ((UNITS, "units"), (UNITS, "counts"), (PARTIES, "parties")):
        html = client.get(reverse(page)).content.decode()
        assert address("import", kind) in html
        assert address("export", kind) in html


def test_who_does_not_see_business_data_finds_no_ledger(world: World, client: Client) -> None:
    world.login(client, "administrator")
    assert client.get(reverse(UNITS)).status_code == 403
    assert client.get(address("import")).status_code == 403
    assert client.get(address("export")).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_the_resource_writes_the_same_sheet_as_the_portal(world: World, kind: str) -> None:
    actor = world.actor("mall_leader")
    carry_out("units", [{**SHOP, "备注": "=1+1"}], tenant=world.tenant, actor=actor)
    carry_out("parties", [BRANCH], tenant=world.tenant, actor=actor)

    here = export_through_resource(kind=kind, tenant=world.tenant, actor=actor)
    there = export_sheet(kind=kind, tenant=world.tenant, actor=actor)
    assert cells(here) == cells(there)
    assert len(cells(here)) > 1
    told = AuditEntry.objects.filter(verb="import.export").order_by("-pk")[:2]
    assert told[0].after == told[1].after


def test_the_export_is_harmless_and_imports_without_change(world: World, client: Client) -> None:
    actor = world.actor("mall_leader")
    carry_out("units", [{**SHOP, "备注": "=1+1"}], tenant=world.tenant, actor=actor)
    entered(world.twin, "示例对照商行")
    world.login(client, "mall_leader")

    data = client.get(address("export")).content
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert [
        cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"
    ] == ["s"]
    assert "示例对照商行" not in str(cells(data))

    run = start_import(
        kind="units",
        upload=SimpleUploadedFile("导出.xlsx", data),
        tenant=world.tenant,
        actor=actor,
    )
    run = work_on(run=run, actor=actor)
    assert run.status == ImportRun.Status.READY
    assert run.counts["new"] == run.counts["changed"] == run.counts["errors"] == 0
    assert run.counts["unchanged"] == 1


def test_an_upload_lands_on_the_preview_and_writes_nothing(world: World, client: Client) -> None:
    world.login(client, "mall_leader")

    answer = sent(client, xlsx_file([shop(1)]))
    run = ImportRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("workflow:import_detail", args=[run.pk]),
    )
    run = work_on(run=run, actor=world.actor("mall_leader"))
    assert (run.status, run.counts["new"]) == (ImportRun.Status.READY, 1)
    assert Unit.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        ("改名.xlsx", b"%PDF-1.7\n1 0 obj\n", "PDF"),
        ("空.xlsx", b"", "空"),
    ],
)
def test_a_hostile_file_is_refused_by_the_name_of_what_it_is(
    world: World, client: Client, name: str, content: bytes, told: str
) -> None:
    world.login(client, "mall_leader")

    answer = sent(client, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert ImportRun.objects.count() == 0


def test_rows_outside_the_scope_are_refused_and_not_told_about(
    world: World, client: Client
) -> None:
    foreign = shop(1, 行业="律师")
    entered(
        world,
        str(foreign["单位名称"]),
        place=world.lawyer_officer,
        industry="lawyer",
        credit_code=str(foreign["统一社会信用代码"]),
        phone="0512-65229999",
    )
    world.login(client, "mall_leader")

    sent(client, csv_file([foreign, shop(2)]))
    run = work_on(run=ImportRun.objects.get(), actor=world.actor("mall_leader"))
    assert run.status == ImportRun.Status.HAS_ERRORS
    assert run.counts["refused"] == 1
    html = client.get(reverse("workflow:import_detail", args=[run.pk])).content.decode()
    assert "0512-65229999" not in html


def test_the_resource_itself_takes_nothing_in(world: World) -> None:
    actor = world.actor("mall_leader")
    resource = SheetResource(kinds()["units"], tenant=world.tenant, actor=actor)
    assert isinstance(resource, Resource)
    with pytest.raises(NotImplementedError):
        resource.import_data(None)
    assert not SheetFormat(resource).can_import()
    with pytest.raises(NotImplementedError):
        SheetFormat(resource).create_dataset(b"")


def test_particulars_are_shown_with_their_superior_and_term(world: World, client: Client) -> None:
    carry_out("parties", [BRANCH], tenant=world.tenant, actor=world.actor("mall_leader"))
    party = PartyOrganization.objects.get(organization=world.branch)
    world.login(client, "mall_leader")

    html = client.get(
        reverse("admin:coverage_partyorganization_change", args=[party.pk])
    ).content.decode()
    assert party.superior in html
    assert reverse("coverage:party_detail", args=[party.organization_id]) in html
