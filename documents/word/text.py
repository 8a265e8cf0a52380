"""Fonts and paragraphs: every run names its East Asian font, or Word falls back to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
HEADING_FONT: Final = "黑体"
NUMBER_FONT: Final = "宋体"

SIZE_2: Final = 22.0
"""二号, in points."""
SIZE_3: Final = 16.0
SIZE_4: Final = 14.0
SIZE_SMALL_4: Final = 12.0

LINE: Final = 28.95
"""Points from line to line: 22 lines on 225 mm."""
RED: Final = RGBColor(0xFF, 0x00, 0x00)

CENTER: Final = WD_ALIGN_PARAGRAPH.CENTER
LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY: Final = WD_ALIGN_PARAGRAPH.JUSTIFY

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks: font, size and line in points, indents in Chinese characters."""

    font: str = BODY_FONT
    size: float = SIZE_3
    align: WD_ALIGN_PARAGRAPH = JUSTIFY
    first_line: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    line: float = LINE
    color: RGBColor | None = None


BODY: Final = Style(first_line=2)
FLUSH: Final = Style()
TITLE: Final = Style(font=TITLE_FONT, size=SIZE_2, align=CENTER, line=35)
ATTACHMENT_MARK: Final = Style(font=HEADING_FONT, align=LEFT)


def clean(text: str) -> str:
    """``text`` without the characters XML cannot hold."""
    return _ILLEGAL.sub("", text)


def set_fonts(run: Any, font: str, size: float) -> None:
    """Write font and size (points) of a run or style, East Asian font included."""
    run.font.name = font
    run.font.size = Pt(size)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def write(container: Any, text: str, style: Style = BODY) -> Any:
    """Add a paragraph to a document, header or cell and return it."""
    return fill(container.add_paragraph(), text, style)


def fill(paragraph: Any, text: str, style: Style) -> Any:
    """Give an empty paragraph its text and look; ``\\n`` becomes a line break."""
    layout = paragraph.paragraph_format
    layout.alignment = style.align
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(style.line)
    layout.widow_control = False
    _indent(paragraph, style)
    if style.line != LINE:
        _leave_grid(paragraph)
    run = paragraph.add_run(clean(text))
    set_fonts(run, style.font, style.size)
    if style.color is not None:
        run.font.color.rgb = style.color
    return paragraph


def _leave_grid(paragraph: Any) -> None:
    """Let lines stand closer or wider than the page's line grid."""
    mark = OxmlElement("w:snapToGrid")
    mark.set(qn("w:val"), "0")
    paragraph._element.get_or_add_pPr().insert_element_before(
        mark, "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def _indent(paragraph: Any, style: Style) -> None:
    """Indents in characters, which is how Word keeps them right when the font is replaced."""
    wanted = {
        "firstLine": style.first_line,
        "left": style.left,
        "right": style.right,
        "hanging": style.hanging,
    }
    wanted = {side: characters for side, characters in wanted.items() if characters}
    if not wanted:
        return
    indent = paragraph._element.get_or_add_pPr().get_or_add_ind()
    for side, characters in wanted.items():
        indent.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
        indent.set(qn(f"w:{side}"), str(round(characters * style.size * 20)))


def blank_lines(container: Any, count: int, line: float = LINE) -> None:
    """Leave ``count`` lines of ``line`` points empty."""
    for _ in range(count):
        write(container, "", Style(align=LEFT, line=line))


def add_field(paragraph: Any, instruction: str, style: Style) -> None:
    """Add a field such as ``PAGE`` that Word fills in."""
    for kind, content in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        set_fonts(run, style.font, style.size)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = content
        run._element.append(mark)
