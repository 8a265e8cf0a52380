"""A report to the body above (小结、述职报告): text in numbered parts, and its figures attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.word.names import chinese_date
from documents.word.page import PORTRAIT, add_section, new_document, save
from documents.word.redhead import write_signature
from documents.word.table import TableColumn, add_table
from documents.word.text import (
    ATTACHMENT_MARK,
    BODY,
    FLUSH,
    HEADING_FONT,
    LEFT,
    SIZE_SMALL_4,
    TITLE,
    Style,
    blank_lines,
    write,
)

FIGURE_COLUMNS: Final = (
    TableColumn("类别", 2),
    TableColumn("指标", 3.4),
    TableColumn("数值", 2.6, centered=True),
    TableColumn("上期", 2.6, centered=True),
    TableColumn("口径", 5),
)
NUMERALS: Final = "一二三四五六七八九十"
HEADING: Final = Style(font=HEADING_FONT, first_line=2)
DETAIL: Final = Style(size=SIZE_SMALL_4, align=LEFT, line=22)


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """All a printed report says; ``figures`` are rows of ``FIGURE_COLUMNS``."""

    issuer: str
    title: str
    addressee: str
    parts: Sequence[tuple[str, str]]
    figures: Sequence[Sequence[str]]
    sources: str
    on: date


def report_document(paper: ReportPaper) -> bytes:
    """The report as .docx: title, addressee, parts, signature, and the table of figures."""
    document = new_document(title=paper.title, author=paper.issuer, on=paper.on, paper=PORTRAIT)
    write(document, paper.title, TITLE)
    blank_lines(document, 1)
    if paper.addressee:
        write(document, f"{paper.addressee}：", FLUSH)
    for place, (heading, text) in enumerate(paper.parts):
        write(document, f"{NUMERALS[place]}、{heading}", HEADING)
        for line in filter(None, (line.strip() for line in text.splitlines())):
            write(document, line, BODY)
    blank_lines(document, 1)
    write(document, "附件：主要数据表", Style(left=5, hanging=3))
    write_signature(document, name=paper.issuer, day=chinese_date(paper.on))
    add_section(document, PORTRAIT)
    write(document, "附件", ATTACHMENT_MARK)
    blank_lines(document, 1)
    write(document, "主要数据表", TITLE)
    add_table(document, FIGURE_COLUMNS, paper.figures, width=PORTRAIT.text_width)
    write(document, paper.sources, DETAIL)
    return save(document)
