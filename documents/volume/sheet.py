"""The pages of a volume: A4, page numbers, the table of contents and the bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph
from reportlab.platypus.tableofcontents import TableOfContents

from documents.volume.styles import FONT, cleaned, marked_up

# Written as text, every photo would take seconds and a quarter more room.
rl_config.useA85 = 0

MARGIN: Final = 27 * mm
"""Left and right; 156 mm of text are left."""
TEXT_WIDTH: Final = A4[0] - 2 * MARGIN
EDGE: Final = 12 * mm
"""Around an attached page, but for the line with the page number."""
FOOT: Final = 14 * mm
NUMBER_SIZE: Final = 10.5
CAPTION_SIZE: Final = 9.0
CAPTION_ROOM: Final = 60.0
"""Points above a picture, enough for three lines."""
COVER, TEXT, SLOT, WIDE_SLOT = "cover", "text", "slot", "wide"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that the table of contents and the bookmarks lead to."""

    key: str
    text: str
    level: int = 0


class Marked(Paragraph):
    """A paragraph that a ``Mark`` leads to."""

    mark: Mark

    def __init__(self, text: str, look: Any, mark: Mark) -> None:
        super().__init__(marked_up(text), look)
        self.mark = mark


class Slot(Flowable):
    """An empty page for a page of an attached PDF, which is laid in afterwards.

    ``page`` is the number of the page it came to stand on, ``box`` where there is room.
    """

    def __init__(self, caption: str, mark: Mark | None) -> None:
        super().__init__()
        self.caption = caption
        self.mark = mark
        self.page = 0
        self.box = (0.0, 0.0, 0.0, 0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """All the room there is."""
        self.width, self.height = width, height - 1
        return self.width, self.height

    def draw(self) -> None:
        """The caption, and a note of where this is."""
        below = self.height - 1.6 * CAPTION_SIZE
        self.canv.setFont(FONT, CAPTION_SIZE)
        self.canv.drawString(0, self.height - CAPTION_SIZE, _cut(self.caption, self.width))
        self.page = self.canv.getPageNumber()
        left, low = self.canv.absolutePosition(0, 0)
        self.box = (left, low, self.width, below)


class Contents(TableOfContents):
    """The table of contents; from pass to pass it also counts all pages."""

    def __init__(self, styles: list[Any]) -> None:
        super().__init__(levelStyles=styles, dotsMinLevel=0)
        self.pages = self.pages_before = 0

    def beforeBuild(self) -> None:  # noqa: N802 - the library's name
        """Keep what the last pass counted: the pages of this one print it."""
        super().beforeBuild()
        self.pages_before = self.pages

    def isSatisfied(self) -> bool:  # noqa: N802 - the library's name
        """Whether nothing moved since the last pass."""
        return bool(super().isSatisfied()) and self.pages == self.pages_before

    def notify(self, kind: str, stuff: Any) -> None:
        """Take an entry, or the number of a page that was finished."""
        super().notify(kind, stuff)
        if kind == "Page":
            self.pages = stuff


class Book(BaseDocTemplate):
    """The document: page templates, and what happens when a marked flowable was drawn."""

    def __init__(self, target: str, contents: Contents, *, title: str, author: str) -> None:
        super().__init__(
            target, pagesize=A4, title=title, author=author, invariant=1, allowSplitting=1
        )
        self.contents = contents
        width, height = A4
        wide, low = landscape(A4)
        self.addPageTemplates(
            [
                PageTemplate(COVER, [_frame(width, height, MARGIN)]),
                PageTemplate(TEXT, [_frame(width, height, MARGIN)], onPage=self.number),
                PageTemplate(SLOT, [_frame(width, height, EDGE)], onPage=self.number),
                PageTemplate(
                    WIDE_SLOT, [_frame(wide, low, EDGE)], onPage=self.number, pagesize=(wide, low)
                ),
            ]
        )

    def number(self, canvas: Any, _document: Any) -> None:
        """第 n 页 共 m 页 at the foot of the page."""
        total = self.contents.pages_before or 1
        canvas.saveState()
        canvas.setFont(FONT, NUMBER_SIZE)
        text = f"第 {canvas.getPageNumber()} 页 共 {total} 页"
        canvas.drawCentredString(canvas._pagesize[0] / 2, FOOT / 2, text)
        canvas.restoreState()

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - the library's name
        """Enter a marked flowable in the table of contents and the bookmarks."""
        mark = getattr(flowable, "mark", None)
        if mark is None:
            return
        self.canv.bookmarkPage(mark.key)
        self.canv.addOutlineEntry(cleaned(mark.text), mark.key, mark.level, closed=False)
        entry = (mark.level, marked_up(mark.text), self.page, mark.key)
        self.notify("TOCEntry", entry)

    def afterPage(self) -> None:  # noqa: N802 - the library's name
        """Count the page."""
        self.notify("Page", self.page)


def picture_room(*, wide: bool) -> tuple[float, float]:
    """Width and height left for a picture below its caption."""
    width, height = landscape(A4) if wide else A4
    return width - 2 * EDGE, height - EDGE - FOOT - CAPTION_ROOM


def _cut(text: str, width: float) -> str:
    """``text`` on one line of ``width`` points, ending in an ellipsis when it is longer."""
    kept = cleaned(text)
    while kept and stringWidth(kept, FONT, CAPTION_SIZE) > width:
        kept = f"{kept.rstrip('…')[:-1]}…"
    return kept


def _frame(width: float, height: float, edge: float) -> Any:
    """The room of a page; tables and paragraphs get it all, without the library's padding."""
    top = 25 * mm if edge == MARGIN else EDGE
    foot = 22 * mm if edge == MARGIN else FOOT
    padding = {f"{side}Padding": 0 for side in ("left", "right", "top", "bottom")}
    return Frame(edge, foot, width - 2 * edge, height - top - foot, **padding)
