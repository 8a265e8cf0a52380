"""A project's paper (党建项目文书) as .docx: a form, a letter or report, or a certificate.

None of them but an approval is a statutory type of document; a red head stands only over a
letter whose issuer has given it a document number (domain: 谁有权红头).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from documents.papers.paper import (
    PaperTable,
    ProjectPaper,
    Shape,
    SignatureBlock,
    form_rows,
    paragraphs,
    signature_rows,
    title_lines,
)
from documents.word.names import numeral
from documents.word.page import LANDSCAPE, PORTRAIT, Paper, add_section, new_document, save
from documents.word.redhead import write_red_head, write_signature
from documents.word.report import HEADING
from documents.word.table import add_grid, add_table, keep_together
from documents.word.text import (
    BODY,
    BODY_FONT,
    CENTER,
    FLUSH,
    HEADING_FONT,
    LEFT,
    RED,
    RIGHT,
    SIZE_4,
    SIZE_SMALL_4,
    TITLE,
    TITLE_FONT,
    Style,
    blank_lines,
    fill,
    write,
)

FORM_SHARES: Final = (28, 50, 28, 50)
"""Of label and value, twice, over the 156 mm of a portrait page."""
FEW_COLUMNS: Final = 5
"""A portrait table of more columns is set in 五号, so that amounts stay on one line."""
HELD_ROWS: Final = 8
"""A table of no more rows is kept on one page, with its caption and notes."""
SIZE_5: Final = 10.5
SIGNATURE_LINES: Final = 7
"""Issuer, date, the lines above them and the last two of the text."""
COVER_LINES: Final = (5, 7)
"""Empty lines above the title of a cover, and between it and the lines below."""

LABEL: Final = Style(font=HEADING_FONT, size=SIZE_SMALL_4, align=CENTER, line=18)
VALUE: Final = Style(font=BODY_FONT, size=SIZE_SMALL_4, align=LEFT, line=18)
SIGNED: Final = Style(font=BODY_FONT, size=SIZE_SMALL_4, align=RIGHT, line=22, right=1)
ROLE: Final = Style(font=HEADING_FONT, size=SIZE_SMALL_4, align=LEFT, line=22)
CAPTION: Final = Style(font=HEADING_FONT, size=SIZE_4, align=CENTER, line=28)
DETAIL: Final = Style(size=SIZE_SMALL_4, align=LEFT, line=22)
CENTERED_DETAIL: Final = Style(size=SIZE_SMALL_4, align=CENTER, line=22)
COVER_LINE: Final = Style(left=8, hanging=5, align=LEFT, line=36)
HONOUR: Final = Style(font=TITLE_FONT, size=36, align=CENTER, line=60, color=RED)


def project_paper_document(paper: ProjectPaper) -> bytes:
    """The paper as .docx, on A4 after GB/T 9704-2012."""
    sheet = LANDSCAPE if paper.layout.is_wide else PORTRAIT
    document = new_document(title=paper.heading, author=paper.issuer, on=paper.on, paper=sheet)
    if paper.layout.has_cover:
        _write_cover(document, paper)
        add_section(document, sheet)
    if paper.layout.shape is Shape.CERTIFICATE:
        _write_certificate(document, paper)
    elif paper.layout.shape is Shape.LETTER:
        _write_letter(document, paper)
    else:
        _write_form(document, paper, sheet)
    _write_end(document, paper, sheet)
    return save(document)


def _write_cover(document: Any, paper: ProjectPaper) -> None:
    above, between = COVER_LINES
    blank_lines(document, above)
    write(document, "\n".join(title_lines(paper.heading)), TITLE)
    blank_lines(document, between)
    for label, text in (
        ("项目名称", paper.project),
        ("项目编号", paper.number),
        ("填报单位", paper.issuer),
        ("填报日期", paper.day),
    ):
        if text:
            write(document, f"{label}：{text}", COVER_LINE)


def _write_form(document: Any, paper: ProjectPaper, sheet: Paper) -> None:
    write(document, "\n".join(title_lines(paper.heading)), TITLE)
    if paper.number:
        write(document, f"编号：{paper.number}", CENTERED_DETAIL)
    blank_lines(document, 1, line=14)
    if paper.addressee:
        write(document, f"{paper.addressee}：", FLUSH)
    _write_facts(document, paper, sheet)
    _write_parts(document, paper)
    _write_tables(document, paper.tables, sheet)


def _write_letter(document: Any, paper: ProjectPaper) -> None:
    if paper.has_red_head:
        write_red_head(document, mark=paper.red_mark, number=paper.document_number)
        blank_lines(document, 2)
    write(document, "\n".join(title_lines(paper.heading)), TITLE)
    if paper.number and not paper.has_red_head:
        write(document, f"编号：{paper.number}", CENTERED_DETAIL)
    blank_lines(document, 1)
    if paper.addressee:
        write(document, f"{paper.addressee}：", FLUSH)
    _write_parts(document, paper)
    if paper.parts:
        blank_lines(document, 1, line=14)
    _write_facts(document, paper, PORTRAIT)
    _write_tables(document, paper.tables, PORTRAIT)
    if paper.layout.closing:
        write(document, paper.layout.closing, BODY)


def _write_certificate(document: Any, paper: ProjectPaper) -> None:
    write(document, paper.heading, HONOUR)
    for number in filter(None, (paper.document_number, paper.number)):
        write(document, f"编号：{number}", CENTERED_DETAIL)
    blank_lines(document, 1)
    if paper.addressee:
        write(document, f"{paper.addressee}：", FLUSH)
    for _, text in paper.parts:
        for line in paragraphs(text):
            write(document, line, BODY)
    for label, value in paper.facts:
        write(document, f"{label}：{value}", BODY)


def _write_facts(document: Any, paper: ProjectPaper, sheet: Paper) -> None:
    rows = form_rows(paper.facts)
    if not rows:
        return
    table = add_grid(document, len(rows), FORM_SHARES, width=sheet.text_width)
    for row, facts in zip(table.rows, rows, strict=True):
        cells = row.cells
        if len(facts) == 1:
            cells[1].merge(cells[3])
        for place, (label, value) in enumerate(facts):
            _fill_cell(cells[2 * place], label, LABEL)
            _fill_cell(cells[2 * place + 1], value, VALUE)
    blank_lines(document, 1, line=14)


def _fill_cell(cell: Any, text: str, style: Style) -> None:
    layout = fill(cell.paragraphs[0], text, style).paragraph_format
    layout.space_before = layout.space_after = Pt(3)


def _write_parts(document: Any, paper: ProjectPaper) -> None:
    place = 0
    for heading, text in paper.parts:
        if heading:
            place += 1
            headed = write(document, f"{numeral(place)}、{heading}", HEADING)
            headed.paragraph_format.keep_with_next = True
        for line in paragraphs(text):
            write(document, line, BODY)


def _write_tables(document: Any, tables: Sequence[PaperTable], sheet: Paper) -> None:
    for table in tables:
        write(document, table.title, CAPTION).paragraph_format.keep_with_next = True
        is_tight = sheet is PORTRAIT and len(table.columns) > FEW_COLUMNS
        printed = add_table(
            document,
            table.columns,
            table.printed_rows,
            width=sheet.text_width,
            total=table.total,
            size=SIZE_5 if is_tight else SIZE_SMALL_4,
        )
        if len(table.rows) <= HELD_ROWS:
            keep_together(printed)
        for note in table.notes:
            write(document, note, DETAIL)
        blank_lines(document, 1, line=14)


def _write_end(document: Any, paper: ProjectPaper, sheet: Paper) -> None:
    """What is attached, and who answers for the paper: signing blocks, or issuer and date."""
    _write_annexes(document, paper.annexes)
    if not paper.signatures:
        write_signature(document, name=paper.issuer, day=paper.day)
        _hold_to_end(_above(document)[:-1], document)
        return
    rows = signature_rows(paper.signatures)
    columns = max(map(len, rows))
    blank_lines(document, 1, line=14)
    _hold_to_end(_above(document), document)
    table = add_grid(document, len(rows), [1] * columns, width=sheet.text_width)
    for row, blocks in zip(table.rows, rows, strict=True):
        cells = row.cells
        if len(blocks) < columns:
            cells[0].merge(cells[-1])
        for cell, block in zip(cells, blocks, strict=False):
            _write_block(cell, block)
    keep_together(table)


def _hold_to_end(paragraphs_and_tables: Sequence[Any], document: Any) -> None:
    """Never leave issuer and date, or signing blocks, alone on a page: the last lines of text
    above go with them, or a small table and its notes.
    """
    for element in paragraphs_and_tables[: -SIGNATURE_LINES - 1 : -1]:
        if element.tag == qn("w:tbl"):
            return
        Paragraph(element, document).paragraph_format.keep_with_next = True


def _above(document: Any) -> list[Any]:
    return list(document.element.body.iterchildren(qn("w:p"), qn("w:tbl")))


def _write_block(cell: Any, block: SignatureBlock) -> None:
    fill(cell.paragraphs[0], f"{block.role}：{block.body}", ROLE)
    for line in paragraphs(block.words):
        write(cell, line, DETAIL)
    blank_lines(cell, 1, line=18)
    for line in block.lines:
        write(cell, line, SIGNED)


def _write_annexes(document: Any, annexes: Sequence[str]) -> None:
    if not annexes:
        return
    blank_lines(document, 1)
    if len(annexes) == 1:
        write(document, f"附件：{annexes[0]}", Style(left=5, hanging=3))
        return
    write(document, f"附件：1. {annexes[0]}", Style(left=6.5, hanging=4.5))
    for place, name in enumerate(annexes[1:], start=2):
        write(document, f"{place}. {name}", Style(left=6.5, hanging=1.5))
