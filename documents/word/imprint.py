"""The imprint (版记): copies, printing office and date at the foot of the last even page."""

from __future__ import annotations

import math
from typing import Any, Final

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm

from documents.word.names import full_width
from documents.word.table import set_borders
from documents.word.text import LEFT, SIZE_4, Style, blank_lines, fill

THICK: Final = 8
"""Eighths of a point: 0.35 mm."""
THIN: Final = 6
"""0.25 mm."""
WIDTH: Final = 156
IMPRINT_LINE: Final = 24.0
"""Points from line to line."""
CHARACTERS: Final = 30
"""四号 characters on a line of the type area, cell margins off."""
HEIGHT: Final = Mm(225).pt
"""Points from head to foot of the type area."""
SPACERS: Final = 20
"""Empty lines that share the height above the imprint."""
BORDERS: Final = 8.0
"""Points that the lines of the table and the empty paragraph behind it take."""


def write_imprint(
    document: Any, *, copies_to: tuple[str, ...], printed_by: str, printed_on: str
) -> None:
    """Fill an empty page with the imprint at its foot, one character in from both sides (§7.4).

    Empty lines hold it down: floating tables, bottom-aligned sections and one very high line
    look right in Word only.
    """
    rows = [f"抄送：{'，'.join(copies_to)}。"] if copies_to else []
    height = (sum(map(_lines, rows)) + 1) * IMPRINT_LINE + BORDERS
    blank_lines(document, SPACERS, (HEIGHT - height) / SPACERS)
    table = document.add_table(rows=len(rows) + 1, cols=1)
    table.autofit = False
    set_borders(table, top=THICK, bottom=THICK, insideH=THIN)
    style = Style(size=SIZE_4, align=LEFT, line=IMPRINT_LINE, left=1, right=1)
    for row, text in zip(table.rows, [*rows, f"{printed_by}\t{printed_on}印发"], strict=True):
        row.cells[0].width = Mm(WIDTH)
        paragraph = fill(row.cells[0].paragraphs[0], text, _hanging(style, text))
        edge = Mm(WIDTH - 9)
        paragraph.paragraph_format.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)


def _hanging(style: Style, text: str) -> Style:
    """A second line of copies starts behind “抄送：”."""
    if not text.startswith("抄送："):
        return style
    return Style(size=style.size, align=style.align, line=style.line, left=4, right=1, hanging=3)


def _lines(text: str) -> int:
    """Lines a row of copies takes: the first is three characters longer than the others."""
    return max(1, math.ceil((full_width(text) - 3) / (CHARACTERS - 5)))
