"""The red head (版头) and the signature of a document its issuer may number."""

from __future__ import annotations

import math
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.word.names import full_width
from documents.word.text import (
    CENTER,
    LINE,
    RED,
    RIGHT,
    TITLE_FONT,
    Style,
    blank_lines,
    write,
)

ABOVE_MARK: Final = Mm(35).pt
"""From the top of the type area to the issuer's mark, in points."""
TEXT_WIDTH: Final = Mm(156).pt
FILLED: Final = 0.98
"""Share of the width a mark may fill, so that rounding never breaks its line."""
LARGEST_MARK: Final = 56.0
SMALLEST_MARK: Final = 28.0
"""Points; a mark that would be smaller on one line takes two."""
RULE_SIZE: Final = 12
"""Eighths of a point: the red rule."""
RULE_GAP: Final = 11
"""Points (4 mm) between document number and red rule."""
SEAL_MARGIN: Final = 4.0
"""Characters left free at the right of a date that a seal will cover."""


def mark_size(mark: str) -> float:
    """Points at which the issuer's mark (发文机关标志) fills at most the type area's width."""
    longest = max(full_width(line) for line in mark.split("\n"))
    if LARGEST_MARK * longest <= FILLED * TEXT_WIDTH:
        return LARGEST_MARK
    for lines in (1, 2, 3):
        size = math.floor(FILLED * TEXT_WIDTH / math.ceil(longest / lines))
        if size >= SMALLEST_MARK:
            return float(min(size, LARGEST_MARK))
    return SMALLEST_MARK


def write_red_head(document: Any, *, mark: str, number: str) -> None:
    """Issuer's mark 35 mm down, number two lines below it, red rule 4 mm below that (§7.2)."""
    size = mark_size(mark)
    write(document, "", Style(line=ABOVE_MARK))
    write(
        document,
        mark,
        Style(font=TITLE_FONT, size=size, align=CENTER, line=size * 1.2, color=RED),
    )
    blank_lines(document, 2)
    _underline(write(document, number, Style(align=CENTER)))


def _underline(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    rule.set(qn("w:val"), "single")
    rule.set(qn("w:sz"), str(RULE_SIZE))
    rule.set(qn("w:space"), str(RULE_GAP))
    rule.set(qn("w:color"), str(RED))
    borders.append(rule)
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def signature_indents(name: str, day: str) -> tuple[float, float]:
    """Right indents in characters of issuer and date: the name centred over the date.

    The date stands four characters in, under the seal (7.3.5.1); a longer name takes two and
    the date moves under its middle.
    """
    name_width, day_width = full_width(name), full_width(day)
    middle = max(SEAL_MARGIN + day_width / 2, 2 + name_width / 2)
    return middle - name_width / 2, middle - day_width / 2


def write_signature(document: Any, *, name: str, day: str) -> None:
    """Issuer and date below the text, kept on one page with each other."""
    blank_lines(document, 2)
    name_indent, day_indent = signature_indents(name, day)
    signed = write(document, name, Style(align=RIGHT, right=name_indent, line=LINE))
    signed.paragraph_format.keep_with_next = True
    write(document, day, Style(align=RIGHT, right=day_indent, line=LINE))
