"""The life of a tranche (拨款批次) and of an expense (支出), as tables of moves.

Steps of approval do not change an expense's status until the last: see ``actions/expenses.py``.
The right of a step is the signer's own and asked there.
"""

from __future__ import annotations

from hierarchy.terms import Capability
from projects.terms import ExpenseStatus, TrancheStatus
from workflow.moves import Move, MoveTable

T, E = TrancheStatus, ExpenseStatus

TRANCHE_MOVES = MoveTable(
    "tranche",
    Move("request", "申请拨付", (T.PLANNED,), T.REQUESTED, Capability.HANDLE, "applicant"),
    Move(
        "refuse",
        "退回申请",
        (T.REQUESTED, T.APPROVED),
        T.PLANNED,
        Capability.ISSUE,
        "city",
        needs_reason=True,
    ),
    Move("approve", "同意拨付", (T.REQUESTED,), T.APPROVED, Capability.ISSUE, "city"),
    Move("pay", "登记拨付", (T.APPROVED,), T.PAID, Capability.HANDLE, "city"),
    Move(
        "reverse",
        "冲销拨付",
        (T.PAID,),
        T.APPROVED,
        Capability.ISSUE,
        "city",
        needs_reason=True,
    ),
    Move(
        "cancel",
        "取消批次",
        (T.PLANNED, T.REQUESTED, T.APPROVED),
        T.CANCELLED,
        Capability.ISSUE,
        "city",
        needs_reason=True,
    ),
)

EXPENSE_MOVES = MoveTable(
    "expense",
    Move("submit", "报批", (E.DRAFT, E.RETURNED), E.SUBMITTED, Capability.HANDLE, "applicant"),
    Move(
        "send_back",
        "不同意",
        (E.SUBMITTED,),
        E.RETURNED,
        Capability.HANDLE,
        "applicant",
        needs_reason=True,
    ),
    Move(
        "correct",
        "退回更正",
        (E.APPROVED,),
        E.RETURNED,
        Capability.HANDLE,
        "applicant",
        needs_reason=True,
    ),
    Move("approve", "同意", (E.SUBMITTED,), E.APPROVED, Capability.HANDLE, "applicant"),
    Move("pay", "登记支付", (E.APPROVED,), E.PAID, Capability.HANDLE, "applicant"),
    Move(
        "reverse",
        "冲销",
        (E.PAID,),
        E.REVERSED,
        Capability.HANDLE,
        "applicant",
        needs_reason=True,
    ),
    Move(
        "cancel",
        "取消",
        (E.DRAFT, E.RETURNED, E.SUBMITTED, E.APPROVED),
        E.CANCELLED,
        Capability.HANDLE,
        "applicant",
        needs_reason=True,
    ),
)
