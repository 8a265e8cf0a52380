"""Tables of money in a project's papers: budget by line and by source, and the tranches."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from documents.money import amount, capital_amount
from documents.papers.paper import PaperTable
from documents.papers.tables import SOURCE_COLUMNS, money_table
from documents.word.names import chinese_date
from documents.word.table import TableColumn
from projects.models import Tranche
from projects.papers.original import Line
from projects.terms import TrancheStatus

LINE_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("资金来源", 3.4),
    TableColumn("支出科目", 2.4),
    TableColumn("测算依据", 4.4),
    TableColumn("金额（元）", 2.8, right=True),
)
TRANCHE_COLUMNS: Final = (
    TableColumn("批次", 1.4, centered=True),
    TableColumn("资金来源", 4),
    TableColumn("金额（元）", 2.8, right=True),
)
COURSE_COLUMNS: Final = (
    TableColumn("批次", 1.4, centered=True),
    TableColumn("金额（元）", 2.8, right=True),
    TableColumn("状态", 2, centered=True),
    TableColumn("拨付日期", 3, centered=True),
)


def budget_tables(
    lines: Sequence[Line], *, notes: Sequence[str] = ()
) -> tuple[PaperTable, PaperTable]:
    """The budget line by line, and what each source gives; both come to the same sum."""
    detail = money_table(
        title="经费预算明细",
        columns=LINE_COLUMNS,
        rows=[
            (str(place), one.source, one.category, one.basis, one.amount)
            for place, one in enumerate(lines, start=1)
        ],
        capitals=4,
        notes=notes,
    )
    rows = list(by_source(lines).items())
    return detail, money_table(title="资金来源", columns=SOURCE_COLUMNS, rows=rows)


def by_source(lines: Sequence[Line]) -> dict[str, Decimal]:
    """What each source is to give."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.source] = found.get(line.source, Decimal("0.00")) + line.amount
    return found


def tranche_table(tranches: Sequence[Tranche]) -> PaperTable:
    """The plan of payments (拨款计划): each tranche of each source."""
    return money_table(
        title="拨款计划",
        columns=TRANCHE_COLUMNS,
        rows=[(f"第{one.number}批", one.source.name, one.amount) for one in tranches],
        notes=("第一批在任务书会签后、第二批在中期检查合格后、最后一批在验收合格后申请。",),
    )


def course_table(tranches: Sequence[Tranche], *, source: str) -> PaperTable:
    """How far the payments of one source are."""
    return money_table(
        title=f"{source}拨付情况",
        columns=COURSE_COLUMNS,
        rows=[
            (
                f"第{one.number}批",
                one.amount,
                str(TrancheStatus(one.status).label),
                chinese_date(one.paid_on) if one.paid_on else "",
            )
            for one in tranches
        ],
    )


def yuan_in_words(value: Decimal) -> str:
    """``30,000.00元（人民币叁万元整）``."""
    return f"{amount(value)}元（人民币{capital_amount(value)}）"
