"""The sheet of paper: A4, margins, line grid and page numbers of GB/T 9704-2012 §5–7."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.word.text import (
    BODY_FONT,
    LEFT,
    NUMBER_FONT,
    RIGHT,
    SIZE_3,
    SIZE_4,
    Style,
    add_field,
    clean,
    fill,
    set_fonts,
)

LINE_PITCH: Final = 579
"""Twentieths of a point from line to line of the grid (22 lines)."""
CHARACTER_SPACING: Final = -5
"""Twentieths of a point: 28 characters of 16 points then fit 156 mm. A character grid would say
the same, but other programs than Word spread the text over it."""


CLOSING: Final = Style(size=1, line=1, align=LEFT)
"""The paragraph that ends a section; at body size it could spill onto an empty page."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A page in millimetres; ``footer`` leaves the number 7 mm below the type area."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    footer: float

    @property
    def text_width(self) -> float:
        """Millimetres between the margins."""
        return self.width - self.left - self.right


PORTRAIT: Final = Paper(210, 297, top=37, right=26, bottom=35, left=28, footer=23)
LANDSCAPE: Final = Paper(297, 210, top=28, right=37, bottom=26, left=35, footer=14)
"""The portrait page turned: the head of a wide table lies at the binding edge."""


def new_document(*, title: str, author: str, on: date, paper: Paper) -> Document:
    """An empty document on ``paper`` with its grid, fonts, page numbers and properties."""
    document = docx.Document()
    normal = document.styles["Normal"]
    set_fonts(normal, BODY_FONT, SIZE_3)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(CHARACTER_SPACING))
    normal.element.get_or_add_rPr().insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"
    )
    for language in document.styles.element.xpath(".//w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")
    document.settings.odd_and_even_pages_header_footer = True
    properties = document.core_properties
    properties.title, properties.author = clean(title)[:255], clean(author)[:255]
    properties.comments = properties.keywords = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(on.year, on.month, on.day, tzinfo=UTC)
    _lay_out(document.sections[0], paper)
    _number_pages(document.sections[0])
    return document


def add_section(document: Document, paper: Paper, *, even_page: bool = False) -> Any:
    """Start a new page (or the next even one) on ``paper``; page numbers run on."""
    section = document.add_section(WD_SECTION.EVEN_PAGE if even_page else WD_SECTION.NEW_PAGE)
    _lay_out(section, paper)
    fill(document.paragraphs[-1], "", CLOSING)
    return section


def hide_page_numbers(section: Any) -> None:
    """No page number in ``section``: it stands alone behind the text (GB/T 9704-2012 7.5)."""
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False


def save(document: Document) -> bytes:
    """The finished file."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _lay_out(section: Any, paper: Paper) -> None:
    turned = paper.width > paper.height
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    section.top_margin, section.bottom_margin = Mm(paper.top), Mm(paper.bottom)
    section.left_margin, section.right_margin = Mm(paper.left), Mm(paper.right)
    section.header_distance, section.footer_distance = Mm(15), Mm(paper.footer)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    properties.append(grid)


def _number_pages(section: Any) -> None:
    """“— 1 —”, 四号宋体: odd pages at the right, even pages at the left, one character in."""
    sides = ((section.footer, RIGHT), (section.even_page_footer, LEFT))
    for footer, align in sides:
        style = Style(font=NUMBER_FONT, size=SIZE_4, align=align, left=1, right=1, line=SIZE_4 + 2)
        paragraph = fill(footer.paragraphs[0], "— ", style)
        add_field(paragraph, "PAGE", style)
        set_fonts(paragraph.add_run(" —"), style.font, style.size)
