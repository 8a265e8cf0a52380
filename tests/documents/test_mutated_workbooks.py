"""Thousands of damaged workbooks: every one is read or ends in listed words.

Each mutation is told by its seed, which a failure prints: ``mutated(seed)`` makes it again.
"""

import io
import json
import random
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents.intake.mapping import map_columns
from documents.intake.marking import marked_workbook
from documents.intake.rows import read
from documents.intake.templates import export_workbook, template_workbook
from documents.refusals import TEXTS
from documents.spreadsheets import reader
from documents.spreadsheets.child import Output, answer
from documents.spreadsheets.limits import RefusedError
from documents.spreadsheets.reader import read_grid
from tests.documents.units import CODE, FIELDS, LABELS, grid
from tests.documents.workbooks import HEADER, pack, parts

IN_PROCESS = 4_000
IN_CHILD = 200
BATCH = 500
ONE_FILE_SECONDS = 2

KNOWN_DAMAGE = {
    *("BadZipFile", "EOFError", "ExpatError", "IndexError", "KeyError", "NotImplementedError"),
    *("OSError", "StopIteration", "UnicodeDecodeError", "ValueError", "error"),
}
"""What broken packages, XML and numbers cause inside the child (``error`` is zlib's)."""


def good_workbooks():
    """A handful of honest files that differ in how they are made."""
    rows = [{"code": CODE, "name": "苏州甲公司", "kind": "enterprise", "members": 3}] * 3
    shared = parts(
        f'{HEADER}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>46086</v></c></row>',
        strings="<si><t>甲</t></si><si><r><t>乙</t></r><rPh><t>yi</t></rPh></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
        tail='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        states=("visible", "hidden"),
    )
    filled = grid(LABELS, [CODE, "", "国企", "1.5"])
    mapping = map_columns(filled, FIELDS)
    errors = [error for row in read(filled, mapping, FIELDS) for error in row.errors]
    made = (
        export_workbook(title="台账", fields=FIELDS, rows=rows),
        template_workbook(title="台账", fields=FIELDS, rows=rows),
        marked_workbook(grid=filled, mapping=mapping, errors=errors),
        pack(shared),
        pack(shared, zipfile.ZIP_STORED),
    )
    return [(data, unpack(data)) for data in made]


def unpack(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def flip_bytes(chance, data, _):
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance, data, _):
    return data[: chance.randrange(len(data))] + b"\0" * chance.choice([0, 0, 22])


def splice(chance, data, _):
    start, end = sorted(chance.randrange(len(data)) for _ in range(2))
    place = chance.randrange(len(data))
    return data[:place] + data[start:end] + data[place:]


def edit_directory(chance, data, _):
    """Write nonsense into the entries of the zip directory, or its end."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        mark = chance.choice([b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"])
        places = [place for place in range(len(data)) if data.startswith(mark, place)]
        place = chance.choice(places) + chance.randrange(4, 22)
        size = chance.choice([1, 2, 4])
        changed[place : place + size] = chance.randbytes(size)
    return bytes(changed)


def edit_part(chance, _, made):
    """A whole package with one damaged part: what reaches the XML reader."""
    name = chance.choice(sorted(name for name in made if name.endswith((".xml", ".rels"))))
    content = bytearray(made[name])
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(content))
        content[place : place + chance.randint(0, 8)] = chance.choice(FRAGMENTS)
    return pack({**made, name: bytes(content)})


def exchange_parts(chance, _, made):
    """A package that lacks a part, or has one in another's place."""
    first, second = chance.sample(sorted(made), 2)
    changed = {**made, first: made[second]}
    if chance.random() < 0.4:
        del changed[second]
    return pack(changed, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


FRAGMENTS = (
    *(b"<", b">", b"/", b'"', b"=", b"&", b"\0", b"\xff", b" ", b"-1", b"1e9", b"9" * 30, b""),
    *(b"&#0;", b"&#x1F;", b"&amp;", b"&lt;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x?>"),
    *(b"<c>", b"</c>", b"<row/>", b"</row>", b"<v>", b"<f/>", b"<is><t>", b"XFD1048576", b"nan"),
    *(b"<!DOCTYPE x>", b"_xD800_", b"_x0000_", "行".encode(), b'r="A1"', b't="e"', b'hidden="1"'),
)
WAYS = (flip_bytes, cut, splice, edit_directory, edit_part, edit_part, edit_part, exchange_parts)


@pytest.fixture(scope="module")
def originals():
    return good_workbooks()


def mutated(seed, originals):
    """The mutation of that seed."""
    chance = random.Random(seed)
    data, made = chance.choice(originals)
    return chance.choice(WAYS)(chance, data, made)


def outcome(data, **options):
    """``read``, or the refusal's code; whatever else happens fails the test."""
    try:
        made = read_grid(data=data, name="台账.xlsx", **options)
    except ValidationError as refused:
        (error,) = refused.error_list
        assert error.code in TEXTS
        (message,) = refused.messages
        assert "请" in message
        assert "%(" not in message
        return error.code
    mapping = map_columns(made, FIELDS)
    mapping.to_dict()
    errors = []
    if mapping.ready:
        for row in read(made, mapping, FIELDS):
            errors += row.errors
    marked_workbook(grid=made, mapping=mapping, errors=errors)
    return "read"


def ask_in_process(data, request, take):
    """The child's work without the child; only damage it is known to cause may happen."""
    lines = io.StringIO()
    answer(data, request, Output(lines, request.limits))
    *rows, last = map(json.loads, lines.getvalue().splitlines())
    for some in rows:
        take(some)
    if "refusal" in last:
        assert last.get("reason", "KeyError: ").partition(":")[0] in KNOWN_DAMAGE
        raise RefusedError(last["refusal"], **last["params"])
    return last


@pytest.mark.parametrize("start", range(0, IN_PROCESS, BATCH))
def test_mutated_workbooks_end_in_listed_words(start, originals, monkeypatch):
    monkeypatch.setattr(reader, "ask_child", ask_in_process)
    outcomes = set()

    for seed in range(start, start + BATCH):
        data = mutated(seed, originals)
        started = time.process_time()
        try:
            outcomes.add(outcome(data))
        except Exception as error:
            pytest.fail(f"seed {seed}: {type(error).__name__}: {error}")
        assert time.process_time() - started < ONE_FILE_SECONDS, f"seed {seed}"

    assert {"read", "damaged"} <= outcomes


def test_a_sample_of_them_ends_so_in_the_real_child(originals):
    outcomes = set()

    for seed in range(IN_PROCESS, IN_PROCESS + IN_CHILD):
        try:
            outcomes.add(outcome(mutated(seed, originals)))
        except Exception as error:
            pytest.fail(f"seed {seed}: {type(error).__name__}: {error}")

    assert {"read", "damaged"} <= outcomes
