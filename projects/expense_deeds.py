"""What may be done to an expense now, and by whom: what a page draws as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from projects.models import Endorsement, Expense
from projects.money_moves import EXPENSE_MOVES
from projects.money_panel import MAY_HAND_BACK, MAY_SPEND
from projects.terms import ExpenseStatus, ProjectStatus, Signer

_S = ExpenseStatus
# By verb: what the button says, in which states of the expense and of its project it is drawn for
# who handles the money of the applicant.
_HANDLED: Final = (
    ("submit", "报批", (_S.DRAFT, _S.RETURNED), MAY_SPEND),
    ("edit", "修改", (_S.DRAFT, _S.RETURNED), MAY_SPEND),
    ("pay", "登记支付", (_S.APPROVED,), MAY_SPEND),
    ("correct", "退回更正", (_S.APPROVED,), MAY_SPEND),
    ("refund", "登记退款", (_S.PAID,), MAY_HAND_BACK),
    ("reverse", "冲销", (_S.PAID,), MAY_HAND_BACK),
    ("cancel", "取消", EXPENSE_MOVES["cancel"].sources, ProjectStatus.values),
)


_UNDOING: Final = ("correct", "refund", "reverse", "cancel")


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: its verb and what it says."""

    verb: str
    label: str

    @property
    def is_next(self) -> bool:
        """Whether it brings the expense further: what undoes it is never a page's main button."""
        return self.verb not in _UNDOING


def deeds_of(expense: Expense, actor: Actor, *, endorsements: Sequence[Endorsement]) -> list[Deed]:
    """What this person may do to the expense now, the most needed first."""
    found = []
    if may_endorse(expense, actor, endorsements=endorsements):
        found.append(Deed("endorse", "审批"))
    if not can(actor, Capability.HANDLE, at=expense.project.applicant):
        return found
    barred = _barred(expense, actor, endorsements)
    for verb, label, states, of_project in _HANDLED:
        is_open = expense.status in states and expense.project.status in of_project
        if is_open and verb not in barred:
            found.append(Deed(verb, label))
    return found


def may_endorse(expense: Expense, actor: Actor, *, endorsements: Sequence[Endorsement]) -> bool:
    """Whether it is this person's turn: nobody endorses two steps, nor what they entered."""
    signer = expense.next_signer
    if not signer or actor.user is None or expense.project.status not in MAY_SPEND:
        return False
    if actor.user.pk in {*signers_of(expense, endorsements), expense.entered_by_id}:
        return False
    if signer == Signer.PROJECT_LEAD:
        return expense.project.lead_id == actor.user.pk
    body = expense.project.city if signer == Signer.CITY_LEADER else expense.project.applicant
    return can(actor, Capability.ISSUE, at=body)


def signers_of(expense: Expense, endorsements: Sequence[Endorsement]) -> set[int | None]:
    """Who agreed in the present round: an earlier one ended with its return."""
    agreed = [row.decided_by_id for row in endorsements if row.agreed]
    return set(agreed[len(agreed) - expense.step :])


def _barred(expense: Expense, actor: Actor, endorsements: Sequence[Endorsement]) -> set[str]:
    """What this person may not do although it is open: neither lead nor signer pays."""
    found = set()
    user = actor.user.pk if actor.user else None
    if user in {expense.project.lead_id, *signers_of(expense, endorsements)}:
        found.add("pay")
    if not expense.net:
        found.add("refund")
    if expense.refunded:
        found.add("reverse")
    return found
