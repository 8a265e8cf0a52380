"""A letter (信函格式, GB/T 9704-2012 §10.1): mark and double rules, no number on the first page.

The issuer's mark stands 30 mm below the page's edge, a double rule below it and another at the
foot of the first page, each 170 mm wide. In red where the issuer may issue under a document
number of its own, in black otherwise (domain: 谁有权红头).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from documents.papers.paper import BLANK_DAY, PaperTable, paragraphs, title_lines
from documents.word.names import chinese_date, full_width, numeral
from documents.word.page import PORTRAIT, new_document, save
from documents.word.redhead import FILLED, TEXT_WIDTH, mark_size, write_signature
from documents.word.report import HEADING
from documents.word.table import add_table, keep_together
from documents.word.text import (
    BODY,
    BODY_FONT,
    CENTER,
    FLUSH,
    HEADING_FONT,
    LEFT,
    RED,
    RIGHT,
    SIZE_3,
    SIZE_4,
    SIZE_SMALL_4,
    TITLE,
    TITLE_FONT,
    Style,
    blank_lines,
    fill,
    write,
)

BLACK: Final = RGBColor(0, 0, 0)
MARK_TOP: Final = Mm(30)
"""From the edge of the page to the top of the mark."""
RULE_BOTTOM: Final = Mm(20)
"""From the edge of the page to the lower double rule."""
NUMBER_ABOVE_RULE: Final = Mm(3)
"""The page number stands 3 mm higher than that rule, 7 mm below the type area."""
LARGEST_MARK: Final = 36.0
SMALLEST_ON_ONE_LINE: Final = 22.0
RULE_SIZE: Final = 24
"""Eighths of a point: a thick and a thin line."""
RULE_GAP: Final = 11
"""Points (4 mm) between mark and rule."""
OUT: Final = -7 / (SIZE_3 * 25.4 / 72)
"""Characters by which the rules reach over the type area at either side: 170 mm of 156."""
CAPTION: Final = Style(font=HEADING_FONT, size=SIZE_4, align=CENTER, line=28)
NOTE: Final = Style(font=BODY_FONT, size=SIZE_SMALL_4, align=LEFT, line=22)


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """One letter. ``on`` is ``None`` while it is a draft: its day is left blank.

    ``parts`` are heading and text, numbered 一、二、; a table that belongs to a part stands in
    ``tables`` under its heading. ``receipt`` is a table at the end: who received it, and when.
    """

    issuer: str
    title: str
    addressee: str
    opening: str
    parts: Sequence[tuple[str, str]]
    written_on: date
    on: date | None = None
    number: str = ""
    is_red: bool = False
    tables: tuple[tuple[str, PaperTable], ...] = ()
    receipt: PaperTable | None = None


def letter_document(paper: LetterPaper) -> bytes:
    """The letter as .docx, on A4."""
    document = new_document(
        title=paper.title, author=paper.issuer, on=paper.on or paper.written_on, paper=PORTRAIT
    )
    _write_frame(document.sections[0], paper)
    if paper.number:
        write(document, paper.number, Style(align=RIGHT))
    blank_lines(document, 2)
    write(document, "\n".join(title_lines(paper.title)), TITLE)
    blank_lines(document, 1)
    write(document, f"{paper.addressee}：", FLUSH)
    for line in paragraphs(paper.opening):
        write(document, line, BODY)
    _write_parts(document, paper)
    day = chinese_date(paper.on) if paper.on else BLANK_DAY
    write_signature(document, name=paper.issuer, day=day)
    if paper.receipt is not None:
        blank_lines(document, 1)
        _write_table(document, paper.receipt)
    return save(document)


def _mark_size(mark: str) -> float:
    """Points at which the mark stands on one line, where that is no smaller than a title."""
    whole = math.floor(FILLED * TEXT_WIDTH / full_width(mark)) if mark else LARGEST_MARK
    on_one_line = whole >= SMALLEST_ON_ONE_LINE and "\n" not in mark
    return min(float(whole) if on_one_line else mark_size(mark), LARGEST_MARK)


def _write_frame(section: Any, paper: LetterPaper) -> None:
    """Mark and rules of the first page; numbers from the second on."""
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = MARK_TOP, RULE_BOTTOM
    color = RED if paper.is_red else BLACK
    size = _mark_size(paper.issuer)
    mark = Style(font=TITLE_FONT, size=size, align=CENTER, line=size * 1.2, color=color)
    head = section.first_page_header
    fill(head.paragraphs[0], paper.issuer, replace(mark, left=_out(size), right=_out(size)))
    _rule(head.paragraphs[0], "bottom", color, gap=RULE_GAP)
    foot = section.first_page_footer.paragraphs[0]
    fill(foot, "", Style(size=1, line=1, left=_out(1), right=_out(1)))
    _rule(foot, "top", color, gap=1)
    for footer in (section.footer, section.even_page_footer):
        footer.paragraphs[0].paragraph_format.space_after = NUMBER_ABOVE_RULE


def _out(size: float) -> float:
    """``OUT`` in characters of another size."""
    return OUT * SIZE_3 / size


def _rule(paragraph: Any, edge: str, color: RGBColor, *, gap: int) -> None:
    """A double rule whose thick line lies towards the paragraph."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement(f"w:{edge}")
    rule.set(qn("w:val"), "thickThinSmallGap")
    rule.set(qn("w:sz"), str(RULE_SIZE))
    rule.set(qn("w:space"), str(gap))
    rule.set(qn("w:color"), str(color))
    borders.append(rule)
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _write_parts(document: Any, paper: LetterPaper) -> None:
    tables = dict(paper.tables)
    for place, (heading, text) in enumerate(paper.parts, start=1):
        headed = write(document, f"{numeral(place)}、{heading}", HEADING)
        headed.paragraph_format.keep_with_next = True
        for line in paragraphs(text):
            write(document, line, BODY)
        if heading in tables:
            _write_table(document, tables[heading])
            blank_lines(document, 1, line=14)


def _write_table(document: Any, table: PaperTable) -> None:
    if table.title:
        write(document, table.title, CAPTION).paragraph_format.keep_with_next = True
    printed = add_table(
        document,
        table.columns,
        table.printed_rows,
        width=PORTRAIT.text_width,
        total=table.total,
    )
    if len(table.rows) <= 2:
        keep_together(printed)
    for note in table.notes:
        write(document, note, NOTE)
