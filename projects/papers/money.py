"""Tables of money in a project's papers: budget by line and by source, and the tranches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.db.models import Sum

from documents.money import amount, capital_amount
from documents.papers.paper import PaperTable
from documents.papers.tables import SOURCE_COLUMNS, ZERO, execution_rate, money_table
from documents.word.names import chinese_date
from documents.word.table import TableColumn
from projects.models import Posting, Project, Tranche
from projects.papers.original import Line
from projects.terms import AccountKind

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
    TableColumn("拨付情况", 4, centered=True),
)
STANDING_COLUMNS: Final = (
    TableColumn("资金来源", 4),
    TableColumn("已拨付（元）", 2.8, right=True),
    TableColumn("已支出（元）", 2.8, right=True),
    TableColumn("结余（元）", 2.8, right=True),
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
        found[line.source] = found.get(line.source, ZERO) + line.amount
    return found


def tranche_table(tranches: Sequence[Tranche]) -> PaperTable:
    """The plan of payments (拨款计划): each tranche of each source."""
    return money_table(
        title="拨款计划",
        columns=TRANCHE_COLUMNS,
        rows=[(f"第{one.number}批", one.source.name, one.amount) for one in tranches],
        notes=("第一批在任务书会签后、第二批在中期检查合格后、最后一批在验收合格后申请。",),
    )


def course_table(asked: Tranche, tranches: Sequence[Tranche]) -> PaperTable:
    """How far the payments of one source were when one of them was asked for."""
    return money_table(
        title=f"{asked.source.name}拨款批次",
        columns=COURSE_COLUMNS,
        rows=[(f"第{one.number}批", one.amount, _course(one, asked)) for one in tranches],
    )


def _course(one: Tranche, asked: Tranche) -> str:
    if one == asked:
        return "本次申请"
    paid, day = one.paid_on, asked.requested_on
    return f"{chinese_date(paid)}已拨付" if paid and day and paid <= day else "未拨付"


def standing_table(project: Project, *, day: dt.date) -> PaperTable:
    """What was paid out, spent and left of each source by a day, after the ledger. One query."""
    postings = Posting.objects.filter(
        account__project=project,
        account__kind__in=(AccountKind.HELD, AccountKind.SPENT),
        voucher__on__lte=day,
    )
    sums = postings.order_by("account__source__sort_order", "account__source_id").values_list(
        "account__source__name", "account__kind"
    )
    found: dict[str, dict[str, Decimal]] = {}
    for source, kind, value in sums.annotate(sum=Sum("amount")):
        found.setdefault(source, {})[kind] = value
    rows = []
    for source, one in found.items():
        held = one.get(AccountKind.HELD, ZERO)
        spent = one.get(AccountKind.SPENT, ZERO)
        rows.append((source, held + spent, spent, held))
    paid, spent = sum((row[1] for row in rows), ZERO), sum((row[2] for row in rows), ZERO)
    return money_table(
        title=f"截至{chinese_date(day)}经费使用情况",
        columns=STANDING_COLUMNS,
        rows=rows,
        notes=(f"预算执行率（已支出÷已拨付，已减交回）：{execution_rate(spent, paid)}",),
    )


def yuan_in_words(value: Decimal) -> str:
    """``30,000.00元（人民币叁万元整）``."""
    return f"{amount(value)}元（人民币{capital_amount(value)}）"
