"""The handover sheet (交接单) printed when an officer leaves a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.word.names import chinese_date
from documents.word.page import PORTRAIT, new_document, save
from documents.word.table import TableColumn, add_table, keep_together
from documents.word.text import (
    BODY,
    HEADING_FONT,
    LEFT,
    SIZE_SMALL_4,
    TITLE,
    Style,
    blank_lines,
    write,
)

ITEM_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("编号", 3),
    TableColumn("事项", 5),
    TableColumn("状态", 1.6, centered=True),
    TableColumn("完成时限", 2.4, centered=True),
    TableColumn("备注", 2),
)
PLACE_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("联系的组织或单位", 9),
    TableColumn("备注", 5),
)
SIGNING_COLUMNS: Final = (
    TableColumn("移交人", centered=True),
    TableColumn("接收人", centered=True),
    TableColumn("监交人", centered=True),
)
SUBHEADING: Final = Style(font=HEADING_FONT, align=LEFT, line=36)
DETAIL: Final = Style(size=SIZE_SMALL_4, align=LEFT, line=22)
DATE_LINE: Final = "年　　月　　日"


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """A piece of open work that changes hands."""

    number: str
    text: str
    status: str
    due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandoverPaper:
    """Who hands what to whom, when and why; names with their posts as they should print."""

    number: str
    post: str
    handed_by: str
    received_by: str
    on: date
    reason: str
    items: Sequence[HandoverItem]
    places: Sequence[str] = ()
    witness: str = ""


def handover_sheet(paper: HandoverPaper) -> bytes:
    """The sheet as .docx, with a block for three signatures that is never torn apart."""
    title = "工作交接单"
    document = new_document(title=title, author=paper.post, on=paper.on, paper=PORTRAIT)
    write(document, title, TITLE)
    blank_lines(document, 1)
    for key, text in {
        "编号": paper.number,
        "岗位": paper.post,
        "移交人": paper.handed_by,
        "接收人": paper.received_by,
        "监交人": paper.witness or "（待定）",
        "交接日期": chinese_date(paper.on),
        "交接事由": paper.reason,
    }.items():
        write(document, f"{key}：{text}", DETAIL)
    _write_places(document, paper)
    _write_items(document, paper)
    _write_signatures(document, paper)
    return save(document)


def _write_places(document: object, paper: HandoverPaper) -> None:
    write(document, f"一、联系的组织和单位（共 {len(paper.places)} 个）", SUBHEADING)
    if not paper.places:
        write(document, "无。", BODY)
        return
    rows = [(str(place), name, "") for place, name in enumerate(paper.places, start=1)]
    add_table(document, PLACE_COLUMNS, rows, width=PORTRAIT.text_width)


def _write_items(document: object, paper: HandoverPaper) -> None:
    write(document, f"二、未办结事项（共 {len(paper.items)} 项）", SUBHEADING)
    if not paper.items:
        write(document, "无。", BODY)
        return
    rows = [
        (
            str(place),
            item.number,
            item.text,
            item.status,
            chinese_date(item.due) if item.due else "",
            item.note,
        )
        for place, item in enumerate(paper.items, start=1)
    ]
    add_table(document, ITEM_COLUMNS, rows, width=PORTRAIT.text_width)


def _write_signatures(document: object, paper: HandoverPaper) -> None:
    heading = write(document, "三、签字确认", SUBHEADING)
    heading.paragraph_format.keep_with_next = True
    sentence = "以上事项已当面交接清楚，自交接之日起由接收人负责办理。"
    write(document, sentence, BODY).paragraph_format.keep_with_next = True
    rows = [("\n（签字）\n", "\n（签字）\n", "\n（签字）\n"), (DATE_LINE,) * 3]
    table = add_table(document, SIGNING_COLUMNS, rows, width=PORTRAIT.text_width, row_height=12)
    keep_together(table)
