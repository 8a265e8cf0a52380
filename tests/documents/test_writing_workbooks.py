"""What is exported imports again, and nothing in it comes alive."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.spreadsheets.reader import read_rows
from documents.spreadsheets.writer import Column, ColumnKind, write_workbook

CODE = Column("code", "编号", note="清单编号，不可改动。")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff"))


def export(rows, columns=(CODE,)):
    return write_workbook(title="工作/要点*清单", columns=columns, rows=rows)


def back(data):
    return [row.cells for row in read_rows(data=data, name="导出.xlsx").rows]


def test_values_come_back_as_they_print():
    columns = [
        CODE,
        Column("count", "数量", kind=ColumnKind.INTEGER),
        Column("rate", "比率", kind=ColumnKind.DECIMAL),
        Column("due", "完成时限", kind=ColumnKind.DATE),
        Column("at", "上报时间", kind=ColumnKind.DATETIME),
        Column("late", "是否逾期"),
    ]
    row = {
        "code": "007",
        "count": 12,
        "rate": Decimal("0.35"),
        "due": date(2026, 3, 5),
        "at": datetime(2026, 3, 5, 16, 30, tzinfo=UTC),
        "late": False,
    }

    data = export([row, {"code": None}, {"code": "8", "count": 913205831990010112}], columns)

    assert back(data) == [
        ("007", "12", "0.35", "2026-03-05", "2026-03-06 00:30", "否"),
        ("8", "913205831990010112", "", "", "", ""),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a")'])
def test_formula_like_text_is_text_with_excels_mark(text):
    data = export([{"code": text}])

    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert back(data) == [(text,)]


def test_no_formula_link_or_hidden_sheet_is_written():
    data = export([{"code": "http://a.example"}, {"code": "=1"}])

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [package.read(name) for name in package.namelist() if "sheets/sheet" in name]
        book = package.read("xl/workbook.xml")

    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)
    assert b"hidden" not in book


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(TEXT.filter(str.strip), min_size=1, max_size=20))
def test_any_text_survives_the_round_trip(texts):
    assert back(export({"code": text} for text in texts)) == [(text,) for text in texts]


def test_short_and_long_choices_become_drop_downs():
    industries = tuple(f"第{place}个行业党建专业委员会" for place in range(1, 81))
    columns = [
        Column("state", "状态", choices=("进行中", "已办结")),
        Column("industry", "行业", choices=industries, note="从列表中选择。"),
    ]

    book = openpyxl.load_workbook(io.BytesIO(export([{"state": "进行中"}], columns)))

    sheet, guide = book.worksheets
    assert (sheet.title, guide.title) == ("工作 要点 清单", "填写说明")
    assert sheet.freeze_panes == "A2"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert {place: source.lstrip("=") for place, source in rules.items()} == {
        "A2:A502": '"进行中,已办结"',
        "B2:B502": "填写说明!$E$2:$E$81",
    }
    assert [guide.cell(row, 5).value for row in (1, 2, 81)] == [
        "行业",
        industries[0],
        industries[-1],
    ]
    assert guide["B3"].value == "从列表中选择。"


def test_empty_export_is_a_template_with_text_columns():
    sheet = openpyxl.load_workbook(io.BytesIO(export([]))).worksheets[0]

    assert [cell.value for cell in sheet[1]] == ["编号"]
    assert sheet.column_dimensions["A"].width == pytest.approx(16, abs=1)


def test_text_too_long_for_a_cell_is_refused_by_name():
    with pytest.raises(ValidationError, match="第 2 行“编号”超过 32767 个字"):
        export([{"code": "字" * 32_768}])


def test_time_without_zone_is_a_programming_error():
    with pytest.raises(ValueError, match="zone"):
        export([{"code": datetime(2026, 3, 5)}])  # noqa: DTZ001
