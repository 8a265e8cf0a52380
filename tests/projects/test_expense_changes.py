"""Expenses changed on their way: by another hand, after the approval, and who is told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from projects.actions.expenses import (
    edit_expense,
    endorse_expense,
    send_back_expense,
    submit_expense,
)
from projects.models import ApprovalBand, Expense, Project
from projects.terms import ExpenseStatus
from tests.projects.grounds import who
from tests.projects.money import (
    SPENT_ON,
    an_expense,
    approved_expense,
    clerk,
    funded_city,
    paid_project,
    pay,
)
from tests.refusals import refusal
from tests.world import World
from workflow.models import Notice


@pytest.fixture
def project(world: World) -> Project:
    """Under way, its first tranche paid."""
    funded_city(world)
    return paid_project(world)


def submitted(world: World, expense: Expense) -> Expense:
    return submit_expense(expense=expense, actor=clerk(world))


def agree(world: World, expense: Expense, name: str) -> Expense:
    return endorse_expense(expense=expense, agreed=True, actor=who(world, name, SPENT_ON))


def changed(world: World, expense: Expense, name: str, **given: Any) -> Expense:
    """The same with other words or another sum, written by somebody."""
    said = {key: getattr(expense, key) for key in ("source", "category", "amount", "purpose")}
    return edit_expense(
        expense=expense,
        **{**said, "payee": expense.payee, "actor": who(world, name, SPENT_ON), **given},
    )


def test_who_changed_it_stands_for_it_and_does_not_agree_to_it(
    world: World, project: Project
) -> None:
    expense = an_expense(world, project, "100")
    by_head = changed(world, expense, "mall_leader", amount=Decimal(4000), payee="另一公司")
    assert by_head.entered_by == world.user("mall_leader")
    with refusal("nobody_to_sign"):
        submitted(world, by_head)

    mine = submitted(world, changed(world, by_head, "mall_clerk"))
    agree(world, agree(world, mine, "station_head"), "mall_leader")


def test_what_the_lead_entered_and_another_changed_waits_for_the_lead(
    world: World, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(lead=world.user("mall_leader"))
    ApprovalBand.objects.filter(tenant=world.tenant, over=0).update(
        signers=["project_lead", "city_leader"]
    )
    expense = an_expense(world, project, "100", by="mall_leader")
    expense = submitted(world, changed(world, expense, "mall_clerk", amount=Decimal(4000)))

    assert (expense.step, expense.next_signer) == (0, "project_lead")


def test_what_was_agreed_to_is_sent_back_for_correction_before_it_is_paid(
    world: World, project: Project
) -> None:
    expense = approved_expense(world, project, "100")
    with refusal("reason_needed"):
        send_back_expense(expense=expense, reason=" ", actor=clerk(world))
    with pytest.raises(PermissionDenied):
        send_back_expense(
            expense=expense, reason="发票抬头有误", actor=who(world, "lawyer_clerk", SPENT_ON)
        )
    back = send_back_expense(expense=expense, reason="发票抬头有误", actor=clerk(world))

    assert (back.status, back.step) == (ExpenseStatus.RETURNED, 0)
    last = back.endorsements.order_by("pk").last()
    assert last is not None
    assert (last.signer, last.agreed, last.opinion) == ("", False, "发票抬头有误")
    assert Notice.objects.filter(title__startswith="支出已退回更正").exists()
    with refusal("wrong_status"):
        pay(world, back)
    with refusal("wrong_status"):
        send_back_expense(expense=back, reason="发票抬头有误", actor=clerk(world))

    again = submitted(world, changed(world, back, "mall_clerk", payee="示例会务有限公司"))
    assert again.next_signer == "project_lead"
    again = agree(world, agree(world, again, "station_head"), "mall_leader")
    assert pay(world, again).status == ExpenseStatus.PAID


def test_the_lead_is_told_that_it_is_the_leads_turn(world: World, project: Project) -> None:
    submitted(world, an_expense(world, project))
    told = Notice.objects.filter(title__startswith="支出待审批（项目负责人）")
    assert world.user("station_head") in {one.recipient for one in told}
