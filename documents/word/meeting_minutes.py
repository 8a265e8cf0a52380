"""The minutes of a working meeting (会议纪要, GB/T 9704-2012 §10.3), with what was resolved.

A body that may number documents writes under a red mark; others write under a plain title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from documents.word.names import chinese_date, numeral
from documents.word.page import PORTRAIT, new_document, save
from documents.word.redhead import write_red_head, write_signature
from documents.word.report import HEADING
from documents.word.table import TableColumn, add_table
from documents.word.text import BODY, FLUSH, TITLE, Style, blank_lines, write

RESOLUTION_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("议定事项", 6),
    TableColumn("责任单位", 4),
    TableColumn("完成时限", 2.6, centered=True),
)


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """All printed minutes say; ``facts`` are label and value, in their order."""

    issuer: str
    title: str
    may_issue_documents: bool
    number: str
    on: date
    facts: Sequence[tuple[str, str]]
    topics: Sequence[tuple[str, str]]
    resolutions: Sequence[tuple[str, str, date]]
    attendance: str = ""


def minutes_document(paper: MinutesPaper) -> bytes:
    """The minutes as .docx."""
    document = new_document(title=paper.title, author=paper.issuer, on=paper.on, paper=PORTRAIT)
    _write_head(document, paper)
    for label, value in paper.facts:
        if value:
            write(document, f"{label}：{value}", FLUSH)
    blank_lines(document, 1)
    for place, (title, words) in enumerate(paper.topics, start=1):
        write(document, f"{numeral(place)}、{title}", HEADING)
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        for line in lines or ["会议听取了情况，未作议定。"]:
            write(document, line, BODY)
    _write_resolutions(document, paper)
    if paper.attendance:
        blank_lines(document, 1)
        write(document, f"出席：{paper.attendance}", Style(left=5, hanging=3))
    write_signature(document, name=paper.issuer, day=chinese_date(paper.on))
    return save(document)


def _write_head(document: Any, paper: MinutesPaper) -> None:
    if paper.may_issue_documents:
        write_red_head(document, mark=f"{paper.issuer}会议纪要", number=paper.number)
        blank_lines(document, 2)
    write(document, paper.title, TITLE)
    blank_lines(document, 1)


def _write_resolutions(document: Any, paper: MinutesPaper) -> None:
    if not paper.resolutions:
        return
    write(document, f"{numeral(len(paper.topics) + 1)}、议定事项", HEADING)
    rows = [
        (str(place), text, body, chinese_date(due))
        for place, (text, body, due) in enumerate(paper.resolutions, start=1)
    ]
    add_table(document, RESOLUTION_COLUMNS, rows, width=PORTRAIT.text_width)
