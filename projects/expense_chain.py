"""Who decides on one expense, in order: the city's chain, fitted to the people who are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, Exists, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from hierarchy.models import Appointment, Delegation, Organization, OrganizationGrant
from hierarchy.terms import Capability
from projects.conflicts import belonging
from projects.models import Endorsement, Expense
from projects.spending_rules import chain_of
from projects.terms import ExpenseStatus, Signer

_OF_HEADS: Final = (Signer.COMMITTEE_LEADER, Signer.COMMITTEE_MEETING)


def signers_for(expense: Expense, *, on: dt.date) -> list[str]:
    """The chain of an expense on a day.

    A lead who also heads the committee signs once, as its head: else one person would have to
    sign twice, which nobody may. Where the chain is the lead's alone and the lead entered it, the
    committee's head decides, too. Raises ``ValidationError`` ``no_band``, ``no_head``,
    ``nobody_to_sign``.
    """
    project = expense.project
    signers = chain_of(tenant=project.tenant, amount=expense.amount, source=expense.source, on=on)
    heads = heads_of(project.applicant, on=on)
    is_heads_own = project.lead_id in heads and any(one in signers for one in _OF_HEADS)
    if is_heads_own:
        signers = [one for one in signers if one != Signer.PROJECT_LEAD]
    if signers == [Signer.PROJECT_LEAD] and expense.entered_by_id == project.lead_id:
        # Nobody decides alone on what they entered.
        signers = [*signers, Signer.COMMITTEE_LEADER.value]
    if any(one in signers for one in _OF_HEADS):
        _refuse_nobody(expense, heads)
    return signers


def heads_of(body: Organization, *, on: dt.date) -> set[int]:
    """Who signs for the very body on a day, stand-ins included; nobody of a body above it.

    A notice to a vacant body goes one tier up, but no head above may sign in its place.
    """
    grants = OrganizationGrant.objects.filter(
        content_object=body, permission__codename=Capability.ISSUE
    )
    posts = Appointment.objects.live(on).filter(
        pk__in=grants.values("appointment_id"), position__is_abolished=False
    )
    held = posts.filter(user__is_active=True).values_list("user_id", flat=True)
    standing_in = Delegation.objects.live(on).filter(
        appointment__in=posts, delegate__is_active=True
    )
    return set(held.union(standing_in.values_list("delegate_id", flat=True)))


def names_of_next(
    expense: Expense, endorsements: Sequence[Endorsement], *, on: dt.date
) -> list[str]:
    """The people who may decide the step whose turn it is, by name; empty where nobody can."""
    if expense.status != ExpenseStatus.SUBMITTED:
        return []
    signer, project = expense.next_signer, expense.project
    if signer == Signer.PROJECT_LEAD:
        able = {project.lead_id}
    elif signer == Signer.CITY_LEADER:
        able = heads_of(project.city, on=on)
        able -= belonging(project, able, on=on)
    else:
        able = heads_of(project.applicant, on=on)
    given = [one.decided_by_id for one in endorsements if one.agreed]
    able -= {expense.entered_by_id, *given[len(given) - expense.step :]}
    return list(User.objects.filter(pk__in=able).order_by("pk").values_list("name", flat=True))


def _refuse_nobody(expense: Expense, heads: set[int]) -> None:
    if not heads:
        raise ValidationError(
            f"{expense.project.applicant.name}的负责人目前空缺，这笔支出没有人可以审批。"
            "草稿已保留，请待负责人到任或指定代理人后再报批。",
            code="no_head",
        )
    if heads <= {expense.entered_by_id}:
        raise ValidationError(
            "这笔支出由本单位负责人本人填写，没有其他负责人可以审批。"
            "请取消这一笔，由经办人另行填写后报批。",
            code="nobody_to_sign",
        )


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
