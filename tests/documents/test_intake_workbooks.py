"""Template, export and marked workbook: what goes out comes back in, and says what to do."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.intake.mapping import map_columns
from documents.intake.marking import NOTES_LIMIT, marked_workbook
from documents.intake.rows import CellError, read
from documents.intake.templates import export_workbook, template_workbook
from documents.intake.tidying import tidy
from documents.spreadsheets.grid import Merge
from documents.spreadsheets.reader import read_grid
from tests.documents.units import (
    CODE,
    FIELDS,
    LABELS,
    OTHER_CODE,
    errors_of,
    fault,
    grid,
    reading_of,
)

STORED = (
    {
        "code": CODE,
        "name": "苏州甲（集团）有限公司",
        "kind": "enterprise",
        "members": 12,
        "candidates": None,
        "founded": date(2020, 2, 29),
        "union": False,
        "phone": "0512-65220000",
        "remark": "=1+1\n第二行，（完）",
    },
    {
        "code": "",
        "name": "-乙",
        "kind": "",
        "members": None,
        "candidates": 0,
        "founded": None,
        "union": None,
        "phone": "",
        "remark": "",
    },
)


def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def back(data, fields=FIELDS):
    made = read_grid(data=data, name="台账.xlsx")
    return reading_of(made, fields)


def test_a_template_marks_notes_and_explains_its_columns():
    sheet, guide = book(template_workbook(title="单位台账", fields=FIELDS)).worksheets

    assert [cell.value for cell in sheet[1]][:3] == ["统一社会信用代码*", "单位名称*", "单位类型"]
    assert sheet["B1"].comment.text == "必填。不超过 20 字。例：某公司"
    assert sheet["C1"].comment.text == "按证照填写。"
    assert sheet["A1"].font.color.rgb != sheet["C1"].font.color
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"C2:C502": '"企业,个体工商户"', "G2:G502": '"是,否"'}
    assert (sheet["A2"].value, sheet["B2"].value) == ("示例：", "某公司")
    assert sheet["A2"].font.i
    assert sheet["A2"].number_format == sheet["A3"].number_format or sheet["A3"].value is None
    assert guide.title == "填写说明"
    assert guide["B2"].value.startswith("必填。18 位，以文本格式填写")


def test_a_template_sent_back_as_it_is_has_no_rows():
    reading, rows = back(template_workbook(title="单位台账", fields=FIELDS))

    assert rows == []
    assert reading.examples == 1


def test_a_template_can_be_filled_in_beforehand():
    reading, rows = back(template_workbook(title="单位台账", fields=FIELDS, rows=STORED))

    assert [row.values for row in rows] == list(STORED)
    assert reading.examples == 1


def test_an_export_comes_back_without_a_change():
    reading, rows = back(export_workbook(title="单位台账", fields=FIELDS, rows=STORED))

    assert [row.values for row in rows] == list(STORED)
    assert all((row.tidied, row.errors) == ([], []) for row in rows)
    assert reading.examples == 0


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=15)),
    st.integers(0, 999),
)
def test_whatever_was_taken_in_once_comes_back_alike(texts, members):
    name, remark = FIELDS[1], FIELDS[8]
    rows = [
        {
            **STORED[0],
            "name": tidy(f"甲{text}", name.kind)[:15].strip(),
            "remark": tidy(text, remark.kind),
            "members": members,
        }
        for text in texts
    ]

    _, again = back(export_workbook(title="台账", fields=FIELDS, rows=rows))

    assert [row.values for row in again] == rows


def test_no_fields_make_an_empty_template():
    assert book(template_workbook(title="", fields=())).worksheets[0].title == "数据"


WRONG = (
    ["两新组织台账"],
    LABELS,
    [CODE, "甲公司", "国企", "1.5"],
    [OTHER_CODE, "乙公司", "企业", "=1+1"],
    ["91320594MA0000015K", "", "企业"],
)


def marked(made, **options):
    mapping = map_columns(made, FIELDS, **options)
    errors = [error for row in read(made, mapping, FIELDS) for error in row.errors]
    return marked_workbook(grid=made, mapping=mapping, errors=errors), errors


def test_wrong_cells_are_coloured_and_say_why():
    data, errors = marked(grid(*WRONG))

    (sheet,) = book(data).worksheets
    assert sheet.title == "台账"
    assert len(errors) == 5
    for error in errors:
        cell = sheet[f"{error.letter}{error.row}"]
        assert cell.fill.fgColor.rgb == "FFFFD966"
        assert cell.comment.text == error.text
    assert sheet["A3"].comment is None
    assert (sheet["D4"].value, sheet["D4"].data_type) == ("=1+1", "s")
    assert sheet["D4"].quotePrefix
    assert [sheet.cell(row, 10).value for row in (1, 2)] == [None, "系统提示"]
    assert sheet["J3"].value == (
        "单位类型：不在可选范围内。只能填：企业、个体工商户。\n"
        "党员数（正式）：不能有小数。请填写整数，如 12。"
    )
    assert sheet["J4"].value.startswith("党员数（正式）：不是整数")


def test_a_marked_workbook_comes_back_as_the_same_rows():
    made = grid(*WRONG)
    data, errors = marked(made)

    again = read_grid(data=data, name="标注.xlsx")
    mapping = map_columns(again, FIELDS)
    rows = list(read(again, mapping, FIELDS))

    for (_, cells), before in zip(again.rows, WRONG, strict=True):
        assert cells[:9] == [*before, *[""] * 9][: len(cells[:9])]
    assert [number for number, _ in again.rows] == [1, 2, 3, 4, 5]
    assert mapping.ready
    assert mapping.notes == ()
    assert errors_of(rows) == [(error.row, error.letter, error.text) for error in errors]


def test_marking_twice_leaves_one_column_of_hints_and_drops_old_ones():
    data, _ = marked(grid(*WRONG))
    again = read_grid(data=data, name="标注.xlsx")
    again.rows[2][1][2:4] = ["企业", "1"]

    twice, _ = marked(again)

    (sheet,) = book(twice).worksheets
    assert sheet.max_column == 10
    assert sheet["J3"].value is None
    assert sheet["J4"].value


def test_two_header_rows_survive_being_marked():
    rows = (
        ["信用代码", "单位名称", "党员数", ""],
        ["", "", "正式", "预备"],
        [CODE, "甲公司", "x", "1"],
    )
    made = grid(*rows, merges=(Merge(1, 2, 1, 3), Merge(1, 0, 2, 0), Merge(1, 1, 2, 1)))

    data, errors = marked(made)
    again = read_grid(data=data, name="标注.xlsx")
    mapping = map_columns(again, FIELDS)

    assert mapping.ready
    assert mapping.header_rows == (1, 2)
    assert errors_of(read(again, mapping, FIELDS)) == errors_of(read(made, mapping, FIELDS))
    assert len(errors) == 1


@pytest.mark.parametrize(
    "bad", [fault("error_value", "#REF!"), fault("precision_lost", "9.1320594000000101E+17")]
)
def test_a_cell_not_to_be_trusted_is_still_wrong_when_it_comes_back_untouched(bad):
    made = grid(LABELS, [CODE, bad.value], faults={(2, 1): bad})

    data, _ = marked(made)

    _, (row,) = back(data)
    assert [error.letter for error in row.errors] == ["B"]


def test_a_formula_without_result_does_not_come_back_as_an_empty_cell():
    made = grid(LABELS, [CODE, "甲"], faults={(2, 3): fault("formula_without_result")})

    data, _ = marked(made)

    _, (row,) = back(data)
    assert [error.letter for error in row.errors] == ["D"]


def test_errors_of_whole_rows_stand_in_the_last_column_only():
    made = grid(LABELS[:2], [CODE, "甲"])
    why = CellError(2, "", "", "", "与第 5 行是同一家单位。请只保留一行。")

    data = marked_workbook(grid=made, mapping=map_columns(made, FIELDS), errors=[why])

    (sheet,) = book(data).worksheets
    assert (sheet["C1"].value, sheet["C2"].value) == ("系统提示", why.text)
    assert sheet["A2"].comment is None


def test_notes_are_bounded_and_colour_is_not():
    count = NOTES_LIMIT + 5
    made = grid(LABELS[:3], *[[CODE, "甲", "国企"]] * count)

    data, errors = marked(made)

    (sheet,) = book(data).worksheets
    assert len(errors) == count
    assert sheet.cell(count + 1, 3).fill.fgColor.rgb == "FFFFD966"
    assert sheet.cell(count + 1, 3).comment is None
    assert sheet.cell(count + 1, 4).value.startswith("单位类型：")
