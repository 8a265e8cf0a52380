"""What a project's paper says, whatever it is printed on (党建项目文书).

All text arrives finished, in the words that print. A paper's kind decides its standing title,
its closing sentence and its outward shape; see ``LAYOUTS``.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.word.names import chinese_date, full_width
from documents.word.table import TableColumn

BLANK_DAY: Final = "　　年　月　日"
"""The day of a draft, to be filled in by hand."""
TITLE_WIDTH: Final = 19
"""Characters of a title in 二号 that fit one line."""
BREAK_BEHIND: Final = "”》）"
BREAK_BEFORE: Final = ("发现问题的", "体检报告", "结果移交表", "党支部", "党总支", "（")
"""Where a title too long for one line may break."""
BLANK_NAME: Final = "　　　　　"
SHORT: Final = 11
"""Characters of a value that still fits half a row of a form."""


class PaperKind(enum.Enum):
    """A paper of a project's life, from the application to the certificate; the value prints."""

    APPLICATION = "申报书"
    BUDGET = "预算表"
    REVIEW = "评审表"
    APPROVAL = "立项批复"
    TASK_BOOK = "任务书"
    TRANCHE = "拨付申请"
    MONTHLY = "月报"
    MIDTERM = "中期报告"
    CHANGE = "变更申请"
    FINAL_ACCOUNT = "决算表"
    ACCEPTANCE = "验收意见"
    CLOSING = "结项报告"
    CERTIFICATE = "品牌认定书"


class Shape(enum.Enum):
    """How a paper looks: a filled form, a letter or report in paragraphs, or a certificate."""

    FORM = "form"
    LETTER = "letter"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same for all papers of a kind.

    ``title`` may name ``{project}``. ``has_cover`` puts title, project and issuer on a page of
    their own in Word; ``closing`` is the last sentence of a letter; ``is_wide`` turns the page.
    """

    title: str
    shape: Shape = Shape.FORM
    has_cover: bool = False
    is_wide: bool = False
    closing: str = ""


LAYOUTS: Final[dict[PaperKind, Layout]] = {
    PaperKind.APPLICATION: Layout("党建项目申报书", has_cover=True),
    PaperKind.BUDGET: Layout("党建项目经费预算表"),
    PaperKind.REVIEW: Layout("党建项目评审表"),
    PaperKind.APPROVAL: Layout("关于同意“{project}”项目立项的批复", Shape.LETTER, closing="此复。"),
    PaperKind.TASK_BOOK: Layout("党建项目任务书", has_cover=True),
    PaperKind.TRANCHE: Layout(
        "关于拨付“{project}”项目经费的申请", Shape.LETTER, closing="妥否，请审批。"
    ),
    PaperKind.MONTHLY: Layout("党建项目实施情况月报"),
    PaperKind.MIDTERM: Layout("“{project}”项目中期报告", Shape.LETTER),
    PaperKind.CHANGE: Layout(
        "关于变更“{project}”项目有关事项的申请", Shape.LETTER, closing="妥否，请审批。"
    ),
    PaperKind.FINAL_ACCOUNT: Layout("党建项目经费决算表", is_wide=True),
    PaperKind.ACCEPTANCE: Layout("党建项目验收意见"),
    PaperKind.CLOSING: Layout("“{project}”项目结项报告", Shape.LETTER, has_cover=True),
    PaperKind.CERTIFICATE: Layout("党建品牌项目认定书", Shape.CERTIFICATE, is_wide=True),
}


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A titled table; ``total`` is its last row, ``notes`` are sentences below it.

    Rows and total have one cell a column. ``documents.papers.tables`` makes those of money.
    """

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def printed_rows(self) -> Sequence[Sequence[str]]:
        """The rows; of a table without any, one that says so."""
        return self.rows or [("无", *[""] * (len(self.columns) - 1))]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Where somebody signs: ``role`` (甲方、专委会负责人), the body whose seal goes there, the
    name, the day, and the opinion given (``words``). What is empty is left to be written in.
    """

    role: str
    body: str = ""
    name: str = ""
    on: date | None = None
    words: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands at the foot of the block: seal, signature and day, or blanks for them."""
        seal = ("（盖章）",) if self.body else ()
        day = chinese_date(self.on) if self.on else BLANK_DAY
        return (*seal, f"签字：{self.name or BLANK_NAME}", day)


@dataclass(frozen=True, slots=True)
class ProjectPaper:
    """One paper of a project.

    ``number`` is the project's or the paper's own number (DJXM-2026-001); ``document_number``
    (苏两新〔2026〕3号) is registered by hand, and where it is given a letter has a red head
    (红头) with ``mark``, or the issuer and 文件. ``facts`` are label and value, laid out as a
    form with two short ones a row; ``parts`` are heading and text, one paragraph a line, a part
    without heading is plain paragraphs. With ``signatures`` the paper ends in signing blocks,
    without in issuer and date. A draft has no day yet and leaves a blank for it. ``title``
    replaces the kind's own title.
    """

    kind: PaperKind
    project: str
    issuer: str
    on: date
    is_draft: bool = False
    title: str = ""
    number: str = ""
    addressee: str = ""
    document_number: str = ""
    mark: str = ""
    facts: Sequence[tuple[str, str]] = ()
    parts: Sequence[tuple[str, str]] = ()
    tables: Sequence[PaperTable] = ()
    signatures: Sequence[SignatureBlock] = ()
    annexes: Sequence[str] = ()

    @property
    def layout(self) -> Layout:
        """What all papers of this kind have in common."""
        return LAYOUTS[self.kind]

    @property
    def heading(self) -> str:
        """The title as it prints."""
        return self.title or self.layout.title.format(project=self.project)

    @property
    def day(self) -> str:
        """The day in Chinese, or a blank to fill in by hand while this is a draft."""
        return BLANK_DAY if self.is_draft else chinese_date(self.on)

    @property
    def red_mark(self) -> str:
        """The issuer's mark of a red head (发文机关标志): the given one, or the issuer and 文件."""
        return self.mark or f"{self.issuer}文件"

    @property
    def has_red_head(self) -> bool:
        """Whether it goes out under the issuer's own document number (GB/T 9704-2012 §7.2)."""
        return bool(self.document_number) and self.layout.shape is Shape.LETTER


Fact = tuple[str, str]


def form_rows(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """``facts`` as rows of a form: two short ones that follow each other, or one alone."""
    rows: list[tuple[Fact, ...]] = []
    waiting: Fact | None = None
    for fact in facts:
        if not _is_short(fact):
            rows.extend([(waiting,)] if waiting else [])
            rows.append((fact,))
            waiting = None
        elif waiting:
            rows.append((waiting, fact))
            waiting = None
        else:
            waiting = fact
    return [*rows, (waiting,)] if waiting else rows


def signature_rows(blocks: Sequence[SignatureBlock]) -> list[tuple[SignatureBlock, ...]]:
    """Signing blocks as they stand: two parties side by side, an opinion over the full width."""
    if any(block.words for block in blocks):
        return [(block,) for block in blocks]
    return [tuple(blocks[place : place + 2]) for place in range(0, len(blocks), 2)]


def title_lines(title: str) -> list[str]:
    """A title as one line, or as two that break between words (词意完整), the upper one fuller.

    The break comes behind a closing quotation mark or bracket, or before a word that titles end
    with, where both halves then fit.
    """
    if full_width(title) <= TITLE_WIDTH:
        return [title]
    breaks = [place for place in range(1, len(title)) if _may_break(title, place)]
    fitting = [
        place
        for place in breaks
        if full_width(title[:place]) <= TITLE_WIDTH and 1 < full_width(title[place:]) <= TITLE_WIDTH
    ]
    return [title[: fitting[-1]], title[fitting[-1] :]] if fitting else [title]


def _may_break(title: str, place: int) -> bool:
    return title[place - 1] in BREAK_BEHIND or title.startswith(BREAK_BEFORE, place)


def paragraphs(text: str) -> list[str]:
    """The lines of ``text`` that say something, trimmed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _is_short(fact: Fact) -> bool:
    return "\n" not in fact[1] and full_width(fact[1]) <= SHORT
