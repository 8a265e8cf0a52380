"""Each paper of a project as a section of the volume: the same parts as in Word, plainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.platypus import HRFlowable, KeepTogether, Spacer, Table

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
from documents.volume.sheet import TEXT_WIDTH, Mark, Marked
from documents.volume.styles import (
    ALIGNED,
    ANNEX,
    BLOCK_SIGNED,
    BODY,
    CAPTION,
    CELL,
    CELL_CENTER,
    CENTERED,
    DETAIL,
    FLUSH,
    HEADING,
    NUMBER,
    RED_INK,
    SIGNED,
    TITLE,
    red_mark,
    words,
)
from documents.word.names import numeral
from documents.word.redhead import mark_size
from documents.word.table import TableColumn

FEW_COLUMNS: Final = 5
"""A table of more columns is set smaller, so that amounts stay on one line."""
HELD_ROWS: Final = 8
"""A table of no more rows is kept on one page."""
MARK_SHARE: Final = 0.75
"""The volume sets its text in 12 points where a letter has 16, and the mark with it."""
LABEL, VALUE = TEXT_WIDTH * 0.18, TEXT_WIDTH * 0.32
GRID: Final = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 3) for side in ("LEFT", "RIGHT", "TOP")),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


def section(paper: ProjectPaper, mark: Mark) -> list[Any]:
    """The flowables of one paper; ``mark`` is where the table of contents leads."""
    is_form = paper.layout.shape is Shape.FORM
    facts, parts = _facts(paper), _parts(paper)
    return [
        *_head(paper, mark),
        *(facts + parts if is_form else parts + facts),
        *(one for table in paper.tables for one in data_table(table)),
        *([words(paper.layout.closing, BODY)] if paper.layout.closing else []),
        *_annexes(paper.annexes),
        *_end(paper),
    ]


def data_table(table: PaperTable) -> list[Any]:
    """A titled table whose head is repeated on every page, with its notes below."""
    small = len(table.columns) > FEW_COLUMNS
    rows = [[column.label for column in table.columns], *table.printed_rows]
    rows += [table.total] if table.total else []
    head = [ALIGNED[small][TA_CENTER]] * len(table.columns)
    body = [ALIGNED[small][_alignment(column)] for column in table.columns]
    cells = [
        [words(text, look) for text, look in zip(row, body if place else head, strict=True)]
        for place, row in enumerate(rows)
    ]
    shares = sum(column.share for column in table.columns)
    grid = Table(
        cells,
        colWidths=[TEXT_WIDTH * column.share / shares for column in table.columns],
        repeatRows=1,
        splitInRow=1,
        style=[*GRID, ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)],
    )
    caption = words(table.title, CAPTION)
    notes = [Spacer(1, 4), *(words(note, DETAIL) for note in table.notes), Spacer(1, 6)]
    if len(rows) <= HELD_ROWS:
        return [KeepTogether([caption, grid, *notes])]
    return [caption, grid, *notes]


def _head(paper: ProjectPaper, mark: Mark) -> list[Any]:
    flowables: list[Any] = []
    if paper.has_red_head:
        flowables += _red_head(paper)
    flowables.append(Marked("\n".join(title_lines(paper.heading)), TITLE, mark))
    numbers = (paper.number, "" if paper.has_red_head else paper.document_number)
    for number in filter(None, numbers):
        flowables.append(words(f"编号：{number}", CENTERED))
    flowables.append(Spacer(1, 8))
    if paper.addressee:
        flowables.append(words(f"{paper.addressee}：", FLUSH))
    return flowables


def _red_head(paper: ProjectPaper) -> list[Any]:
    """The issuer's mark in red, the number below it, and the red rule, as small as the text."""
    mark = red_mark(MARK_SHARE * mark_size(paper.red_mark))
    rule = HRFlowable(width="100%", color=RED_INK, thickness=1.5, spaceBefore=6, spaceAfter=18)
    return [
        Spacer(1, 24),
        words(paper.red_mark, mark),
        Spacer(1, 24),
        words(paper.document_number, NUMBER),
        rule,
    ]


def _facts(paper: ProjectPaper) -> list[Any]:
    rows = form_rows(paper.facts)
    if not rows:
        return []
    cells, spans = [], []
    for place, facts in enumerate(rows):
        line: list[Any] = ["", "", "", ""]
        for side, (label, value) in enumerate(facts):
            line[2 * side] = words(label, CELL_CENTER)
            line[2 * side + 1] = words(value, CELL)
        cells.append(line)
        if len(facts) == 1:
            spans.append(("SPAN", (1, place), (3, place)))
    form = Table(cells, colWidths=[LABEL, VALUE, LABEL, VALUE], splitInRow=1, style=[*GRID, *spans])
    return [Spacer(1, 6), form, Spacer(1, 8)]


def _parts(paper: ProjectPaper) -> list[Any]:
    flowables: list[Any] = []
    place = 0
    for heading, text in paper.parts:
        if heading:
            place += 1
            flowables.append(words(f"{numeral(place)}、{heading}", HEADING))
        flowables.extend(words(line, BODY) for line in paragraphs(text))
    return flowables


def _annexes(annexes: Sequence[str]) -> list[Any]:
    if not annexes:
        return []
    if len(annexes) == 1:
        return [Spacer(1, 10), words(f"附件：{annexes[0]}", BODY)]
    first = f"附件：1. {annexes[0]}"
    others = [f"{place}. {name}" for place, name in enumerate(annexes[1:], start=2)]
    return [Spacer(1, 10), words(first, BODY), *(words(one, ANNEX) for one in others)]


def _end(paper: ProjectPaper) -> list[Any]:
    if not paper.signatures:
        signed = [words(paper.issuer, SIGNED), words(paper.day, SIGNED)]
        return [KeepTogether([Spacer(1, 24), *signed])]
    rows = signature_rows(paper.signatures)
    columns = max(map(len, rows))
    cells = [[_block(block) for block in row] + [""] * (columns - len(row)) for row in rows]
    spans = [
        ("SPAN", (0, place), (-1, place)) for place, row in enumerate(rows) if len(row) < columns
    ]
    top = ("VALIGN", (0, 0), (-1, -1), "TOP")
    grid = Table(
        cells, colWidths=[TEXT_WIDTH / columns] * columns, splitInRow=1, style=[*GRID, top, *spans]
    )
    return [Spacer(1, 12), KeepTogether([grid])]


def _block(block: SignatureBlock) -> list[Any]:
    return [
        words(f"{block.role}：{block.body}", DETAIL),
        *(words(line, DETAIL) for line in paragraphs(block.words)),
        Spacer(1, 14),
        *(words(line, BLOCK_SIGNED) for line in block.lines),
    ]


def _alignment(column: TableColumn) -> int:
    if column.right:
        return int(TA_RIGHT)
    return int(TA_CENTER if column.centered else TA_LEFT)
