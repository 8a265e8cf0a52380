"""Expenses that may be one in slices (拆分支出): a word to who decides, and no refusal.

A band of approval goes by the amount of one expense. Several to the same payee within weeks, each
below the line and together above it, would pass by those who decide on the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projects.amounts import total
from projects.models import Expense
from projects.spending_rules import chain_of
from projects.terms import ExpenseStatus, Signer

WITHIN: Final = dt.timedelta(days=30)
"""Handed up no further apart than this, two expenses may be one."""
_UNDECIDED: Final = (ExpenseStatus.SUBMITTED, ExpenseStatus.APPROVED)
_COUNTED: Final = (*_UNDECIDED, ExpenseStatus.PAID)


@dataclass(frozen=True, slots=True)
class Slices:
    """The others to the same payee, what all come to, and who would decide on that as well."""

    others: Sequence[Expense]
    whole: Decimal
    asked: Sequence[str]

    @property
    def asked_words(self) -> str:
        """The steps that the whole asks for and the expense by itself does not."""
        return "、".join(self.asked)


def slices_of(expense: Expense) -> Slices | None:
    """What of a project's expenses may belong to this one while it is not paid; else ``None``.

    Told only where the whole asks for a step more. One query, where there are others three.
    """
    day = expense.submitted_on
    if expense.status not in _UNDECIDED or day is None:
        return None
    near = (day - WITHIN, day + WITHIN)
    rows = Expense.objects.filter(
        project_id=expense.project_id,
        payee=expense.payee,
        status__in=_COUNTED,
        submitted_on__range=near,
    )
    others = list(rows.exclude(pk=expense.pk).order_by("submitted_on", "pk"))
    if not others:
        return None
    whole = expense.amount + total(one.net for one in others)
    together = chain_of(tenant=expense.project.tenant, amount=whole, source=expense.source, on=day)
    # A lead who is the head signs once, as the head.
    alone = (Signer.PROJECT_LEAD, *expense.signers)
    more = [str(Signer(one).label) for one in together if one not in alone]
    return Slices(others, whole, more) if more else None
