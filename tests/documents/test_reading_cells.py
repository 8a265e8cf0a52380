"""What a cell says, exactly: codes digit by digit, dates as dates, faults named."""

import pytest
from django.core.exceptions import ValidationError

from documents.spreadsheets.reader import read_rows
from documents.spreadsheets.values import date_text, number_text, shows_date, unescape
from tests.documents.workbooks import HEADER, pack, parts, text, workbook

DATE_STYLES = (
    '<numFmts><numFmt numFmtId="176"'
    ' formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="176"/></cellXfs>'
)


def only_row(data, **options):
    (row,) = read_rows(data=data, name="名册.xlsx", **options).rows
    return row.cells


def codes(caught):
    return [error.code for error in caught.value.error_list]


def test_eighteen_digits_come_through():
    data = workbook('<c r="A2"><v>320583199001011234</v></c>')

    assert only_row(data) == ("320583199001011234", "")


def test_shortened_code_is_refused_with_row_and_column():
    data = workbook('<c r="A2"><v>3.2058319900101101E+17</v></c>')

    with pytest.raises(ValidationError) as caught:
        only_row(data)

    assert codes(caught) == ["precision_lost"]
    assert "第 2 行“编号”" in caught.value.messages[0]


def test_faults_can_be_asked_for():
    data = workbook('<c r="A2" t="e"><v>#REF!</v></c>')

    sheet = read_rows(data=data, name="名册.xlsx", keep_faults=True)

    assert [(fault.row, fault.column, fault.code) for fault in sheet.faults] == [
        (2, "编号", "error_value")
    ]


def test_formula_is_read_as_stored_and_told():
    data = workbook('<c r="A2"><f>1+1</f><v>2</v></c>')

    sheet = read_rows(data=data, name="名册.xlsx")

    assert sheet.rows[0].cells == ("2", "")
    assert sheet.notes == ("有 1 个公式，按保存时的计算结果读取。",)


def test_formula_without_result_is_refused():
    data = workbook("<c r='A2'><f>HYPERLINK(1)</f></c>" + text("B2", "某支部"))

    with pytest.raises(ValidationError) as caught:
        only_row(data)

    assert codes(caught) == ["formula_without_result"]


def test_shared_strings_leave_phonetic_hints_out():
    strings = "<si><r><t>苏州</t></r><r><t>市</t></r><rPh><t>su</t></rPh></si>"
    data = workbook('<c r="A2" t="s"><v>0</v></c>', strings=strings)

    assert only_row(data) == ("苏州市", "")


def test_chinese_date_formats_are_dates():
    cells = '<c r="A2" s="1"><v>46086</v></c><c r="B2" s="2"><v>46086.604166667</v></c>'

    assert only_row(workbook(cells, styles=DATE_STYLES)) == ("2026-03-05", "2026-03-05 14:30")


def test_prefixed_xml_is_read_too():
    made = parts()
    made["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>编号</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    assert only_row(pack(made)) == ("7",)


def test_notes_tell_what_is_hidden_or_passed_over():
    rows = f'{HEADER}<row r="2" hidden="1">{text("A2", "1")}{text("D2", "多余")}</row>'
    made = parts(
        rows,
        head='<cols><col min="2" max="2" hidden="1"/></cols>',
        tail='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
        states=("visible", "hidden", "visible"),
    )

    notes = read_rows(data=pack(made), name="名册.xlsx").notes

    assert notes == (
        "另有工作表“表3”未读取。",
        "有隐藏的工作表“表2”，未读取。",
        "有 1 个隐藏行，已一并读取，请留意。",
        "有 1 处隐藏列，已一并读取，请留意。",
        "有合并单元格（A2:A3），只有左上角一格有内容，其余按空白读取。",
        "部分列没有表头，其内容未读取。",
    )


def test_header_is_found_below_a_title_and_rows_keep_their_numbers():
    rows = (
        f'<row r="1">{text("A1", "某市清单")}</row>'
        f'<row r="3">{text("A3", " 编 号 ")}{text("B3", "名称")}</row>'
        f'<row r="7">{text("B7", "某支部")}</row>'
    )

    sheet = read_rows(data=pack(parts(rows)), name="名册.xlsx", required=["名称", "编号"])

    assert list(sheet.records()) == [(7, {"编号": "", "名称": "某支部"})]


@pytest.mark.parametrize(
    ("rows", "required", "code"),
    [
        ("", (), "no_header"),
        (HEADER, ("负责人",), "missing_columns"),
        (f'<row r="1">{text("A1", "编号")}{text("B1", "编号")}</row>', (), "duplicate_header"),
        (f'<row r="1">{text("A1", "编号")}</row><row r="1"/>', (), "damaged"),
        (f'<row r="1">{text("A2", "编号")}</row>', (), "damaged"),
        ('<row r="1"><c r="A1" t="s"><v>5</v></c></row>', (), "damaged"),
    ],
)
def test_sheets_without_a_usable_header_are_refused(rows, required, code):
    with pytest.raises(ValidationError) as caught:
        read_rows(data=pack(parts(rows)), name="名册.xlsx", required=required)

    assert codes(caught) == [code]


def test_workbook_of_hidden_sheets_is_refused():
    with pytest.raises(ValidationError) as caught:
        read_rows(data=pack(parts(HEADER, states=("hidden",))), name="名册.xlsx")

    assert codes(caught) == ["no_sheet"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("12", "12"),
        ("12.0", "12"),
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("1E-3", "0.001"),
        ("1.5E+3", "1500"),
        ("-0.5", "-0.5"),
        ("1e999999", "1e999999"),
        ("NaN", "NaN"),
    ],
)
def test_numbers_are_plain_digits(stored, shown):
    assert number_text(stored) == (shown, False)


@pytest.mark.parametrize(
    ("stored", "epoch_1904", "shown"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("0.5", False, "12:00"),
        ("44624", True, "2026-03-05"),
        ("2958465.9999999", False, "2958465.9999999"),
        ("-1", False, "-1"),
        ("abc", False, "abc"),
    ],
)
def test_date_serials(stored, epoch_1904, shown):
    assert date_text(stored, epoch_1904=epoch_1904) == shown


def test_format_codes_and_escapes():
    assert shows_date('[$-804]yyyy"年"m"月";@')
    assert not shows_date('0.00"days"')
    assert not shows_date("[Red]#,##0")
    assert unescape("甲_x000D_乙_xD800_") == "甲\r乙"
