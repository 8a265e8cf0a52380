"""How values are put into the cells of a new workbook: text stays text, whatever it looks like."""

from __future__ import annotations

import enum
import re
from typing import Any, Final

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Rows go straight to the file, and no string is taken for anything else."""

COMMENT_LIMIT: Final = 600
"""Characters a note on a cell shows."""

_FORMULA_LIKE: Final = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_TITLE: Final = re.compile(r"[\[\]:*?/\\']")
_TITLE_LIMIT: Final = 31
_COMMENT_WIDTH: Final = 260
_COMMENT_LINE: Final = 18
_CHARACTERS_A_LINE: Final = 18


class ColumnKind(enum.Enum):
    """How Excel shows a column: its number format."""

    TEXT = "@"
    INTEGER = "0"
    DECIMAL = "General"
    DATE = "yyyy-mm-dd"
    DATETIME = "yyyy-mm-dd hh:mm"


class Pen:
    """The formats of one workbook, and how text and notes are put into it."""

    def __init__(self, workbook: Any) -> None:
        plain = {"valign": "top", "text_wrap": True}
        header = {
            "bold": True,
            "bg_color": "#F3E3E1",
            "border": 1,
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
        }
        self.header = workbook.add_format(header)
        self.required = workbook.add_format({**header, "font_color": "#B3261E"})
        self.kinds = {
            kind: workbook.add_format({**plain, "num_format": kind.value}) for kind in ColumnKind
        }
        self.literal = workbook.add_format({**plain, "num_format": "@", "quote_prefix": True})
        self.example = workbook.add_format(
            {**plain, "num_format": "@", "italic": True, "font_color": "#808080"}
        )
        wrong = {**plain, "num_format": "@", "bg_color": "#FFD966", "border": 1}
        self.wrong = workbook.add_format(wrong)
        self.wrong_literal = workbook.add_format({**wrong, "quote_prefix": True})
        self.hint = workbook.add_format({**plain, "num_format": "@", "font_color": "#B3261E"})

    def text(self, sheet: Any, row: int, column: int, text: str, *, wrong: bool = False) -> None:
        """Put ``text`` as it is; Excel's text mark keeps ``=1+1`` from ever being calculated."""
        literal = text.startswith(_FORMULA_LIKE)
        if wrong:
            style = self.wrong_literal if literal else self.wrong
        else:
            style = self.literal if literal else self.kinds[ColumnKind.TEXT]
        if text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)


def comment(sheet: Any, row: int, column: int, text: str) -> None:
    """Pin a note to a cell, as large as its text needs."""
    text = text if len(text) <= COMMENT_LIMIT else f"{text[:COMMENT_LIMIT]}…"
    lines = sum(len(line) // _CHARACTERS_A_LINE + 1 for line in text.split("\n"))
    size = {"width": _COMMENT_WIDTH, "height": _COMMENT_LINE * (lines + 1)}
    sheet.write_comment(row, column, text, size)


def sheet_title(title: str) -> str:
    """``title`` without what no sheet's name may have, or 数据."""
    return _NOT_IN_TITLE.sub(" ", title).strip()[:_TITLE_LIMIT] or "数据"
