"""A spreadsheet of those who attended a course: its names, read in memory, nothing of it kept."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.core.exceptions import ValidationError

from documents.intake.fields import Field
from documents.intake.mapping import map_columns
from documents.intake.rows import ReadRow, read
from documents.spreadsheets.reader import read_grid
from people.free_words import for_the_trail

MOST_ROWS: Final = 500
SIZE_MOST: Final = 1 << 20
FAULTS_SHOWN: Final = 20
FIELDS: Final = (
    Field("name", "姓名", required=True, aliases=("参加人员姓名", "参加人员"), max_length=48),
)


class NamesRead(NamedTuple):
    """The names of a file under the numbers of their rows, and how many rows were hidden."""

    rows: list[tuple[int, str]]
    hidden: int


def read_names(*, data: bytes, name: str) -> NamesRead:
    """The column 姓名 of the first sheet; other columns and hidden rows are not read.

    Raises ``ValidationError`` for a file that can't be read, that has no such column, no names or
    more than ``MOST_ROWS``, and with the rows whose cell can't be read.
    """
    grid = read_grid(data=data, name=name)
    mapping = map_columns(grid, FIELDS)
    if not mapping.ready:
        raise ValidationError(
            "表格中没有找到姓名一列，或者有几列都像姓名。"
            "请把姓名一列的表头写为“姓名”，其余列不必改，再重新选择文件。",
            code="no_name_column",
        )
    rows = list(read(grid, mapping, FIELDS))
    if not rows:
        raise ValidationError(
            "表格中没有姓名。请在表头下面一行写一个姓名，再重新选择文件。", code="no_rows"
        )
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            f"一次最多登记 {MOST_ROWS} 行，表格中有 {len(rows)} 行。请分成几份登记。",
            code="too_many_rows",
        )
    if faults := [text for row in rows for text in _faults(row)]:
        raise ValidationError(shortened(faults))
    return NamesRead([(row.number, str(row.values["name"])) for row in rows], len(grid.hidden_rows))


def shortened(faults: list[str]) -> list[str]:
    """The first faults of a file, and how many more there are."""
    more = len(faults) - FAULTS_SHOWN
    return faults if more <= 0 else [*faults[:FAULTS_SHOWN], f"另有 {more} 行也对不上。"]


def _faults(row: ReadRow) -> list[str]:
    return [
        for_the_trail(f"第 {row.number} 行 {error.column}：{error.text}") for error in row.errors
    ]
