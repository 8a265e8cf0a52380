"""Tables of a project's papers that must add up: budget, final account, scores.

Sums are made here from the lines, never taken over: a printed total is the sum of the printed
rows. Sources of money stand apart and are never mixed (资金来源分列); a rate prints with its
numerator and denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from documents.money import CENT, amount, capital_amount
from documents.papers.paper import PaperTable
from documents.word.table import TableColumn

ZERO: Final = Decimal("0.00")
Cell = str | Decimal
"""Text, or an amount of money to be formatted and summed."""

BUDGET_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("支出科目", 2, centered=True),
    TableColumn("支出内容", 3.4),
    TableColumn("测算依据", 3.2),
    TableColumn("资金来源", 2.6, centered=True),
    TableColumn("金额（元）", 2.8, right=True),
)
SOURCE_COLUMNS: Final = (
    TableColumn("资金来源", 3),
    TableColumn("金额（元）", 2, right=True),
)
ACCOUNT_COLUMNS: Final = (
    TableColumn("资金来源", 2.4, centered=True),
    TableColumn("支出科目", 1.8, centered=True),
    TableColumn("预算（元）", 2.2, right=True),
    TableColumn("到账（元）", 2.2, right=True),
    TableColumn("支出（元）", 2.2, right=True),
    TableColumn("退回（元）", 2.2, right=True),
    TableColumn("结余（元）", 2.2, right=True),
)
CRITERIA_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("评审指标", 4),
    TableColumn("满分", 1.4, centered=True),
    TableColumn("得分", 1.4, centered=True),
    TableColumn("评分说明", 4),
)
EXPERT_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("评审人", 2.4, centered=True),
    TableColumn("得分", 1.6, centered=True),
    TableColumn("评审意见", 6),
)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a budget (预算表): what money of which source is to pay, and how it was
    reckoned (``basis``: 30人×2天×50元).
    """

    category: str
    content: str
    basis: str
    source: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line of the final account (决算表): one category (科目) out of one source (来源)."""

    source: str
    category: str
    budget: Decimal
    received: Decimal
    spent: Decimal
    refunded: Decimal

    @property
    def balance(self) -> Decimal:
        """What is left: received less spent less refunded."""
        return self.received - self.spent - self.refunded


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of one expert's review sheet: full marks, marks given, and why."""

    name: str
    full: Decimal
    score: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExpertScore:
    """One expert's total and opinion, a row of the summary of a review (评审汇总)."""

    expert: str
    score: Decimal
    opinion: str = ""


def money_table(
    *,
    title: str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[Cell]],
    capitals: int | None = None,
    notes: Sequence[str] = (),
) -> PaperTable:
    """A table whose ``Decimal`` cells are formatted and summed column by column in 合计.

    ``capitals`` is the place of the column whose sum is also written in capitals below the
    table. A column counts as money when all its cells are ``Decimal``. Raises ``ValueError``
    for parts of a cent.
    """
    sums = _sums(rows, len(columns))
    total = ["合计" if place == 0 else _text(one) for place, one in enumerate(sums)]
    words = []
    if capitals is not None:
        words.append(f"合计（大写）：人民币{capital_amount(_money(sums[capitals]))}")
    return PaperTable(
        title=title,
        columns=columns,
        rows=[[_text(cell) for cell in row] for row in rows],
        total=total,
        notes=[*words, *notes],
    )


def budget_tables(lines: Sequence[BudgetLine]) -> tuple[PaperTable, PaperTable]:
    """The budget line by line, and what each source is to give; both sum to the same total."""
    detail = money_table(
        title="经费预算明细",
        columns=BUDGET_COLUMNS,
        rows=[
            (str(place), one.category, one.content, one.basis, one.source, one.amount)
            for place, one in enumerate(lines, start=1)
        ],
        capitals=5,
    )
    sources = dict.fromkeys(line.source for line in lines)
    by_source = money_table(
        title="资金来源",
        columns=SOURCE_COLUMNS,
        rows=[
            (name, sum((one.amount for one in lines if one.source == name), ZERO))
            for name in sources
        ],
    )
    return detail, by_source


def account_table(lines: Sequence[AccountLine], *, title: str = "经费决算") -> PaperTable:
    """The final account by source and category, each source with its 小计, all in 合计.

    Below stand the total spent in capitals and the rate of execution, which is what was spent
    over what was received (预算执行率＝已支付÷已拨付), for each source and for all.
    """
    rows: list[list[str]] = []
    for source in dict.fromkeys(line.source for line in lines):
        group = [line for line in lines if line.source == source]
        rows.extend([source, one.category, *map(amount, _figures([one]))] for one in group)
        rows.append([source, "小计", *map(amount, _figures(group))])
    return PaperTable(
        title=title,
        columns=ACCOUNT_COLUMNS,
        rows=rows,
        total=["合计", "", *map(amount, _figures(lines))],
        notes=_account_notes(lines),
    )


def criteria_table(criteria: Sequence[Criterion]) -> PaperTable:
    """One expert's marks, criterion by criterion, with their sum."""
    full = sum((one.full for one in criteria), ZERO)
    score = sum((one.score for one in criteria), ZERO)
    return PaperTable(
        title="评分",
        columns=CRITERIA_COLUMNS,
        rows=[
            (str(place), one.name, mark(one.full), mark(one.score), one.note)
            for place, one in enumerate(criteria, start=1)
        ],
        total=("", "合计", mark(full), mark(score), ""),
    )


def experts_table(scores: Sequence[ExpertScore]) -> PaperTable:
    """All experts' totals and their average, with sum and number of experts below."""
    total = sum((one.score for one in scores), ZERO)
    average = _rounded(total / len(scores)) if scores else ZERO
    note = f"平均得分＝{mark(total)}÷{len(scores)}＝{mark(average)}（四舍五入，保留两位小数）"
    return PaperTable(
        title="评审得分汇总",
        columns=EXPERT_COLUMNS,
        rows=[
            (str(place), one.expert, mark(one.score), one.opinion)
            for place, one in enumerate(scores, start=1)
        ],
        total=("", "平均得分", mark(average), "") if scores else (),
        notes=(note,) if scores else ("尚无评审人评分。",),
    )


def execution_rate(spent: Decimal, received: Decimal) -> str:
    """``85.00%（34,000.00÷40,000.00）``; nothing received yet has no rate, and says so."""
    if not received:
        return "尚未拨付，不计算"
    rate = _rounded(spent / received * 100)
    return f"{rate}%（{amount(spent)}÷{amount(received)}）"


def mark(value: Decimal) -> str:
    """A score without needless zeros: ``85``, ``85.5``, ``89.33``."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def _figures(lines: Sequence[AccountLine]) -> list[Decimal]:
    """Budget, received, spent, refunded and balance of ``lines`` together."""
    return [
        sum((getattr(line, name) for line in lines), ZERO)
        for name in ("budget", "received", "spent", "refunded", "balance")
    ]


def _account_notes(lines: Sequence[AccountLine]) -> list[str]:
    _, received, spent, _, _ = _figures(lines)
    notes = [
        f"支出合计（大写）：人民币{capital_amount(spent)}",
        f"预算执行率（已支付÷已拨付）：{execution_rate(spent, received)}",
    ]
    sources = list(dict.fromkeys(line.source for line in lines))
    if len(sources) > 1:
        for source in sources:
            _, got, paid, _, _ = _figures([line for line in lines if line.source == source])
            notes.append(f"其中，{source}：{execution_rate(paid, got)}")
    return notes


def _sums(rows: Sequence[Sequence[Cell]], width: int) -> list[Cell]:
    sums: list[Cell] = []
    for place in range(width):
        cells = [row[place] for row in rows]
        money = [cell for cell in cells if isinstance(cell, Decimal)]
        is_money = len(money) == len(cells) and bool(cells)
        sums.append(sum(money, ZERO) if is_money else "")
    return sums


def _money(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else ZERO


def _text(cell: Cell) -> str:
    return amount(cell) if isinstance(cell, Decimal) else cell


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
