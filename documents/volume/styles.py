"""Font and paragraph styles of the volume.

One font, 宋体 as ``STSong-Light``, named in the file and not shipped: the reader's program puts
its own 宋体 in (decision 020).
"""

from __future__ import annotations

import re
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import CIDFontInfo, UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph

from documents.word.text import RED

FONT: Final = "STSong-Light"
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _register() -> None:
    """Make the font known, with all characters of GB 18030 that viewers have.

    As it stands the library declares the first edition of the character collection and a code
    of two bytes: a name with 喆 or 𠮷 would lose its character.
    """
    font = UnicodeCIDFont(FONT)
    font.encodingName = "UniGB-UTF16-H"
    CIDFontInfo[FONT]["DescendantFonts"][0]["CIDSystemInfo"]["Supplement"] = 5
    registerFont(font)


_register()


def style(size: float, **changes: Any) -> ParagraphStyle:
    """A style of ``size`` points that breaks lines as Chinese does."""
    settings = {"leading": size * 1.6, "wordWrap": "CJK", "splitLongWords": 1, **changes}
    return ParagraphStyle("volume", fontName=FONT, fontSize=size, **settings)


BODY: Final = style(12, firstLineIndent=24)
FLUSH: Final = style(12)
ANNEX: Final = style(12, leftIndent=60)
TITLE: Final = style(18, alignment=TA_CENTER, spaceAfter=6)
COVER_TITLE: Final = style(26, alignment=TA_CENTER, spaceBefore=150, spaceAfter=30)
COVER_NAME: Final = style(18, alignment=TA_CENTER, spaceAfter=90)
COVER_LINE: Final = style(13, leftIndent=70, rightIndent=40, spaceAfter=8)
HEADING: Final = style(13, firstLineIndent=26, spaceBefore=4, keepWithNext=1)
CAPTION: Final = style(12, alignment=TA_CENTER, spaceBefore=8, spaceAfter=4, keepWithNext=1)
DETAIL: Final = style(10.5)
CENTERED: Final = style(10.5, alignment=TA_CENTER, spaceAfter=6)
NUMBER: Final = style(12, alignment=TA_CENTER)
RED_INK: Final = HexColor(f"#{RED}")
SIGNED: Final = style(12, alignment=TA_RIGHT, rightIndent=48)
BLOCK_SIGNED: Final = style(10.5, alignment=TA_RIGHT, rightIndent=12)
CELL: Final = style(10.5, leading=15)
CELL_CENTER: Final = style(10.5, leading=15, alignment=TA_CENTER)
CELL_RIGHT: Final = style(10.5, leading=15, alignment=TA_RIGHT)
SMALL_CELL: Final = style(8.5, leading=13)
SMALL_CELL_CENTER: Final = style(8.5, leading=13, alignment=TA_CENTER)
SMALL_CELL_RIGHT: Final = style(8.5, leading=13, alignment=TA_RIGHT)
CONTENTS: Final = [
    style(12, leading=22, rightIndent=40),
    style(10.5, leading=18, leftIndent=24, rightIndent=40),
]
ALIGNED: Final = {
    False: {TA_LEFT: CELL, TA_CENTER: CELL_CENTER, TA_RIGHT: CELL_RIGHT},
    True: {TA_LEFT: SMALL_CELL, TA_CENTER: SMALL_CELL_CENTER, TA_RIGHT: SMALL_CELL_RIGHT},
}
"""The style of a table's cell, small or not, by its alignment."""


def red_mark(size: float) -> ParagraphStyle:
    """The look of an issuer's mark (发文机关标志) of so many points."""
    return style(size, alignment=TA_CENTER, textColor=RED_INK, leading=size * 1.2)


def words(text: str, look: ParagraphStyle) -> Any:
    """``text`` as a paragraph; line breaks stay, nothing in it is taken for markup."""
    return Paragraph(marked_up(text), look)


def marked_up(text: str) -> str:
    """``text`` for the library's paragraphs, whose own marks it must not contain."""
    return escape(cleaned(text, breaks=True)).replace("\n", "<br/>")


def cleaned(text: str, *, breaks: bool = False) -> str:
    """``text`` without what no font draws; line breaks become spaces unless kept."""
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return seen if breaks else seen.replace("\n", " ")
