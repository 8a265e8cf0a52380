"""A clerk with a spreadsheet: twelve errors, the marked workbook corrected, imported, undone."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from coverage.models import Unit
from tests.browser import needs_browser
from tests.workflow.unit_sheets import shop, xlsx_file
from workflow.models import ImportRow, ImportRun

pytestmark = [pytest.mark.browser, needs_browser]

ROWS = 20
# What is wrong in which row of the file, by column, and what it should have been.
WRONG: dict[tuple[int, str], object] = {
    (3, "从业人数"): "许多",
    (4, "从业人数"): "-5",
    (5, "统一社会信用代码"): "9.13E+17",
    (6, "统一社会信用代码"): "91320594MA00000",
    (7, "行业"): "渔业",
    (8, "镇街"): "外街道",
    (9, "单位名称"): "",
    (10, "单位类型"): "国有企业",
    (11, "经营状态"): "开着",
    (12, "正式党员数"): "1.5",
    (13, "覆盖方式"): "不详",
    (14, "所属区县"): "",
}


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def good() -> list[dict[str, object]]:
    """Twenty good rows, the first in row 2 of the file."""
    return [shop(serial) for serial in range(1, ROWS + 1)]


def with_errors() -> bytes:
    """The same with twelve of their cells wrong."""
    lines = good()
    for (row, label), value in WRONG.items():
        lines[row - 2][label] = value
    return xlsx_file(lines).read()


def corrected(marked: bytes) -> bytes:
    """What the clerk makes of the marked workbook: every coloured cell put right."""
    book = openpyxl.load_workbook(io.BytesIO(marked))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header[-1] == "系统提示"
    hints = [row for row in range(2, ROWS + 2) if sheet.cell(row, len(header)).value]
    assert hints == sorted({row for row, _ in WRONG})
    for row, label in WRONG:
        cell = sheet.cell(row, header.index(label) + 1)
        assert cell.comment is not None, (row, label)
        cell.value = good()[row - 2][label]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def uploads(clerk: Any, name: str, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    clerk.page.get_by_label("表格文件").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": content}]
    )
    clerk.presses("上传并校验")


def test_a_sheet_with_twelve_errors_is_corrected_imported_and_undone(arrive: Any) -> None:
    clerk = arrive("mall_clerk")
    clerk.opens("/imports/")
    clerk.presses("导入两新组织")
    clerk.sees("准备表格")
    uploads(clerk, "单位台账.xlsx", with_errors())
    clerk.sees("有错误待更正", "没有写入任何内容", "不在可选范围内")
    errors = sum(len(row.errors) for row in ImportRow.objects.filter(verdict="refused"))
    assert (errors, Unit.objects.count()) == (12, 0)
    assert clerk.page.locator("tbody tr").count() == 12

    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="下载标色表格").click()
    marked = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "单位台账_标色.xlsx"
    clerk.presses("上传改正后的表格")
    uploads(clerk, "单位台账_标色.xlsx", corrected(marked))
    clerk.sees("待确认", "没有错误")
    clerk.presses("导入 20 行", sure=True)
    clerk.sees("已导入", "新增 20 行")
    assert Unit.objects.count() == ROWS

    clerk.presses("撤销这次导入")
    clerk.writes("撤销理由", "核对后发现是上年的名册。")
    clerk.presses("撤销导入", sure=True)
    clerk.sees("已撤销", "核对后发现是上年的名册。")
    assert Unit.objects.count() == 0
    clerk.opens("/imports/")
    clerk.sees("已撤销", "有错误待更正")


def test_progress_is_followed_from_a_phone_and_left(arrive: Any, committed_world: Any) -> None:
    clerk = arrive("mall_clerk", phone=True)
    clerk.opens("/imports/new/units/")
    uploads(clerk, "单位台账.xlsx", xlsx_file(good()).read())
    clerk.sees("待确认")
    run = ImportRun.objects.get()
    ImportRun.objects.update(status="checking", progress_done=3400, progress_total=12000)

    clerk.opens(f"/imports/{run.pk}/")
    clerk.sees("已校验 3,400 / 12,000 行")
    ImportRun.objects.update(progress_done=5000)
    clerk.sees("已校验 5,000 / 12,000 行")
    ImportRun.objects.update(status="ready")

    expect(clerk.page.get_by_role("button", name=re.compile("导入 20 行"))).to_be_visible()
    clerk.inspect()
