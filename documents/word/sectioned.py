"""A paper of facts, numbered parts and tables (体检报告、述职评议表、结果移交表) as .docx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from documents.papers.paper import title_lines
from documents.word.names import chinese_date, numeral
from documents.word.page import LANDSCAPE, PORTRAIT, Paper, new_document, save
from documents.word.redhead import write_signature
from documents.word.report import HEADING
from documents.word.table import TableColumn, add_table
from documents.word.text import (
    BODY,
    CENTER,
    LEFT,
    SIZE_SMALL_4,
    TITLE,
    Style,
    blank_lines,
    write,
)

DETAIL: Final = Style(size=SIZE_SMALL_4, align=LEFT, line=22)
CENTERED: Final = Style(size=SIZE_SMALL_4, align=CENTER, line=22)
SIZE_5: Final = 10.5
FEW_COLUMNS: Final = 6
"""A portrait table of more columns is set in 五号."""


@dataclass(frozen=True, slots=True)
class SectionTable:
    """A table under a part, with the notes below it."""

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    total: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part: its heading (numbered by its place), its lines, its table."""

    heading: str
    lines: Sequence[str] = ()
    table: SectionTable | None = None


@dataclass(frozen=True, slots=True)
class SectionedPaper:
    """All such a paper says; a landscape one for wide tables. ``number`` is ours, not 文号."""

    title: str
    issuer: str
    on: date
    sections: Sequence[Section]
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    number: str = ""
    is_wide: bool = False
    is_numbered: bool = True


def sectioned_document(paper: SectionedPaper) -> bytes:
    """The paper as .docx: title, facts, parts with their tables, signature, notes."""
    sheet = LANDSCAPE if paper.is_wide else PORTRAIT
    document = new_document(title=paper.title, author=paper.issuer, on=paper.on, paper=sheet)
    lines = paper.title.split("\n")
    if sheet is PORTRAIT:
        lines = [part for line in lines for part in title_lines(line)]
    write(document, "\n".join(lines), TITLE)
    if paper.number:
        write(document, f"编号：{paper.number}", CENTERED)
    blank_lines(document, 1, line=14)
    for label, text in paper.facts:
        write(document, f"{label}：{text}", DETAIL)
    for place, section in enumerate(paper.sections, start=1):
        _write_section(document, section, place if paper.is_numbered else 0, sheet)
    write_signature(document, name=paper.issuer, day=chinese_date(paper.on))
    for note in paper.notes:
        write(document, note, DETAIL)
    return save(document)


def _write_section(document: Any, section: Section, place: int, sheet: Paper) -> None:
    mark = f"{numeral(place)}、" if place else ""
    if section.heading:
        heading = write(document, f"{mark}{section.heading}", HEADING)
        heading.paragraph_format.keep_with_next = True
    for line in section.lines:
        write(document, line, BODY)
    if section.table is None:
        return
    table = section.table
    narrow = len(table.columns) > FEW_COLUMNS and sheet is PORTRAIT
    add_table(
        document,
        table.columns,
        table.rows,
        width=sheet.text_width,
        total=table.total,
        size=SIZE_5 if narrow else SIZE_SMALL_4,
    )
    for note in table.notes:
        write(document, note, DETAIL)
