"""Forged and broken workbooks: each ends in a listed Chinese text, quickly."""

import io
import random
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents.refusals import TEXTS
from documents.spreadsheets.limits import Limits
from documents.spreadsheets.reader import read_rows
from tests.documents.workbooks import HEADER, pack, parts, text, workbook

MUTATIONS = 240
MEBIBYTE = 1 << 20


def refusal_of(data, **options):
    """The code ``data`` is refused with, or ``None``; any other exception fails the test."""
    try:
        read_rows(data=data, name="名册.xlsx", **options)
    except ValidationError as refused:
        error = refused
    else:
        return None
    assert all(one.code in TEXTS for one in error.error_list)
    assert all("请" in message and "%(" not in message for message in error.messages)
    return error.error_list[0].code


def far_cell():
    return workbook(text("XFD2", "远"))


def far_row():
    return pack(parts(f'{HEADER}<row r="1048576">{text("A1048576", "远")}</row>'))


def unknown_column():
    return workbook(text("ZZZZZZ2", "远"))


def huge_cell():
    """300 MB in one cell, written in pieces so that only the reader could suffer."""
    target = io.BytesIO(
        pack({name: part for name, part in parts().items() if "sheet1" not in name})
    )
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        part.write(b"<worksheet><sheetData><row><c><v>")
        for _ in range(300):
            part.write(b"9" * MEBIBYTE)
        part.write(b"</v></c></row></sheetData></worksheet>")
    return target.getvalue()


def long_cell():
    return workbook(text("A2", "字" * 40_000))


def many_strings():
    return workbook(
        '<c r="A2" t="s"><v>0</v></c>',
        strings="".join(f"<si><t>{n}</t></si>" for n in range(1_000_000)),
    )


def long_shared_string():
    return workbook(strings=f"<si><t>{'字' * 40_000}</t></si>")


def repeated_string():
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = HEADER + f"<row>{cells}</row>" * 2_000
    # A long text that every cell repeats: 6.4 GB if it were all handed back.
    return pack(parts(rows, strings=f"<si><t>{'字' * 32_000}</t></si>"), zipfile.ZIP_STORED)


def entity_bomb():
    lines = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return workbook(text("A2", "&e9;"), prolog=f'<!DOCTYPE x [<!ENTITY e0 "哈">{lines}]>')


def external_entity():
    prolog = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return workbook(text("A2", "&e;"), prolog=prolog)


def a_million_empty_rows():
    return pack(parts(HEADER + "".join(f'<row r="{n}"/>' for n in range(2, 1_048_577))))


def deep_nesting():
    return pack(parts("<a>" * 1_000_000), zipfile.ZIP_STORED)


def too_many_parts():
    return pack(parts(HEADER) | {f"xl/media/{n}": "" for n in range(2_500)})


def lying_sizes():
    """The directory says 10 bytes where there are many more."""
    data = bytearray(pack(parts(HEADER + "<row/>" * 1_000)))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def truncated():
    return workbook(text("A2", "甲"))[:-40]


def without_workbook_part():
    made = parts(HEADER)
    del made["xl/workbook.xml"]
    return pack(made)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (far_cell, "far_cell"),
        (far_row, "too_many_empty_rows"),
        (unknown_column, "damaged"),
        (huge_cell, "zip_bomb"),
        (long_cell, "cell_too_long"),
        (many_strings, "too_many_strings"),
        (long_shared_string, "cell_too_long"),
        (repeated_string, "too_heavy"),
        (entity_bomb, "forged_xml"),
        (external_entity, "forged_xml"),
        (a_million_empty_rows, "too_many_empty_rows"),
        (deep_nesting, "damaged"),
        (too_many_parts, "zip_bomb"),
        (lying_sizes, "damaged"),
        (truncated, "damaged"),
        (without_workbook_part, "damaged"),
    ],
)
def test_hostile_workbook_is_refused_in_time(make, code):
    data = make()
    started = time.monotonic()

    assert refusal_of(data) == code

    assert time.monotonic() - started < Limits().wall_seconds


def test_slow_file_is_stopped_by_the_cpu_limit():
    data = pack(parts(HEADER + "<row/>" * 4_000_000), zipfile.ZIP_STORED)

    limits = Limits(size=64 * MEBIBYTE, last_row=10_000_000, cpu_seconds=1)

    assert refusal_of(data, limits=limits) == "too_heavy"


def test_greedy_file_is_stopped_by_the_memory_limit():
    strings = "".join(f"<si><t>{n:0200}</t></si>" for n in range(200_000))
    data = workbook('<c r="A2" t="s"><v>0</v></c>', strings=strings)

    assert refusal_of(data, limits=Limits(memory=40 * MEBIBYTE)) == "too_heavy"


def test_more_rows_than_allowed_are_refused():
    rows = HEADER + "<row><c><v>1</v></c></row>" * 31

    assert refusal_of(pack(parts(rows)), max_rows=30) == "too_many_rows"
    assert refusal_of(pack(parts(rows)), max_rows=31) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_mutated_files_never_crash(method):
    """Stored packages let the damage reach the XML; their checksums still tell."""
    chance = random.Random(20180709)
    strings = "<si><t>甲</t></si>"
    cells = '<c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>46086</v></c>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    made = parts(f'{HEADER}<row r="2">{cells}</row>', strings=strings, styles=styles)
    outcomes = set()

    for _ in range(MUTATIONS // 4):
        data = bytearray(pack(made, method))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        outcomes.add(refusal_of(bytes(data)))

    assert "damaged" in outcomes


def test_mutated_xml_never_crashes():
    """The package is whole, one part is not: this is what reaches the reader itself."""
    chance = random.Random(57)
    made = parts(
        f'{HEADER}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>4</v></c></row>',
        strings="<si><t>甲</t></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    )

    for _ in range(MUTATIONS // 2):
        name = chance.choice(sorted(made))
        content = bytearray(made[name].encode())
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.choice(b'<>/"=&0129AZr ')
        refusal_of(pack(made | {name: bytes(content)}))
