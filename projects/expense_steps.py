"""The chain of approval of one expense as people see it: who agreed, whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from projects.models import Endorsement, Expense
from projects.terms import ExpenseStatus, Signer

DONE, NOW, OPEN = "done", "now", "open"
_WORDS = {DONE: "已同意", NOW: "待审批", OPEN: "未到"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``state`` is done, now or open."""

    label: str
    state: str
    who: str = ""
    at: dt.datetime | None = None
    opinion: str = ""

    @property
    def word(self) -> str:
        """Where it stands, in words."""
        return _WORDS[self.state]


def steps_of(
    expense: Expense, endorsements: Sequence[Endorsement], *, able: Sequence[str] = ()
) -> list[Step]:
    """The steps in order, each done one with the last word given on it.

    ``able`` are the people who may decide the step whose turn it is, by name.
    """
    agreed = {row.signer: row for row in endorsements if row.agreed}
    found = []
    for place, signer in enumerate(expense.signers):
        label = str(Signer(signer).label)
        given = agreed.get(signer) if place < expense.step else None
        if given is not None:
            found.append(Step(label, DONE, _who(given), given.decided_at, given.opinion))
        elif place < expense.step:
            found.append(Step(label, DONE))
        else:
            is_now = place == expense.step and expense.status == ExpenseStatus.SUBMITTED
            found.append(Step(label, NOW, "、".join(able)) if is_now else Step(label, OPEN))
    return found


def refusals_of(endorsements: Sequence[Endorsement]) -> list[Step]:
    """What was not agreed to, the latest first."""
    return [
        Step(row.get_signer_display() or "退回更正", OPEN, _who(row), row.decided_at, row.opinion)
        for row in reversed(endorsements)
        if not row.agreed
    ]


def _who(row: Endorsement) -> str:
    name = row.decided_by.name if row.decided_by else "系统"
    return f"{name}（{row.decided_as}）" if row.decided_as else name
