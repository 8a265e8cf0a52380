"""Tables of a project's papers that must add up: amounts of money, scores.

Sums are made here from the lines, never taken over: a printed total is the sum of the printed
rows; a rate prints with its numerator and denominator.
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

SOURCE_COLUMNS: Final = (
    TableColumn("资金来源", 3),
    TableColumn("金额（元）", 2, right=True),
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
