"""Files of units to import, as people make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn import uscc

from tests.world import World
from workflow.actions.imports import start_import, work_on
from workflow.models import ImportRun

Line = Mapping[str, object]


def code(serial: int) -> str:
    """A made-up credit code whose check digit is right."""
    stem = f"91320594MA{serial:07d}"
    return stem + uscc.calc_check_digit(stem)


def shop(serial: int = 1, **changes: object) -> dict[str, object]:
    """One good row."""
    return {
        "统一社会信用代码": code(serial),
        "单位名称": f"苏州示例{serial}号商贸有限公司",
        "单位类型": "私营企业",
        "行业": "商圈市场",
        "所属区县": "姑苏区",
        "镇街": "平江街道",
        "经营状态": "实体运营",
        "从业人数": 12,
        "正式党员数": 1,
        "覆盖方式": "未覆盖",
        **changes,
    }


def csv_file(lines: Sequence[Line], *, name: str = "台账.csv") -> SimpleUploadedFile:
    """The lines as a .csv, in the header's order of the first line."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return SimpleUploadedFile(name, buffer.getvalue().encode("utf-8-sig"))


def xlsx_file(
    lines: Sequence[Line], *, name: str = "台账.xlsx", hidden: Sequence[int] = ()
) -> SimpleUploadedFile:
    """The lines as an .xlsx; ``hidden`` are numbers of rows to hide."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "单位"
    sheet.append(list(lines[0]))
    for line in lines:
        sheet.append(list(line.values()))
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def checked(
    world: World, *lines: Line, by: str = "mall_leader", file: SimpleUploadedFile | None = None
) -> ImportRun:
    """A file of these lines, uploaded and checked."""
    actor = world.actor(by)
    upload = file or csv_file(lines)
    run = start_import(kind="units", upload=upload, tenant=world.tenant, actor=actor)
    return work_on(run=run, actor=actor)
