"""The final account of a project as a paper (决算表): where money came from, and what it paid for.

Two tables that agree to the cent: by source (budget, paid out, spent, handed back, left) and by
category under each source. Sources stand apart; the sums are for the eye.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from documents.money import amount, capital_amount
from documents.papers.paper import PaperKind, PaperTable, ProjectPaper, SignatureBlock
from documents.papers.tables import execution_rate
from documents.word.names import chinese_date
from documents.word.table import TableColumn
from projects.accounts import FinalAccount, SourceAccount
from projects.models import Project

SOURCE_COLUMNS: Final = (
    TableColumn("资金来源", 3.2),
    TableColumn("批复预算（元）", 2.2, right=True),
    TableColumn("已拨付（元）", 2.2, right=True),
    TableColumn("已支出（元）", 2.2, right=True),
    TableColumn("已交回（元）", 2.2, right=True),
    TableColumn("结余（元）", 2.2, right=True),
    TableColumn("执行率", 1.6, right=True),
)
CATEGORY_COLUMNS: Final = (
    TableColumn("资金来源", 3.2),
    TableColumn("支出科目", 2.4),
    TableColumn("批复预算（元）", 2.4, right=True),
    TableColumn("决算支出（元）", 2.4, right=True),
    TableColumn("预算结余（元）", 2.4, right=True),
)
_SOURCE_SUMS: Final = ("budget", "paid", "spent", "handed_back", "held")
_LINE_SUMS: Final = ("budget", "spent", "left")


def is_settled(project: Project) -> bool:
    """Whether the accounts were approved; before that the paper is a draft."""
    return project.settled_on is not None


def account_paper(account: FinalAccount, *, on: dt.date) -> ProjectPaper:
    """The paper as it stands on a day; a draft until the city approved the accounts."""
    project = account.project
    settled = is_settled(project)
    return ProjectPaper(
        kind=PaperKind.FINAL_ACCOUNT,
        project=project.name,
        issuer=project.applicant.name,
        on=project.settled_on or on,
        is_draft=not settled,
        number=project.number,
        facts=_facts(account, on=on),
        tables=(source_table(account), category_table(account)),
        signatures=(
            SignatureBlock("项目负责人", name=""),
            SignatureBlock("申报单位", project.applicant.name),
            SignatureBlock("审定单位", project.city.name, on=project.settled_on),
        ),
    )


def source_table(account: FinalAccount) -> PaperTable:
    """By source: paid out is what was spent, handed back and is left."""
    return PaperTable(
        title="资金来源和结余",
        columns=SOURCE_COLUMNS,
        rows=[
            (one.source.name, *(amount(getattr(one, name)) for name in _SOURCE_SUMS), _rate(one))
            for one in account.sources
        ],
        total=(
            "合计",
            *(amount(account.sum_of(name)) for name in _SOURCE_SUMS),
            _share(account.sum_of("spent"), account.sum_of("held")),
        ),
        notes=_notes(account),
    )


def category_table(account: FinalAccount) -> PaperTable:
    """By category under each source, with the sum of each source and of all."""
    rows: list[tuple[str, ...]] = []
    for one in account.sources:
        rows += [
            (
                one.source.name,
                line.category.name,
                *(amount(getattr(line, name)) for name in _LINE_SUMS),
            )
            for line in one.lines
        ]
        rows.append((one.source.name, "小计", *(amount(getattr(one, name)) for name in _LINE_SUMS)))
    return PaperTable(
        title="各科目支出",
        columns=CATEGORY_COLUMNS,
        rows=rows,
        total=("合计", "", *(amount(account.sum_of(name)) for name in _LINE_SUMS)),
    )


def _facts(account: FinalAccount, *, on: dt.date) -> list[tuple[str, str]]:
    project = account.project
    days = f"{chinese_date(project.starts_on)}至{chinese_date(project.ends_on)}"
    state = "决算已审定" if is_settled(project) else f"截至{chinese_date(on)}，未审定"
    return [
        ("项目名称", project.name),
        ("申报单位", project.applicant.name),
        ("项目负责人", project.lead.name),
        ("批复文号", project.approval_number),
        ("实施期限", days),
        ("决算状态", state),
    ]


def _notes(account: FinalAccount) -> list[str]:
    spent, held = account.sum_of("spent"), account.sum_of("held")
    return [
        f"支出合计（大写）：人民币{capital_amount(spent)}",
        f"预算执行率（已支出÷已拨付，已减交回）：{execution_rate(spent, spent + held)}",
        "已拨付＝已支出＋已交回＋结余。各资金来源分列，不混用。",
    ]


def _rate(one: SourceAccount) -> str:
    return _share(one.spent, one.held)


def _share(spent: Decimal, held: Decimal) -> str:
    if not spent + held:
        return "—"
    return execution_rate(spent, spent + held).partition("（")[0]
