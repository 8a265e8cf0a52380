"""The raw grid: rows under their numbers, what is hidden or merged, faults by cell."""

import io
import json
import sys
import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents.spreadsheets import process
from documents.spreadsheets.grid import Fault, Merge, SheetInfo
from documents.spreadsheets.limits import INTAKE_LIMITS, Limits, RefusedError
from documents.spreadsheets.reader import read_grid
from documents.spreadsheets.request import Request
from documents.spreadsheets.writer import Column, write_workbook
from tests.documents.workbooks import HEADER, pack, parts, text, workbook

HIDDEN_ROW = (
    f'{HEADER}<row r="2" hidden="1">{text("A2", "藏")}</row><row r="3" hidden="1"/>'
    f'<row r="5">{text("B5", "明")}</row>'
)


def read(data, **options):
    return read_grid(data=data, name="台账.xlsx", **options)


def code_of(data, name="台账.xlsx", **options):
    with pytest.raises(ValidationError) as caught:
        read_grid(data=data, name=name, **options)
    (error,) = caught.value.error_list
    return error.code


def test_rows_keep_their_numbers_and_hidden_ones_are_left_out_and_named():
    grid = read(pack(parts(HIDDEN_ROW)))

    assert grid.rows == [(1, ["编号", "名称"]), (5, ["", "明"])]
    assert (grid.hidden_rows, grid.hidden_included, grid.width) == ((2,), False, 2)
    assert grid.notes == (
        "有 1 个隐藏行（第 2 行），未读取。"
        "如需导入，请取消隐藏或筛选后重新上传，或选择一并读取隐藏内容。",
    )


def test_hidden_rows_are_read_when_asked_for():
    grid = read(pack(parts(HIDDEN_ROW)), include_hidden=True)

    assert [number for number, _ in grid.rows] == [1, 2, 5]
    assert grid.hidden_included
    assert grid.notes == ("有 1 个隐藏行（第 2 行），已一并读取，请留意。",)


def test_many_hidden_rows_are_counted_and_the_first_named():
    rows = "".join(
        f'<row r="{number}" hidden="1">{text(f"A{number}", "藏")}</row>' for number in range(2, 40)
    )

    (note,) = read(pack(parts(HEADER + rows))).notes

    assert note.startswith("有 38 个隐藏行（第 2、3、4、5、6、7、8、9、10、11 等 行）")


def test_faults_of_hidden_rows_go_with_them():
    rows = (
        f'{HEADER}<row r="2" hidden="1"><c r="A2" t="e"><v>#REF!</v></c></row>'
        '<row r="3"><c r="A3"><v>9.1320594000000101E+17</v></c><c r="C3"><f>1</f></c></row>'
    )

    assert read(pack(parts(rows))).faults == {
        (3, 0): Fault("precision_lost", "9.1320594000000101E+17"),
        (3, 2): Fault("formula_without_result", ""),
    }
    assert (2, 0) in read(pack(parts(rows)), include_hidden=True).faults


def sheets(*states):
    made = parts(HEADER, states=states)
    for place in range(1, len(states) + 1):
        name = f"xl/worksheets/sheet{place}.xml"
        made[name] = made[name].replace("编号", f"编号{place}")
    return pack(made)


def test_the_first_visible_sheet_is_read_and_all_are_listed():
    grid = read(sheets("hidden", "visible", "visible"))

    assert (grid.title, grid.rows[0][1][0]) == ("表2", "编号2")
    assert grid.sheets == (
        SheetInfo("表1", hidden=True),
        SheetInfo("表2", hidden=False),
        SheetInfo("表3", hidden=False),
    )
    assert grid.notes == ("另有工作表“表3”未读取。", "有隐藏的工作表“表1”，未读取。")


def test_a_sheet_is_read_by_title_or_refused():
    data = sheets("hidden", "visible", "veryHidden")

    assert read(data, sheet_title="表1", include_hidden=True).rows[0][1][0] == "编号1"
    assert read(data, include_hidden=True).title == "表2"
    assert code_of(data, sheet_title="表1") == "sheet_not_found"
    assert code_of(data, sheet_title="没有") == "sheet_not_found"
    assert code_of(sheets("hidden")) == "no_sheet"
    assert read(sheets("hidden"), include_hidden=True).title == "表1"


def test_our_guide_is_not_taken_for_data_even_if_it_stands_first():
    made = parts(HEADER, states=("visible", "visible"))
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace("表1", "填写说明")

    assert read(pack(made)).title == "表2"
    assert read(pack(made), sheet_title="填写说明").title == "填写说明"


def test_merges_near_the_top_and_hidden_columns_are_told():
    made = parts(
        HEADER,
        head='<cols><col min="2" max="3" hidden="1"/><col min="9" max="99" hidden="true"/></cols>',
        tail='<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="$A$70:A71"/></mergeCells>',
    )

    grid = read(pack(made))

    assert grid.merges == (Merge(1, 0, 1, 2),)
    assert grid.hidden_columns == (1, 2, *range(8, INTAKE_LIMITS.columns))
    assert any("合并单元格（A1:C1、$A$70:A71）" in note for note in grid.notes)


def test_cells_out_of_order_or_left_out_stand_where_they_belong():
    cells = text("D2", "丁") + text("B2", "乙") + text("A2", " ")

    assert read(workbook(cells)).rows[1] == (2, ["", "乙", "", "丁"])


def test_csv_becomes_a_grid_too():
    data = "单位名称,代码\n\n甲,9.13E+17\n乙,#N/A\n".encode("gb18030")

    grid = read_grid(data=data, name="名册.csv")

    assert grid.rows == [(1, ["单位名称", "代码"]), (3, ["甲", "9.13E+17"]), (4, ["乙", "#N/A"])]
    assert grid.faults == {
        (3, 1): Fault("precision_lost", "9.13E+17"),
        (4, 1): Fault("error_value", "#N/A"),
    }
    assert grid.sheets == (SheetInfo("名册", hidden=False),)


def test_more_faults_than_can_be_listed_refuse_the_file():
    rows = HEADER + '<row><c t="e"><v>#REF!</v></c></row>' * 30
    limits = Limits(faults=20, refuse_faults=True)

    assert code_of(pack(parts(rows)), limits=limits) == "too_many_faults"
    assert code_of(b"a\n" + b"#REF!\n" * 30, name="a.csv", limits=limits) == "too_many_faults"
    assert len(read(pack(parts(rows)), limits=Limits(faults=30)).faults) == 30


def test_a_grid_without_a_row_is_refused():
    assert code_of(pack(parts(""))) == "no_header"
    assert code_of(b"\n \n", name="a.csv") == "no_header"


def test_more_than_the_lists_import_takes_is_read():
    rows = ({"a": f"名称{number}", "b": number % 7} for number in range(30_000))
    data = write_workbook(title="大表", columns=[Column("a", "甲"), Column("b", "乙")], rows=rows)

    grid = read(data)

    assert len(grid.rows) == 30_001
    assert grid.rows[-1] == (30_001, ["名称29999", "4"])


def test_the_time_allowed_grows_with_the_file():
    limits = INTAKE_LIMITS.for_size(10 << 20)

    assert (limits.cpu_seconds, limits.wall_seconds) == (64, 270)
    assert INTAKE_LIMITS.for_size(170 << 10).cpu_seconds == 4
    assert Limits().for_size(10 << 20) == Limits()


def test_a_request_survives_the_way_to_the_child():
    request = Request(Limits(rows=7), title="表", exact=True, hidden_rows=False)

    assert Request.from_dict(json.loads(json.dumps(request.as_dict()))) == request


def test_a_child_that_does_not_listen_or_answer_is_no_crash(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RefusedError, match="damaged"):
        process.ask_child(b"x" * (1 << 20), Request(Limits()), list)

    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(RefusedError, match="damaged"):
        process.ask_child(b"", Request(Limits()), list)


def test_what_the_reader_of_rows_fails_on_ends_the_child_as_well():
    def fail(_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        process.ask_child(pack(parts(HEADER)), Request(Limits()), fail)


def test_a_package_larger_than_the_usual_uploads_may_be_read():
    target = io.BytesIO(pack(parts(HEADER)))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(12):
            filling = b"0123456789abcdef%06d" % number * 430_000
            package.writestr(f"xl/media/{number}", filling[: 9 << 20], compresslevel=1)

    assert code_of(target.getvalue(), limits=Limits()) == "zip_bomb"
    assert read(target.getvalue()).title == "表1"
