"""The minutes of a branch's meeting (会议记录): a head of facts, sections, votes, signatures.

Minutes of a branch are no official document with a red head: they go into the branch's book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from documents.word.names import chinese_date
from documents.word.page import PORTRAIT, new_document, save
from documents.word.table import TableColumn, add_table
from documents.word.text import (
    BODY,
    BODY_FONT,
    CENTER,
    HEADING_FONT,
    LEFT,
    SIZE_SMALL_4,
    TITLE,
    Style,
    blank_lines,
    write,
)

FACT_COLUMNS: Final = (TableColumn("项目", 1.4, centered=True), TableColumn("内容", 6))
CANDIDATE_COLUMNS: Final = (
    TableColumn("候选人", 2, centered=True),
    TableColumn("得票", 1, centered=True),
    TableColumn("结果", 4),
)
HEADING: Final = Style(font=HEADING_FONT, align=LEFT)
SUBTITLE: Final = Style(font=BODY_FONT, align=CENTER)
DETAIL: Final = Style(size=SIZE_SMALL_4, align=LEFT, line=22)
NUMERALS: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class VotePaper:
    """One vote as it prints; ``steps`` are its checks in words."""

    matter: str
    word: str
    steps: Sequence[str]
    candidates: Sequence[tuple[str, str, str]] = ()
    excused: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BranchMinutes:
    """All that printed minutes say; facts and sections are label and text, in their order."""

    body: str
    kind: str
    title: str
    on: date
    facts: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, str]]
    votes: Sequence[VotePaper] = field(default=())
    recorder: str = ""
    chair: str = ""


def branch_minutes(paper: BranchMinutes) -> bytes:
    """The minutes as .docx."""
    title = f"{paper.kind}记录"
    document = new_document(
        title=f"{paper.body}{title}", author=paper.body, on=paper.on, paper=PORTRAIT
    )
    write(document, title, TITLE)
    write(document, f"{paper.body}　{paper.title}", SUBTITLE)
    blank_lines(document, 1)
    add_table(document, FACT_COLUMNS, paper.facts, width=PORTRAIT.text_width)
    blank_lines(document, 1)
    place = 0
    for heading, text in paper.sections:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines:
            continue
        _heading(document, place, heading)
        place += 1
        for line in lines:
            write(document, line, BODY)
    if paper.votes:
        _heading(document, place, "表决和选举")
        for vote in paper.votes:
            _write_vote(document, vote)
    _write_signatures(document, paper)
    return save(document)


def _heading(document: Any, place: int, text: str) -> None:
    write(document, f"{NUMERALS[place]}、{text}", HEADING).paragraph_format.keep_with_next = True


def _write_vote(document: Any, vote: VotePaper) -> None:
    write(document, f"{vote.matter}：{vote.word}。", BODY)
    for step in vote.steps:
        write(document, f"{step}。", BODY)
    if vote.excused:
        write(document, f"不计入应到：{'、'.join(vote.excused)}。", BODY)
    if vote.candidates:
        add_table(document, CANDIDATE_COLUMNS, vote.candidates, width=PORTRAIT.text_width)


def _write_signatures(document: Any, paper: BranchMinutes) -> None:
    blank_lines(document, 1)
    for label, name in (("主持人", paper.chair), ("记录人", paper.recorder)):
        write(document, f"{label}（签字）：　　　　　　　　{name}", DETAIL)
    write(document, f"日期：{chinese_date(paper.on)}", DETAIL)
