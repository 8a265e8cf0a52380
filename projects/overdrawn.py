"""Saying that an account holds too little (余额不足): which, what is left, what is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError

from projects.amounts import yuan
from projects.models import Account
from projects.terms import GUARDED, AccountKind

_WHAT_TO_DO: Final[dict[str, str]] = {
    AccountKind.AVAILABLE: "请先调增该来源的年度预算，或减少金额。",
    AccountKind.ALLOCATED: "已拨出的部分不能调减，没有用完的由申报单位交回；请减少调减的金额。",
    AccountKind.HELD: "请等下一批拨款到账，或减少金额；资金已经支出的，请先冲销或退回该笔支出。",
    AccountKind.SPENT: "退回或冲销的金额不能超过已支出的金额，请核对。",
    AccountKind.LINE: "请先办理预算调整，或减少金额。",
}


def refuse_overdrawn(account: Account, amount: Decimal) -> None:
    """Refuse what would take a guarded account below nought.

    Raises ``ValidationError`` ``overdrawn``; the database holds the same rule (decision 021).
    """
    if account.kind not in GUARDED or account.balance + amount >= 0:
        return
    raise ValidationError(
        f"{called(account)}只有 {yuan(account.balance)} 元，本次需要 {yuan(-amount)} 元，"
        f"不能办理。{_WHAT_TO_DO[account.kind]}",
        code="overdrawn",
    )


def called(account: Account) -> str:
    """An account in a sentence: year and source, the project and category where it has one."""
    kind = account.get_kind_display()
    of = f"“{account.category}”" if account.category_id else ""
    whose = f"项目“{account.project}”的" if account.project_id else ""
    return f"{account.year}年{whose}“{account.source}”{of}{kind}"
