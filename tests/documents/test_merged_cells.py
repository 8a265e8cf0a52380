"""Merged cells of several rows: the first one's content holds for all, and that is said."""

import io

import openpyxl

from documents.intake.fields import Field
from documents.intake.mapping import map_columns
from documents.intake.marking import marked_workbook
from documents.intake.merged import FillDown
from documents.intake.rows import CellError, read
from documents.spreadsheets.grid import Grid, Merge
from documents.spreadsheets.reader import read_grid

FIELDS = [
    Field("name", "单位名称", required=True),
    Field("district", "所属区县", required=True),
    Field("town", "镇街"),
]
LINES = [
    ["所属区县", "镇街", "单位名称"],
    ["姑苏区", "平江街道", "甲"],
    ["", "", "乙"],
    ["", "金阊街道", "丙"],
    ["吴中区", "", "丁"],
]


def workbook(*merges: str, lines: list[list[str]] = LINES) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for merge in merges:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(data: bytes):
    grid = read_grid(data=data, name="台账.xlsx")
    mapping = map_columns(grid, FIELDS)
    return grid, mapping, list(read(grid, mapping, FIELDS))


def test_the_first_cells_content_holds_for_every_row_of_the_area():
    grid, _, rows = rows_of(workbook("A2:A4", "B2:B3"))

    assert [row.values["district"] for row in rows] == ["姑苏区", "姑苏区", "姑苏区", "吴中区"]
    assert [row.values["town"] for row in rows] == ["平江街道", "平江街道", "金阊街道", ""]
    assert not any(row.errors for row in rows)
    assert any("竖向合并的按首格填入" in note for note in grid.notes)


def test_each_filled_cell_is_remarked():
    _, _, rows = rows_of(workbook("A2:A4"))

    assert [(one.column, one.before, one.after) for one in rows[1].tidied] == [
        ("所属区县", "空（合并单元格按首格填入）", "姑苏区")
    ]
    assert rows[0].tidied == []


def test_without_a_merge_an_empty_cell_stays_empty():
    _, _, rows = rows_of(workbook())

    assert [bool(row.errors) for row in rows] == [False, True, True, False]


def test_far_below_the_top_it_is_the_same():
    lines = [LINES[0]] + [["姑苏区", "平江街道", f"店{n}"] for n in range(200)]
    lines[150][0] = lines[151][0] = ""
    _, _, rows = rows_of(workbook("A150:A152", lines=lines))

    assert [rows[at].values["district"] for at in (148, 149, 150)] == ["姑苏区"] * 3


def test_a_wide_area_fills_its_first_column_only():
    grid = Grid(
        title="表",
        rows=[(1, ["甲", "乙"]), (2, ["上", ""]), (3, []), (9, ["", "下"])],
        tall=(Merge(2, 0, 9, 1),),
    )

    merged = FillDown(grid, header=1)
    told = [(merged.fill(number, cells), merged.columns) for number, cells in grid.rows]
    assert told == [
        (["甲", "乙"], ()),
        (["上", ""], ()),
        (["上"], (0,)),
        (["上", "下"], (0,)),
    ]


def test_a_merged_header_runs_into_no_row_of_data():
    rows = [(1, ["甲"]), (2, [""]), (3, ["", "值"])]

    assert not FillDown(Grid(title="表", rows=rows, tall=(Merge(1, 0, 3, 0),)), header=2)


def test_the_marked_workbook_is_filled_so_that_it_reads_the_same_again():
    grid, mapping, rows = rows_of(workbook("A2:A4", "B2:B3"))
    errors = [CellError(3, "单位名称", "C", "乙", "试")]

    marked = marked_workbook(grid=grid, mapping=mapping, errors=errors)
    _, _, again = rows_of(marked)
    assert [row.values for row in again] == [row.values for row in rows]
