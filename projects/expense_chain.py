"""Who decides on one expense, in order: the city's chain, fitted to the people who are there."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, Exists, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from hierarchy.holders import holders_of
from hierarchy.terms import Role
from projects.models import Endorsement, Expense
from projects.spending_rules import chain_of
from projects.terms import Signer

_OF_HEADS: Final = (Signer.COMMITTEE_LEADER, Signer.COMMITTEE_MEETING)


def signers_for(expense: Expense, *, on: dt.date) -> list[str]:
    """The chain of an expense on a day.

    A lead who also heads the committee signs once, as its head: else one person would have to
    sign twice, which nobody may. Where the chain is the lead's alone and the lead entered it, the
    committee's head decides, too. Raises ``ValidationError`` ``no_band``, ``nobody_to_sign``.
    """
    project = expense.project
    signers = chain_of(tenant=project.tenant, amount=expense.amount, source=expense.source, on=on)
    heads = holders_of([project.applicant_id], on=on, roles=(Role.LEADER,))[project.applicant_id]
    is_heads_own = project.lead_id in heads and any(one in signers for one in _OF_HEADS)
    if is_heads_own:
        signers = [one for one in signers if one != Signer.PROJECT_LEAD]
    if signers == [Signer.PROJECT_LEAD] and expense.entered_by_id == project.lead_id:
        # Nobody decides alone on what they entered.
        signers = [*signers, Signer.COMMITTEE_LEADER.value]
    if any(one in signers for one in _OF_HEADS) and heads <= {expense.entered_by_id}:
        raise ValidationError(
            "这笔支出由本单位负责人本人填写，没有其他负责人可以审批。"
            "请取消这一笔，由经办人另行填写后报批。",
            code="nobody_to_sign",
        )
    return signers


class NextSigner(Func):
    """Whose turn it is, of an expense's ``signers`` and ``step``, told by the database."""

    arg_joiner = " ->> "
    template = "(%(expressions)s)"
    output_field = CharField()


def signed_now(user: User) -> Exists:
    """Whether a person agreed to an expense in the present round, of a query of expenses.

    An earlier round ended with its return: whoever agreed or refused then is asked again.
    """
    after = Endorsement.objects.filter(
        expense=OuterRef("expense"), agreed=True, pk__gt=OuterRef("pk")
    )
    counted = after.order_by().values("expense").annotate(many=Count("pk")).values("many")
    own = Endorsement.objects.filter(expense=OuterRef("pk"), agreed=True, decided_by=user)
    later = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return Exists(own.annotate(later=later).filter(later__lt=OuterRef("step")))
