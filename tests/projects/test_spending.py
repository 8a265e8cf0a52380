"""Expenses in the ledger: paid once with papers, refunded, reversed, and the rest handed back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.expenses import endorse_expense, submit_expense
from projects.actions.posting import reverse_voucher
from projects.actions.spending import (
    hand_back,
    refund_expense,
    reverse_expense,
    reverse_refund,
)
from projects.ledger_proof import faults_of
from projects.models import Expense, Project
from projects.terms import AccountKind, ExpenseStatus, ProjectStatus, VoucherKind
from tests.projects.grounds import source, who
from tests.projects.money import (
    SPENT_ON,
    an_expense,
    approved_expense,
    balance,
    clerk,
    funded_city,
    money,
    paid_expense,
    paid_project,
    pay,
)
from tests.refusals import refusal
from tests.world import World
from workflow.models import AuditEntry, Notice

A = AccountKind


@pytest.fixture
def project(world: World) -> Project:
    """With 15000 元 of 30000 paid out, 20000 of them for training and 10000 for print."""
    funded_city(world)
    return paid_project(world)


def refund(world: World, expense: Expense, amount: str, **given: Any) -> Expense:
    return refund_expense(
        expense=expense,
        **{
            "amount": money(given.pop("of", amount)),
            "words": "课时减少",
            "paper_number": "示例收1号",
            "actor": clerk(world),
            **given,
        },
    )


def test_paying_moves_money_from_what_is_held_and_from_the_line(
    world: World, project: Project
) -> None:
    expense = paid_expense(world, project, "1234.56")

    assert expense.status == ExpenseStatus.PAID
    assert expense.paid_by == world.user("mall_clerk")
    assert balance(project, A.HELD) == money("13765.44")
    assert balance(project, A.SPENT, what="training") == money("1234.56")
    assert balance(project, A.LINE, what="training") == money("18765.44")
    assert balance(project, A.PLAN) == money("-28765.44")
    assert expense.voucher is not None
    assert expense.voucher.kind == VoucherKind.SPEND
    assert AuditEntry.objects.about(expense).filter(verb="expense.pay").exists()
    assert list(faults_of(world.tenant)) == []


def test_no_more_is_paid_than_was_paid_out(world: World, project: Project) -> None:
    paid_expense(world, project, "14000")
    expense = approved_expense(world, project, "1000.01")
    with pytest.raises(ValidationError) as refused:
        pay(world, expense)
    assert refused.value.code == "overdrawn"
    assert "已拨结余只有 1,000.00 元" in refused.value.messages[0]
    expense.refresh_from_db()
    assert expense.status == ExpenseStatus.APPROVED
    assert not expense.attachments.exists()
    assert balance(project, A.HELD) == money(1000)


def test_no_more_is_paid_than_the_line_has(world: World, project: Project) -> None:
    first, second = (
        approved_expense(world, project, amount, what="print") for amount in ("4000", "6000")
    )
    pay(world, first)
    Expense.objects.filter(pk=second.pk).update(amount=money("6000.01"))
    with pytest.raises(ValidationError) as refused:
        pay(world, second)
    assert refused.value.code == "overdrawn"
    assert "“印刷宣传”科目预算结余只有 6,000.00 元" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"invoice_number": " "}, "number_needed"),
        ({"receipt_number": ""}, "number_needed"),
        ({"attachments": []}, "files_needed"),
        ({"paid_on": SPENT_ON + dt.timedelta(days=1)}, "bad_day"),
        ({"paid_on": SPENT_ON - dt.timedelta(days=1)}, "bad_day"),
    ],
)
def test_paying_needs_invoice_receipt_a_file_and_a_day_that_can_be(
    world: World, project: Project, given: dict[str, Any], code: str
) -> None:
    expense = approved_expense(world, project, "100")
    with refusal(code):
        pay(world, expense, **given)


def test_nothing_was_paid_before_all_had_agreed(world: World, project: Project) -> None:
    expense = submit_expense(expense=an_expense(world, project, "100"), actor=clerk(world))
    for name in ("station_head", "mall_leader"):
        later = who(world, name, SPENT_ON + dt.timedelta(days=5))
        expense = endorse_expense(expense=expense, agreed=True, actor=later)
    by = who(world, "mall_clerk", SPENT_ON + dt.timedelta(days=6))
    for days in (0, 4, 7):
        with refusal("bad_day"):
            pay(world, expense, paid_on=SPENT_ON + dt.timedelta(days=days), actor=by)
    assert pay(world, expense, paid_on=SPENT_ON + dt.timedelta(days=5), actor=by).voucher


def test_one_invoice_is_not_paid_twice(world: World, project: Project) -> None:
    first = pay(world, approved_expense(world, project, "100"), invoice_number="20260001")
    again = approved_expense(world, project, "100")
    with pytest.raises(ValidationError) as refused:
        pay(world, again, invoice_number="20260001")
    assert refused.value.code == "invoice_used"
    assert str(first.number) in refused.value.messages[0]
    assert balance(project, A.SPENT) == money(100)
    part = approved_expense(world, project, "99.99")
    assert pay(world, part, invoice_number="20260001").status == ExpenseStatus.PAID

    reverse_expense(expense=first, reason="登记有误", actor=clerk(world))
    assert pay(world, again, invoice_number="20260001").status == ExpenseStatus.PAID


def test_who_serves_the_applicant_is_told_of_a_reversal(world: World, project: Project) -> None:
    expense = paid_expense(world, project, "100")
    reverse_expense(expense=expense, reason="登记有误", actor=clerk(world))
    told = Notice.objects.filter(title__startswith="支出已冲销")
    assert world.user("mall_leader") in {one.recipient for one in told}
    assert {one.body for one in told} == {"党务骨干培训场地和资料，100.00 元：登记有误"}


def test_neither_the_lead_nor_who_agreed_pays(world: World, project: Project) -> None:
    expense = approved_expense(world, project, "100")
    with refusal("same_person"):
        pay(world, expense, by="mall_leader")
    with pytest.raises(PermissionDenied):
        pay(world, expense, by="lawyer_clerk")
    Project.objects.filter(pk=project.pk).update(lead=world.user("mall_clerk"))
    with refusal("same_person"):
        pay(world, expense)


def test_an_expense_is_paid_once(world: World, project: Project) -> None:
    expense = paid_expense(world, project, "100")
    with refusal("wrong_status"):
        pay(world, expense)
    assert balance(project, A.SPENT) == money(100)


def test_a_reversal_brings_everything_back(world: World, project: Project) -> None:
    expense = paid_expense(world, project, "1234.56")
    with refusal("reason_needed"):
        reverse_expense(expense=expense, reason=" ", actor=clerk(world))
    undone = reverse_expense(expense=expense, reason="重复登记", actor=clerk(world))

    assert undone.status == ExpenseStatus.REVERSED
    assert undone.voucher is not None
    assert undone.voucher.reversal.kind == VoucherKind.REVERSAL
    assert balance(project, A.HELD) == money(15000)
    assert balance(project, A.SPENT) == 0
    assert balance(project, A.LINE) == money(30000)
    with refusal("wrong_status"):
        reverse_expense(expense=undone, reason="重复登记", actor=clerk(world))
    assert list(faults_of(world.tenant)) == []


def test_a_refund_is_the_reverse_of_spending_for_its_amount(world: World, project: Project) -> None:
    expense = refund(world, paid_expense(world, project, "1000"), "300.30")

    assert (expense.refunded, expense.net) == (money("300.30"), money("699.70"))
    assert expense.status == ExpenseStatus.PAID
    assert balance(project, A.SPENT) == money("699.70")
    assert balance(project, A.HELD) == money("14300.30")
    with refusal("refund_too_much"):
        refund(world, expense, "699.71")
    refund(world, expense, "699.70")
    assert balance(project, A.SPENT) == 0
    assert list(faults_of(world.tenant)) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"words": ""}, "words_needed"),
        ({"paper_number": " "}, "words_needed"),
        ({"of": "0"}, "bad_amount"),
    ],
)
def test_a_refund_says_why_and_by_which_paper(
    world: World, project: Project, given: dict[str, Any], code: str
) -> None:
    expense = paid_expense(world, project, "1000")
    with refusal(code):
        refund(world, expense, "1", **given)


def test_what_was_not_paid_is_not_refunded(world: World, project: Project) -> None:
    with refusal("wrong_status"):
        refund(world, approved_expense(world, project, "1000"), "1")
    reversed_one = reverse_expense(
        expense=paid_expense(world, project, "1000"), reason="重复登记", actor=clerk(world)
    )
    with refusal("wrong_status"):
        refund(world, reversed_one, "1")


def test_what_was_refunded_in_part_is_reversed_after_its_refund(
    world: World, project: Project
) -> None:
    expense = refund(world, paid_expense(world, project, "1000"), "300")
    with refusal("has_refunds"):
        reverse_expense(expense=expense, reason="重复登记", actor=clerk(world))
    row = expense.refunds.get()
    restored = reverse_refund(refund=row, reason="退款登记有误", actor=clerk(world))
    assert restored.refunded == 0
    with refusal("reversed_already"):
        reverse_refund(refund=row, reason="退款登记有误", actor=clerk(world))
    reverse_expense(expense=restored, reason="重复登记", actor=clerk(world))
    assert balance(project, A.HELD) == money(15000)
    assert list(faults_of(world.tenant)) == []


def test_a_refund_whose_money_was_used_is_not_taken_back(world: World, project: Project) -> None:
    expense = refund(world, paid_expense(world, project, "1000"), "300")
    hand_back(
        project=project,
        source=source(world),
        amount=money("14300"),
        paper_number="示例交1号",
        actor=clerk(world),
    )
    with refusal("overdrawn"):
        reverse_refund(refund=expense.refunds.get(), reason="退款登记有误", actor=clerk(world))
    assert expense.refunds.count() == 1


def test_money_that_came_back_late_is_handed_back_too(world: World, project: Project) -> None:
    expense = paid_expense(world, project, "15000")
    Project.objects.filter(pk=project.pk).update(status=ProjectStatus.FAILED)
    refund(world, expense, "15000")
    hand_back(
        project=project,
        source=source(world),
        amount=money("15000"),
        paper_number="示例交1号",
        actor=clerk(world),
    )
    assert balance(project, A.HELD) == 0
    assert balance(None, A.AVAILABLE) == money(485000)
    assert list(faults_of(world.tenant)) == []


def test_closed_books_stay_closed(world: World, project: Project) -> None:
    expense = paid_expense(world, project, "1000")
    back = hand_back(
        project=project,
        source=source(world),
        amount=money("14000"),
        paper_number="示例交1号",
        actor=clerk(world),
    )
    approved = approved_expense(world, project, "10")
    Project.objects.filter(pk=project.pk).update(status=ProjectStatus.SETTLED)
    leader = who(world, "city_leader", SPENT_ON)
    for attempt in (
        lambda: pay(world, approved),
        lambda: refund(world, expense, "1"),
        lambda: reverse_expense(expense=expense, reason="重复登记", actor=clerk(world)),
        lambda: reverse_voucher(voucher=back, reason="款项未到账", actor=leader),
    ):
        with refusal("not_now"):
            attempt()


def test_no_one_else_refunds_reverses_or_hands_back(world: World, project: Project) -> None:
    expense = paid_expense(world, project, "1000")
    for name in ("lawyer_clerk", "station_head", "city_clerk"):
        stranger = who(world, name, SPENT_ON)
        with pytest.raises(PermissionDenied):
            refund(world, expense, "1", actor=stranger)
        with pytest.raises(PermissionDenied):
            reverse_expense(expense=expense, reason="重复登记", actor=stranger)
        with pytest.raises(PermissionDenied):
            hand_back(
                project=project,
                source=source(world),
                amount=money(1),
                paper_number="示例交1号",
                actor=stranger,
            )
