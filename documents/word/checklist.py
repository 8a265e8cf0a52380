"""A checklist (清单) as a Word document: red head where the issuer may number documents.

A 清单 is no statutory type of document (法定公文 15 种), so under a red head it goes out as
attachment of a 通知. A 专委会, 工作站 or 指导员 has no document numbers: their list is a plain
numbered sheet with a signing column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from docx.shared import Pt

from documents.word.imprint import write_imprint
from documents.word.names import chinese_date
from documents.word.page import (
    CLOSING,
    LANDSCAPE,
    PORTRAIT,
    add_section,
    hide_page_numbers,
    new_document,
    save,
)
from documents.word.redhead import write_red_head, write_signature
from documents.word.table import TableColumn, add_table, keep_together
from documents.word.text import (
    ATTACHMENT_MARK,
    BODY,
    FLUSH,
    LEFT,
    SIZE_SMALL_4,
    TITLE,
    Style,
    blank_lines,
    write,
)

RECEIPT_COLUMNS: Final = (
    TableColumn("接收单位", 4),
    TableColumn("签收人（签字）", 3),
    TableColumn("签收日期", 2),
    TableColumn("备注", 2),
)
DETAIL: Final = Style(size=SIZE_SMALL_4, align=LEFT, line=22)


@dataclass(frozen=True, slots=True)
class ListPaper:
    """All a printed checklist says.

    ``title`` is the list's own name, 《》 not included; ``number`` its list number
    (QD-2026-L1-…). ``document_no`` (苏两新〔2026〕1号) is registered by hand and needed only
    when ``may_issue_documents``. ``mark`` is the text of the red head when it is not the issuer
    with 文件; ``body`` replaces the standard paragraph of the notice.
    """

    issuer: str
    may_issue_documents: bool
    number: str
    title: str
    year: int
    recipients: Sequence[str]
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    issue_date: date
    document_no: str = ""
    mark: str = ""
    body: Sequence[str] = ()
    signer: str = ""
    copies_to: Sequence[str] = ()
    printed_by: str = ""
    basis: str = ""
    is_draft: bool = False

    @property
    def day(self) -> str:
        """The day of issue; of a draft, which has none yet, the blank to be filled in by hand."""
        return "　　年　月　日" if self.is_draft else chinese_date(self.issue_date)


def checklist_document(paper: ListPaper) -> bytes:
    """The list as .docx: a numbered notice with the list attached, or a plain sheet to sign.

    Raises ``ValueError`` when a document is to have a red head but has no number: numbers are
    registered by hand and never made up (不自动占号).
    """
    if not paper.may_issue_documents:
        return _plain_sheet(paper)
    if not paper.document_no:
        raise ValueError("a document with a red head needs its registered number")
    return _notice(paper)


def _notice(paper: ListPaper) -> bytes:
    title = f"关于印发《{paper.title}》的通知"
    document = new_document(title=title, author=paper.issuer, on=paper.issue_date, paper=PORTRAIT)
    _remove_first_paragraph(document)
    write_red_head(document, mark=paper.mark or f"{paper.issuer}文件", number=paper.document_no)
    blank_lines(document, 2)
    write(document, title, TITLE)
    blank_lines(document, 1)
    if paper.recipients:
        write(document, f"{'、'.join(paper.recipients)}：", FLUSH)
    for paragraph in paper.body or _standard_body(paper):
        write(document, paragraph, BODY)
    blank_lines(document, 1)
    write(document, f"附件：{paper.title}", Style(left=5, hanging=3))
    write_signature(document, name=paper.issuer, day=paper.day)
    add_section(document, LANDSCAPE)
    write(document, "附件", ATTACHMENT_MARK)
    blank_lines(document, 1)
    write(document, paper.title, TITLE)
    write(document, f"编号：{paper.number}", DETAIL)
    add_table(document, paper.columns, paper.rows, width=LANDSCAPE.text_width)
    _close_with_imprint(document, paper)
    return save(document)


def _standard_body(paper: ListPaper) -> list[str]:
    basis = f"根据{paper.basis}，" if paper.basis else ""
    return [
        f"{basis}现将《{paper.title}》印发给你们，请认真抓好贯彻落实。",
        "请对照清单逐项明确责任人和完成时限，按期签收、分解和落实，并及时上报进展情况。",
    ]


def _close_with_imprint(document: Any, paper: ListPaper) -> None:
    section = add_section(document, PORTRAIT, even_page=True)
    hide_page_numbers(section)
    write_imprint(
        document,
        copies_to=tuple(paper.copies_to),
        printed_by=paper.printed_by or paper.issuer,
        printed_on=paper.day,
    )
    write(document, "", CLOSING)


def _plain_sheet(paper: ListPaper) -> bytes:
    document = new_document(
        title=paper.title, author=paper.issuer, on=paper.issue_date, paper=LANDSCAPE
    )
    _remove_first_paragraph(document)
    write(document, paper.title, TITLE)
    blank_lines(document, 1)
    details = {
        "编号": paper.number,
        "年度": f"{paper.year}年",
        "下发单位": paper.issuer,
        "签发人": paper.signer,
        "签发日期": "" if paper.is_draft else paper.day,
    }
    write(document, "　　".join(f"{key}：{text}" for key, text in details.items() if text), DETAIL)
    if paper.basis:
        write(document, f"依据：{paper.basis}", DETAIL)
    add_table(document, paper.columns, paper.rows, width=LANDSCAPE.text_width)
    heading = write(document, "签收栏", Style(font=ATTACHMENT_MARK.font, size=14, align=LEFT))
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(10)
    receipts = [(name, "", "", "") for name in paper.recipients] or [("", "", "", "")]
    table = add_table(
        document, RECEIPT_COLUMNS, receipts, width=LANDSCAPE.text_width, row_height=10
    )
    if len(receipts) <= 10:
        keep_together(table)
    return save(document)


def _remove_first_paragraph(document: Any) -> None:
    """A new document may start with an empty paragraph that would push everything down."""
    for paragraph in list(document.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
