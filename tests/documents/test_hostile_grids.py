"""Forged files against the larger limits of an import: refused in time, within 256 MB.

The kernel holds the child to its memory (``test_hostile_workbooks`` shows that it does); what
the kernel tells of a child's peak includes its parent's, so it is not measured here.
"""

import io
import random
import resource
import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents.refusals import TEXTS
from documents.spreadsheets.limits import INTAKE_LIMITS
from documents.spreadsheets.reader import read_grid
from tests.documents.test_hostile_workbooks import (
    a_million_empty_rows,
    deep_nesting,
    entity_bomb,
    external_entity,
    far_cell,
    long_cell,
    lying_sizes,
    many_strings,
    too_many_parts,
)
from tests.documents.workbooks import CONTENT_TYPES, HEADER, MAIN, pack, parts, text, workbook

CPU_SECONDS = 5
MEBIBYTE = 1 << 20


def read_in_bounds(data, name="台账.xlsx"):
    """The code ``data`` is refused with, or ``None``; the child's time is checked."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = None
    try:
        read_grid(data=data, name=name)
    except ValidationError as refused:
        (error,) = refused.error_list
        (message,) = refused.messages
        assert error.code in TEXTS
        assert "请" in message
        assert "%(" not in message
        code = error.code
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent <= CPU_SECONDS
    return code


def forged(rows="", **more):
    """Not compressed, so that not even the ratio tells what is in it."""
    return pack(parts(HEADER + rows, **more), zipfile.ZIP_STORED)


def forged_row(content):
    return forged(f"<row>{content}</row>")


def one_long_string_everywhere():
    cells = '<c t="s"><v>0</v></c>' * 60
    return forged(f"<row>{cells}</row>" * 2_000, strings=f"<si><t>{'字' * 32_000}</t></si>")


def huge_cell_in_disguise():
    """300 MB in one cell, of digits that shrink no more than those of real sheets do."""
    block = "".join(random.Random(3).choices("0123456789", k=4_096)).encode() * 256
    target = io.BytesIO(
        pack({name: part for name, part in parts().items() if "sheet1" not in name})
    )
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        part.write(b"<worksheet><sheetData><row><c><v>")
        for _ in range(300):
            part.write(block)
        part.write(b"</v></c></row></sheetData></worksheet>")
    return target.getvalue()


def a_million_long_strings():
    strings = "".join(f"<si><t>{n:0200}</t></si>" for n in range(1_000_000))
    return workbook('<c r="A2" t="s"><v>0</v></c>', strings=strings)


def a_cell_of_a_million_pieces():
    return forged_row(f'<c t="inlineStr"><is>{"<t>ab</t>" * 1_000_000}</is></c>')


def a_row_of_a_million_cells():
    return forged_row("<c><v>1</v></c>" * 1_000_000)


def many_cells_on_one_spot():
    return forged_row("".join(f'<c r="A2"><v>{n}</v></c>' for n in range(300_000)))


def endless_attribute():
    block = "".join(random.Random(5).choices("0123456789", k=3_000))
    return pack(parts(f'{HEADER}<row><c r="{block * 5_000}"><v>1</v></c></row>'))


def entity_bomb_in_utf16():
    made = parts(HEADER)
    name = "xl/worksheets/sheet1.xml"
    bomb = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "哈">]>{made[name]}'
    return pack({**made, name: bomb.encode("utf-16")})


def a_million_merges():
    merges = '<mergeCell ref="A1:B1"/>' * 1_000_000
    return forged(tail=f"<mergeCells>{merges}</mergeCells>")


def many_hidden_columns():
    columns = '<col min="1" max="999999999" hidden="1"/>' * 300_000
    return forged(head=f"<cols>{columns}</cols>")


def faults_everywhere():
    return forged('<row><c t="e"><v>#REF!</v></c></row>' * 100_000)


def endless_row_number():
    return pack(parts(f'<row r="{"9" * 5_000}"/>'))


def macro_workbook():
    made = parts(HEADER)
    made["[Content_Types].xml"] = CONTENT_TYPES.replace("main+xml", "macroEnabled.main+xml")
    return pack(made)


def compound(*more):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"".join(more)


def old_xls():
    return compound("Workbook".encode("utf-16-le"))


def encrypted():
    return compound("EncryptedPackage".encode("utf-16-le"))


def locked_zip():
    data = bytearray(pack(parts(HEADER)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def renamed_document():
    kinds = CONTENT_TYPES.replace("spreadsheetml.sheet", "wordprocessingml.document")
    return pack({**parts(HEADER), "[Content_Types].xml": kinds})


def renamed_archive():
    return pack({"readme.txt": "你好"})


def renamed_page():
    return "<html><table><tr><td>台账</td></tr></table></html>".encode()


def renamed_csv():
    return "单位名称\n甲公司\n".encode()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (far_cell, "far_cell"),
        (huge_cell_in_disguise, "too_heavy"),
        (long_cell, "cell_too_long"),
        (a_million_long_strings, "too_heavy"),
        (one_long_string_everywhere, "too_heavy"),
        (entity_bomb, "forged_xml"),
        (entity_bomb_in_utf16, "forged_xml"),
        (external_entity, "forged_xml"),
        (a_million_empty_rows, "too_many_empty_rows"),
        (a_cell_of_a_million_pieces, "cell_too_long"),
        (a_row_of_a_million_cells, "far_cell"),
        (deep_nesting, "damaged"),
        (too_many_parts, "zip_bomb"),
        (lying_sizes, "damaged"),
        (faults_everywhere, "too_many_faults"),
        (endless_row_number, "damaged"),
        (macro_workbook, "macro"),
        (old_xls, "old_office"),
        (encrypted, "encrypted"),
        (locked_zip, "encrypted"),
        (renamed_document, "wrong_type"),
        (renamed_archive, "wrong_type"),
        (renamed_page, "web_page"),
        (renamed_csv, "damaged"),
    ],
)
def test_a_forged_file_is_refused_within_bounds(make, code):
    assert read_in_bounds(make()) == code


@pytest.mark.parametrize(
    "make",
    [
        endless_attribute,
        many_strings,
        many_cells_on_one_spot,
        a_million_merges,
        many_hidden_columns,
    ],
)
def test_a_wasteful_file_is_read_or_refused_within_bounds(make):
    assert read_in_bounds(make()) in {None, "damaged", "too_heavy"}


def test_a_workbook_under_the_name_of_a_csv_is_refused():
    assert read_in_bounds(workbook(text("A2", "1")), name="台账.csv") == "renamed"


def test_the_limits_are_those_promised():
    assert INTAKE_LIMITS.memory == 256 * MEBIBYTE
    assert INTAKE_LIMITS.for_size(170 << 10).cpu_seconds < CPU_SECONDS
    assert len(far_cell()) < 2_048


def test_more_strings_than_an_import_holds_are_refused_by_number():
    strings = io.BytesIO(pack(parts(HEADER, strings="<si/>")))
    with zipfile.ZipFile(strings) as package:
        made = {name: package.read(name) for name in package.namelist()}
    many = "<si/>" * (INTAKE_LIMITS.strings + 1)
    made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{many}</sst>'.encode()

    assert read_in_bounds(pack(made, zipfile.ZIP_STORED)) == "too_many_strings"
