"""Rows parsed: values by field, every fault by cell, tidying shown."""

from datetime import date

import pytest

from documents.intake.mapping import map_columns
from documents.intake.rows import REMEMBERED, read
from documents.intake.tidying import Tidied
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

FULL = [CODE, "甲公司", "公司", "12", "0", "2026/3/5", "√", "0512-65220000", "一\n二"]


def test_a_row_is_parsed_by_field():
    _, (row,) = reading_of(grid(LABELS, FULL, first=4))

    assert row.number == 5
    assert row.values == {
        "code": CODE,
        "name": "甲公司",
        "kind": "enterprise",
        "members": 12,
        "candidates": 0,
        "founded": date(2026, 3, 5),
        "union": True,
        "phone": "0512-65220000",
        "remark": "一\n二",
    }
    assert (row.texts, row.errors, row.tidied) == ({}, [], [])


def test_a_column_the_file_lacks_is_no_value_and_an_empty_cell_is():
    _, (row,) = reading_of(grid(LABELS[:3], [CODE, "甲公司"]))

    assert row.values == {"code": CODE, "name": "甲公司", "kind": ""}


def test_all_errors_of_a_row_are_found_at_once():
    _, rows = reading_of(grid(LABELS, ["9.13E+17", "", "国企", "1.5", "-1", "昨天", "?", "1"]))

    (row,) = rows
    assert [error.column for error in row.errors] == LABELS[:8]
    assert [error.letter for error in row.errors] == list("ABCDEFGH")
    assert row.errors[2].value == row.texts["kind"] == "国企"
    assert all(error.text.endswith("。") and error.row == 2 for error in row.errors)
    assert row.values == {"remark": ""}


def test_tidying_is_shown_with_what_stood_there():
    _, (row,) = reading_of(
        grid(
            LABELS,
            [
                CODE.lower(),
                " 甲(集团)公司",
                "企业\u3000",
                "12 人",
                "1",
                "2026.3.5",
                "是",
                "138 1234 5678",
            ],
        )
    )

    assert row.errors == []
    assert row.tidied == [
        Tidied("统一社会信用代码", CODE.lower(), CODE),
        Tidied("单位名称", " 甲(集团)公司", "甲（集团）公司"),
        Tidied("单位类型", "企业\u3000", "企业"),
        Tidied("党员数（正式）", "12 人", "12"),
        Tidied("联系电话", "138 1234 5678", "13812345678"),
    ]
    assert row.texts["name"] == " 甲(集团)公司"


def test_equal_texts_are_tidied_in_every_row_not_only_the_first():
    _, rows = reading_of(grid(LABELS[:3], *[[CODE, "甲公司", " 企业"]] * 3))

    assert [len(row.tidied) for row in rows] == [1, 1, 1]


def test_more_different_texts_than_are_remembered_are_read_alike():
    count = REMEMBERED + 10
    _, rows = reading_of(grid(LABELS[:2], *[[CODE, f"公司{number}"] for number in range(count)]))

    assert [row.values["name"] for row in rows] == [f"公司{number}" for number in range(count)]


def test_cells_not_to_be_trusted_are_errors_by_cell():
    faults = {
        (2, 1): fault("error_value", "#REF!"),
        (2, 3): fault("formula_without_result"),
        (3, 0): fault("precision_lost", "9.1320594E+17"),
        (1, 0): fault("error_value", "#N/A"),
    }
    _, rows = reading_of(grid(LABELS, [CODE, "#REF!"], ["9.1320594E+17", "乙"], faults=faults))

    assert errors_of(rows) == [
        (2, "B", "是公式错误，没有结果。请改正公式，或直接填写结果。"),
        (2, "D", "是没有计算结果的公式。请用 Excel 或 WPS 打开并保存，或直接填写结果。"),
        (
            3,
            "A",
            "长数字已被表格软件改写，末几位已丢失，无法还原。请把该列设为文本格式后重新填写。",
        ),
    ]
    assert rows[0].errors[0].value == "#REF!"
    assert "members" not in rows[0].values


def test_a_fault_in_a_column_that_is_not_read_does_not_matter():
    made = grid([*LABELS[:2], "别的"], [CODE, "甲", "#REF!"], faults={(2, 2): fault("error_value")})

    _, (row,) = reading_of(made)

    assert row.errors == []


def test_empty_rows_and_example_rows_are_passed_over_and_counted():
    made = grid(
        [*LABELS[:2], "系统提示"],
        ["示例：91320594MA0000015J", "某公司"],
        ["", "", "只有提示"],
        ["", "", "", "x"],
        [OTHER_CODE, "乙公司"],
    )

    reading, rows = reading_of(made)

    assert [row.number for row in rows] == [5]
    assert (reading.rows, reading.examples) == (1, 1)


def test_rows_of_a_two_row_header_and_a_title_are_no_data():
    made = grid(
        ["台账"], ["信用代码", "名称", "党员数", ""], ["", "", "正式", "预备"], [CODE, "甲", "3"]
    )

    _, (row,) = reading_of(made)

    assert row.number == 4
    assert row.values == {"code": CODE, "name": "甲", "members": 3, "candidates": None}


def test_a_mapping_with_open_questions_is_not_read():
    made = grid(["单位名称"], ["甲"])

    with pytest.raises(ValueError, match="open questions"):
        read(made, map_columns(made, FIELDS), FIELDS)


def test_long_cells_are_shown_cut():
    _, (row,) = reading_of(grid(LABELS[:2], [CODE, "长" * 500]))

    assert row.errors[0].value == "长" * 80 + "…"
    assert row.texts["name"] == "长" * 500


def test_a_name_that_begins_with_the_word_example_is_data():
    _, (row,) = reading_of(grid(LABELS, ["", "示例商贸有限公司", "公司"]))

    assert row.values["name"] == "示例商贸有限公司"


def test_a_grid_may_be_used_up_so_that_its_rows_are_not_held_twice():
    sheet = grid(LABELS, FULL, FULL)
    kept = list(read(sheet, map_columns(sheet, FIELDS), FIELDS))
    reading = read(sheet, map_columns(sheet, FIELDS), FIELDS, consume=True)

    assert next(reading) == kept[0]
    assert [cells for _, cells in sheet.rows] == [[], [], FULL]
    assert list(reading) == kept[1:]
