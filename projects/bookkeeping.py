"""What each kind of voucher writes into which account (记账规则): pure, debit positive.

Money runs ORIGIN → AVAILABLE → ALLOCATED → HELD → SPENT. Beside it each project's budget runs
PLAN → LINE → PLAN. Every function returns lines that add up to nought (decision 021).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from projects.amounts import total
from projects.terms import AccountKind, VoucherKind

_A = AccountKind
OF_CITY: Final = (_A.AVAILABLE, _A.ORIGIN)
"""Accounts of the city; all others belong to one project."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a voucher; ``year`` where it is not the voucher's own."""

    kind: AccountKind
    amount: Decimal
    category_id: int | None = None
    year: int | None = None


def budget_lines(amount: Decimal) -> list[Line]:
    """A source's money enters the year's budget; a negative amount cuts it."""
    return [Line(_A.AVAILABLE, amount), Line(_A.ORIGIN, -amount)]


def carry_lines(amount: Decimal, *, year: int) -> list[Line]:
    """What is left of a year goes to the next; the source stays the same."""
    return [Line(_A.AVAILABLE, -amount), Line(_A.AVAILABLE, amount, year=year + 1)]


def allocate_lines(by_category: Mapping[int, Decimal]) -> list[Line]:
    """A project's budget is arranged, or changed by deltas (立项安排、预算调整)."""
    whole = total(by_category.values())
    return [
        *(Line(_A.ALLOCATED, whole), Line(_A.AVAILABLE, -whole)),
        *(Line(_A.LINE, amount, category_id=key) for key, amount in by_category.items()),
        Line(_A.PLAN, -whole),
    ]


def release_lines(amount: Decimal) -> list[Line]:
    """What was arranged and not paid out goes back to the city (收回未拨指标)."""
    return [Line(_A.AVAILABLE, amount), Line(_A.ALLOCATED, -amount)]


def disburse_lines(amount: Decimal) -> list[Line]:
    """The city pays a tranche to the applicant (拨付)."""
    return [Line(_A.HELD, amount), Line(_A.ALLOCATED, -amount)]


def hand_back_lines(amount: Decimal) -> list[Line]:
    """The applicant hands unspent money back (结余交回)."""
    return [Line(_A.AVAILABLE, amount), Line(_A.HELD, -amount)]


def spend_lines(amount: Decimal, *, category_id: int) -> list[Line]:
    """An expense leaves what is held and its budget line (支出)."""
    return [
        *(Line(_A.SPENT, amount, category_id=category_id), Line(_A.HELD, -amount)),
        *(Line(_A.PLAN, amount), Line(_A.LINE, -amount, category_id=category_id)),
    ]


def refund_lines(amount: Decimal, *, category_id: int) -> list[Line]:
    """Spent money came back: the reverse of spending (支出退款)."""
    return negated(spend_lines(amount, category_id=category_id))


def negated(lines: Iterable[Line]) -> list[Line]:
    """The same lines the other way round."""
    return [replace(line, amount=-line.amount) for line in lines]


PAPER_OF: Final[dict[str, str]] = {
    VoucherKind.SPEND: "支出凭证请到该笔支出的页面冲销，支出的状态随之改变。",
    VoucherKind.REFUND: "退款凭证请到该笔支出的页面冲销，支出的已退款数随之改变。",
    VoucherKind.DISBURSE: "拨付凭证请到该拨款批次的页面冲销，批次的状态随之改变。",
    VoucherKind.ALLOCATE: (
        "立项安排不能单独冲销。项目不再实施的，请办理终止；金额有变的，请办理预算调整。"
    ),
    VoucherKind.ADJUST: "预算调整不能单独冲销，请再办理一次预算调整改回。",
    VoucherKind.RELEASE: "收回未拨指标随项目终止或决算发生，不能单独冲销。",
    VoucherKind.REVERSAL: "冲销凭证不能再冲销，请按正确的内容重新登记。",
}
"""Kinds that are not reversed on the ledger's own page, and what to do instead."""
