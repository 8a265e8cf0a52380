"""The volume of a project bound from its papers and attachments (项目全卷)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from pypdf import PdfReader, PdfWriter
from reportlab.platypus import Image, NextPageTemplate, PageBreak, Spacer

from documents.papers.paper import PaperTable, ProjectPaper
from documents.refusals import refusal
from documents.volume.attachments import Ready, check_pages, check_size, make_ready
from documents.volume.contents import Bound, Volume
from documents.volume.limits import PdfLimits
from documents.volume.placing import is_wide, lay_in
from documents.volume.sections import data_table, section
from documents.volume.sheet import (
    SLOT,
    TEXT,
    WIDE_SLOT,
    Book,
    Contents,
    Mark,
    Marked,
    Slot,
    picture_room,
)
from documents.volume.styles import (
    CENTERED,
    CONTENTS,
    COVER_LINE,
    COVER_NAME,
    COVER_TITLE,
    DETAIL,
    TITLE,
    words,
)
from documents.word.names import chinese_date
from documents.word.table import TableColumn

NAME: Final = "党建项目全卷"
FILE_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("文件名称", 4),
    TableColumn("所属文书", 3),
    TableColumn("说明", 4),
)
ABOUT_FILES: Final = (
    "图片和 PDF 文件已按下列顺序并入本卷。其他附件只列名称，原件保存在系统中，"
    "可登录系统在该项目下查看、下载。"
)
ABOUT_WORD: Final = "本卷由系统合成，供查阅和归档；各文书的正式版式以系统导出的 Word 文件为准。"


def write_volume(volume: Volume, *, target: BinaryIO, limits: PdfLimits | None = None) -> Bound:
    """Write the volume as PDF to ``target``: cover, contents, papers, list of attachments, and
    the pictures and PDF files among them.

    A file that is damaged, locked or gone is listed with the reason and returned in ``left_out``.
    Raises ``ValidationError``: ``volume_empty`` without papers, ``volume_too_large`` and
    ``volume_too_many_pages`` beyond the bounds of ``documents.volume.limits``. Takes seconds to
    minutes: call it outside a request when there are attachments.
    """
    if not volume.papers:
        raise refusal("volume_empty")
    check_size(volume.files)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ready, left_out = make_ready(volume.files, folder, limits or PdfLimits())
        drawn = folder / "drawn.pdf"
        slots, pages = _draw(volume, ready, drawn)
        check_pages(pages)
        writer = PdfWriter(clone_from=drawn)
        # Looking a page up anew each time would take as long as all pages before it.
        sheets = list(writer.pages)
        for one, places in slots:
            reader = PdfReader(one.path or drawn)
            for place, page in zip(places, reader.pages, strict=True):
                lay_in(writer, page, sheets[place.page - 1], place.box)
        writer.add_metadata(_metadata(volume))
        writer.write(target)
    return Bound(pages=pages, left_out=left_out)


def _draw(
    volume: Volume, ready: Sequence[Ready], path: Path
) -> tuple[list[tuple[Ready, list[Slot]]], int]:
    """Draw all but the attached PDF pages, for which slots are left; slots and page count."""
    contents = Contents(CONTENTS)
    story = [*_cover(volume), *_contents(contents)]
    for place, paper in enumerate(volume.papers):
        story += [PageBreak(), *section(paper, Mark(f"paper{place}", entry(paper)))]
    if ready:
        story += [PageBreak(), *_file_list(ready)]
    slots: list[tuple[Ready, list[Slot]]] = []
    for place, one in enumerate(ready, start=1):
        mark = Mark(f"file{place}", f"附件{place}　{one.file.name}", level=1)
        if one.is_picture:
            story += _picture(one, mark)
        elif one.pages:
            places = _slots(one, mark)
            slots.append((one, [slot for _, slot in places]))
            for flowables, slot in places:
                story += [*flowables, slot]
    book = Book(str(path), contents, title=f"{volume.project}{NAME}", author=volume.issuer)
    book.multiBuild(story)
    return slots, contents.pages


def entry(paper: ProjectPaper) -> str:
    """A paper's line in the table of contents: its title, and the day that tells it apart."""
    return f"{paper.heading}（{'草稿' if paper.is_draft else chinese_date(paper.on)}）"


def _cover(volume: Volume) -> list[Any]:
    lines = (
        ("项目编号", volume.number),
        *volume.facts,
        ("编制单位", volume.issuer),
        ("编制日期", chinese_date(volume.on)),
    )
    return [
        Spacer(1, 80),
        words(NAME, COVER_TITLE),
        words(volume.project, COVER_NAME),
        *(words(f"{label}：{text}", COVER_LINE) for label, text in lines if text),
        Spacer(1, 30),
        words(ABOUT_WORD, CENTERED),
        NextPageTemplate(TEXT),
    ]


def _contents(contents: Contents) -> list[Any]:
    return [PageBreak(), words("目　录", TITLE), Spacer(1, 10), contents]


def _file_list(ready: Sequence[Ready]) -> list[Any]:
    rows = [
        (str(place), one.file.name, one.file.origin, one.note or _how(one))
        for place, one in enumerate(ready, start=1)
    ]
    table = PaperTable(title=f"共{len(rows)}个附件", columns=FILE_COLUMNS, rows=rows)
    heading = Marked("附件清单", TITLE, Mark("files", "附件清单"))
    return [heading, words(ABOUT_FILES, DETAIL), *data_table(table)]


def _how(one: Ready) -> str:
    return "图片，已并入本卷。" if one.is_picture else f"PDF 文件，共{one.pages}页，已并入本卷。"


def _picture(one: Ready, mark: Mark) -> list[Any]:
    """A page with a picture as large as fits, upright or lying as it is."""
    width, height = one.size
    wide = width > height
    room_wide, room_high = picture_room(wide=wide)
    scale = min(room_wide / width, room_high / height)
    template = WIDE_SLOT if wide else SLOT
    return [
        NextPageTemplate(template),
        PageBreak(),
        Marked(_caption(mark, one), DETAIL, mark),
        Spacer(1, 4),
        Image(str(one.path), width * scale, height * scale),
    ]


def _slots(one: Ready, mark: Mark) -> list[tuple[list[Any], Slot]]:
    """One slot a page of an attached PDF, each with the flowables that turn to its page."""
    places = []
    for place, page in enumerate(PdfReader(one.path or "").pages, start=1):
        caption = f"{_caption(mark, one)}　第{place}页，共{one.pages}页"
        slot = Slot(caption, mark if place == 1 else None)
        template = WIDE_SLOT if is_wide(page) else SLOT
        places.append(([NextPageTemplate(template), PageBreak()], slot))
    return places


def _caption(mark: Mark, one: Ready) -> str:
    return f"{mark.text}（{one.file.origin}）" if one.file.origin else mark.text


def _metadata(volume: Volume) -> dict[str, str]:
    made = f"D:{volume.on:%Y%m%d}000000"
    return {
        "/Title": f"{volume.project}{NAME}",
        "/Author": volume.issuer,
        "/Creator": volume.issuer,
        "/CreationDate": made,
        "/ModDate": made,
    }
