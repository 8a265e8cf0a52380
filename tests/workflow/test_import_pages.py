"""The pages of an import, as a clerk meets them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from coverage.models import Unit
from tests.workflow.unit_sheets import code, csv_file, shop, xlsx_file
from tests.world import World
from workflow.models import AuditEntry, ImportRun, Notice

START = reverse("workflow:import_start", args=["units"])
LIST = reverse("workflow:import_list")


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World, settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.fixture
def clerk(world: World, client: Client) -> Client:
    return world.login(client, "mall_leader")


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(client: Client, file: SimpleUploadedFile) -> Any:
    return client.post(START, {"workbook": file}, follow=True)


def step(client: Client, name: str, **data: object) -> Any:
    run = ImportRun.objects.latest("id")
    return client.post(reverse(f"workflow:import_{name}", args=[run.pk]), data, follow=True)


def opened(answer: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_clerk_prepares_uploads_looks_confirms_and_undoes(clerk: Client, world: World) -> None:
    assert "统一社会信用代码" in text(clerk.get(START))
    preview = text(sent(clerk, xlsx_file([shop(1), shop(2)])))
    assert "共 2 行，没有错误" in preview
    assert "导入 2 行" in preview
    assert Unit.objects.count() == 0

    report = text(step(clerk, "confirm"))
    assert "已导入" in report
    assert "新增 2 行" in report
    assert Unit.objects.filter(tenant=world.tenant).count() == 2

    asked = clerk.get(reverse("workflow:import_undo", args=[ImportRun.objects.get().pk]))
    assert "新增的 2 行删除" in text(asked)
    empty = step(clerk, "undo", reason="")
    assert empty.status_code == 422
    assert "请填写撤销理由" in text(empty)
    assert "已撤销" in text(step(clerk, "undo", reason="导错了文件"))
    assert Unit.objects.count() == 0


def test_errors_stand_by_row_and_column_and_in_a_marked_workbook(clerk: Client) -> None:
    lines = [shop(1), shop(2, 从业人数="许多"), shop(3, 镇街="外街道", 从业人数="-3")]
    page = sent(clerk, xlsx_file(lines))

    assert "共 3 行，其中 2 行有 3 处错误，没有写入任何内容" in text(page)
    assert "导入 3 行" not in text(page)
    assert "第 3 行 从业人数（H 列） 许多 不是整数" in text(page)
    narrowed = text(clerk.get(page.redirect_chain[-1][0], {"tab": "refused", "column": "镇街"}))
    assert "外街道" in narrowed
    assert "许多" not in narrowed
    marked = clerk.get(reverse("workflow:import_marked", args=[ImportRun.objects.get().pk]))
    sheet = opened(marked).worksheets[0]
    assert sheet["H3"].comment is not None
    assert sheet.cell(1, sheet.max_column).value == "系统提示"
    assert "标色" in marked.headers["Content-Disposition"] or "%E6" in str(marked.headers)


def test_the_marked_workbook_corrected_imports(clerk: Client) -> None:
    sent(clerk, xlsx_file([shop(1, 从业人数="许多")]))
    marked = clerk.get(reverse("workflow:import_marked", args=[ImportRun.objects.get().pk]))
    book = opened(marked)
    book.worksheets[0]["H2"] = 12
    stream = io.BytesIO()
    book.save(stream)

    page = sent(clerk, SimpleUploadedFile("台账_标色.xlsx", stream.getvalue()))

    assert "导入 1 行" in text(page)


def test_old_and_new_stand_side_by_side(clerk: Client) -> None:
    sent(clerk, csv_file([shop(1)]))
    step(clerk, "confirm")

    page = sent(clerk, csv_file([shop(1, 从业人数=30), shop(2)]))

    assert "从业人数： 12 → 30" in text(page)
    assert "将新增1行，变更1行" in text(page).replace(" ", "")
    new = text(clerk.get(page.redirect_chain[-1][0], {"tab": "new"}))
    assert "苏州示例2号商贸有限公司" in new


def test_the_same_file_again_says_that_nothing_is_to_be_written(clerk: Client) -> None:
    sent(clerk, csv_file([shop(1)]))
    step(clerk, "confirm")

    page = sent(clerk, csv_file([shop(1)]))

    assert "与台账完全一致" in text(page)
    assert "没有变化" in text(page)
    assert "待确认" not in text(page)
    assert "待确认" not in text(clerk.get(LIST))
    assert "/confirm/" not in page.content.decode()


def test_a_column_in_doubt_is_asked_about_and_then_read(clerk: Client) -> None:
    line = {("用工" if label == "从业人数" else label): value for label, value in shop(1).items()}
    page = sent(clerk, csv_file([line]))
    assert "请确认每一列是什么" in text(page)
    assert "待对应列" in text(clerk.get(LIST))
    assert "缺少必填的列：从业人数" in text(page)
    columns = {f"column_{index}": "" for index in range(10)}

    refused = step(clerk, "map", **columns)
    assert refused.status_code == 422
    assert "缺少必填的列" in text(refused)

    keys = ("credit_code", "name", "kind", "industry", "district", "town", "operating")
    keys += ("employees", "members_here", "cover")
    chosen = {f"column_{index}": key for index, key in enumerate(keys)}
    twice = step(clerk, "map", **{**chosen, "column_8": "employees"})
    assert "“从业人数”选了 2 列" in text(twice)
    assert "导入 1 行" in text(step(clerk, "map", **chosen))


def test_hidden_rows_are_offered(clerk: Client) -> None:
    page = sent(clerk, xlsx_file([shop(1), shop(2)], hidden=[3]))
    assert "有 1 个隐藏的数据行" in text(page)

    run = ImportRun.objects.get()
    page = step(clerk, "sheet", sheet_title=run.sheet_title, include_hidden="on")

    assert "导入 2 行" in text(page)


def test_progress_is_told_with_a_number_and_leads_to_the_result(
    clerk: Client, world: World
) -> None:
    sent(clerk, csv_file([shop(1)]))
    run = ImportRun.objects.get()
    done = clerk.get(reverse("workflow:import_progress", args=[run.pk]))
    assert done.headers["HX-Redirect"] == reverse("workflow:import_detail", args=[run.pk])

    ImportRun.objects.update(status="checking", progress_done=3400, progress_total=12000)

    assert "已校验 3,400 / 12,000 行" in text(
        clerk.get(reverse("workflow:import_progress", args=[run.pk]))
    )
    assert "已校验 3,400 / 12,000 行" in text(
        clerk.get(reverse("workflow:import_detail", args=[run.pk]))
    )


def test_a_file_that_is_refused_says_why_beside_the_field(clerk: Client) -> None:
    page = sent(clerk, SimpleUploadedFile("台账.xlsx", b"not a workbook"))

    assert page.status_code == 422
    assert "无法" in text(page) or "损坏" in text(page)
    assert "请选择要上传的表格文件" in text(clerk.post(START, {}))


def test_the_template_and_the_export_carry_the_columns_of_today(
    clerk: Client, world: World
) -> None:
    template = opened(clerk.get(reverse("workflow:import_template", args=["units"])))
    header = [cell.value for cell in template.worksheets[0][1]]
    assert "单位名称*" in header or "单位名称" in header
    sent(clerk, csv_file([shop(1)]))
    step(clerk, "confirm")

    export = clerk.get(reverse("workflow:import_export", args=["units"]))

    assert any(code(1) in str(row) for row in opened(export).worksheets[0].values)
    assert AuditEntry.objects.filter(verb="import.export", after__rows=1).exists()
    again = sent(clerk, SimpleUploadedFile("导出.xlsx", export.content))
    assert "与台账完全一致" in text(again)


def test_strangers_find_no_import_and_no_door(clerk: Client, world: World) -> None:
    sent(clerk, csv_file([shop(1)]))
    run = ImportRun.objects.get()
    for person in ("station_head", "lawyer_leader", "twin.mall_leader"):
        other = world.login(Client(), person)
        for name in ("detail", "progress", "marked", "undo"):
            url = reverse(f"workflow:import_{name}", args=[run.pk])
            assert other.get(url).status_code == 404, (person, name)
        assert run.file_name not in text(other.get(LIST))
    auditor = world.login(Client(), "auditor")
    assert auditor.get(LIST).status_code == 403
    assert auditor.get(START).status_code == 403
    assert clerk.get(reverse("workflow:import_start", args=["nothing"])).status_code == 404


def test_who_left_is_told_when_a_long_one_is_done(clerk: Client, world: World) -> None:
    sent(clerk, csv_file([shop(serial) for serial in range(1, 2002)]))

    notice = Notice.objects.get(recipient=world.user("mall_leader"))
    assert notice.kind == Notice.Kind.IMPORTED
    assert "已校验完毕" in notice.title
    assert notice.path == reverse("workflow:import_detail", args=[ImportRun.objects.get().pk])


def test_the_administration_pages_lead_to_the_same_import(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    html = client.get(reverse("admin:hierarchy_organization_changelist")).content.decode()

    assert reverse("admin:sheet_import", args=["organizations"]) in html
    assert reverse("admin:sheet_export", args=["organizations"]) in html
    world.login(client, "city_clerk")
    html = client.get(reverse("admin:hierarchy_organization_changelist")).content.decode()
    assert reverse("admin:sheet_import", args=["organizations"]) not in html


def test_the_page_knows_what_it_would_refuse_before_a_file_is_sent(clerk: Client) -> None:
    page = clerk.get(START).content.decode()

    assert 'data-types="xlsx,csv"' in page
    assert "data-limit=" in page
    assert "data-file-faults" in page
