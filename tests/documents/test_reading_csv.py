"""CSV as Chinese offices save it."""

import pytest
from django.core.exceptions import ValidationError

from documents.spreadsheets.reader import read_rows

TABLE = "编号,名称\n0012,“两新”支部\n\n7,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_every_usual_encoding_and_delimiter_reads_the_same(encoding, delimiter):
    data = TABLE.replace(",", delimiter).encode(encoding)

    sheet = read_rows(data=data, name="名册.csv")

    assert list(sheet.records()) == [
        (2, {"编号": "0012", "名称": "“两新”支部"}),
        (4, {"编号": "7", "名称": ""}),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("编号\n9.13205E+17\n".encode(), "precision_lost"),
        ('编号\n"未完'.encode(), "broken_csv"),
        (b"\x81\xff\xff\x00", "unknown_encoding"),
        (("编号\n" + "1\n" * 31).encode(), "too_many_rows"),
        (("编号\n" + "字" * 40_000).encode(), "cell_too_long"),
        (("编号\n" + "1," * 300 + "1").encode(), "far_cell"),
        (b"<html><script>alert(1)</script>", "web_page"),
    ],
)
def test_bad_csv_is_refused(data, code):
    with pytest.raises(ValidationError) as caught:
        read_rows(data=data, name="名册.csv", max_rows=30)

    assert [error.code for error in caught.value.error_list] == [code]
    assert "请" in caught.value.messages[0]
