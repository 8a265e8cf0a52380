"""Expenses (支出) in the ledger: paid, refunded, reversed; and what is handed back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.expenses import add_files, signed_by
from projects.actions.holding import (
    OPEN_BOOK,
    SPENDING,
    locked_expense,
    locked_project,
    refuse_unless,
)
from projects.actions.money_notices import ANSWERED, ASKED, tell_money
from projects.actions.posting import post, post_reversal
from projects.amounts import checked, yuan
from projects.bookkeeping import hand_back_lines, refund_lines, spend_lines
from projects.models import Expense, FundSource, Project, Refund, Voucher
from projects.money_moves import EXPENSE_MOVES
from projects.terms import ExpenseStatus, VoucherKind
from projects.versions import first_category, first_source
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform


@transaction.atomic
def pay_expense(
    *,
    expense: Expense,
    invoice_number: str,
    receipt_number: str,
    paid_on: dt.date,
    attachments: Sequence[Attachment] = (),
    actor: Actor,
) -> Expense:
    """Book an approved expense as paid, with invoice and receipt (登记支付).

    Neither the project's lead nor who agreed to it pays. ``attachments`` come on top of those it
    has. Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``same_person``,
    ``number_needed``, ``files_needed``, ``bad_day``, ``invoice_used``, ``overdrawn``,
    ``wrong_status``.
    """
    fresh = locked_expense(expense)
    require(actor, Capability.HANDLE, at=fresh.project.applicant)
    refuse_unless(fresh.project, SPENDING, "登记支付")
    _refuse_payer(fresh, actor)
    numbers = invoice_number.strip()[:40], receipt_number.strip()[:60]
    if not all(numbers):
        raise ValidationError("请填写发票号码和支付凭证号。", code="number_needed")
    _refuse_day(fresh, paid_on, actor)
    add_files(fresh, attachments, actor=actor)
    if not fresh.attachments.exists():
        raise ValidationError("请上传发票和支付凭证，至少一份。", code="files_needed")

    def booked(row: Expense) -> dict[str, Any]:
        voucher = _spent(fresh, numbers[1], actor=actor)
        _refuse_used(fresh, numbers[0])
        return {
            "invoice_number": numbers[0],
            "receipt_number": numbers[1],
            "paid_on": paid_on,
            "paid_by": actor.user,
            "voucher": voucher,
        }

    return perform(fresh, "pay", table=EXPENSE_MOVES, actor=actor, changes=booked)


@transaction.atomic
def reverse_expense(*, expense: Expense, reason: str, actor: Actor) -> Expense:
    """Take a paid expense out of the ledger by its opposite (冲销支出).

    What was refunded in part is refunded to the end instead, or its refunds are reversed first.
    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``has_refunds``,
    ``reason_needed``, ``wrong_status``.
    """
    fresh = locked_expense(expense)
    refuse_unless(fresh.project, OPEN_BOOK, "冲销支出，账已结清")
    if fresh.refunded:
        raise ValidationError(
            f"这笔支出已退款 {yuan(fresh.refunded)} 元，不能整笔冲销。"
            "请先冲销退款，或将余下金额登记为退款。",
            code="has_refunds",
        )

    def undone(row: Expense) -> dict[str, Any]:
        if fresh.voucher is not None:
            post_reversal(voucher=fresh.voucher, reason=reason, actor=actor)
        return {}

    done = perform(
        fresh, "reverse", table=EXPENSE_MOVES, actor=actor, reason=reason, changes=undone
    )
    tell_money(
        done,
        project=fresh.project,
        to=fresh.project.applicant,
        kind=ANSWERED,
        title="支出已冲销",
        body=f"{fresh.purpose}，{yuan(fresh.amount)} 元：{reason.strip()}",
        actor=actor,
    )
    return done


@transaction.atomic
def refund_expense(
    *, expense: Expense, amount: Decimal, words: str, paper_number: str, actor: Actor
) -> Expense:
    """Book that some or all of a paid expense came back (登记退款).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``wrong_status``,
    ``refund_too_much``, ``words_needed``, ``bad_amount``, ``refunded_already``.
    """
    fresh = locked_expense(expense)
    who = require(actor, Capability.HANDLE, at=fresh.project.applicant)
    refuse_unless(fresh.project, OPEN_BOOK, "登记退款，账已结清")
    back = _refundable(fresh, amount, words=words, paper_number=paper_number)
    voucher = _came_back(fresh, back, words.strip(), paper_number.strip(), actor=actor)
    Refund.objects.create(
        expense=fresh,
        amount=back,
        words=words.strip()[:200],
        paper_number=paper_number.strip()[:60],
        refunded_on=actor.on,
        voucher=voucher,
    )
    fresh.refunded += back
    fresh.save(update_fields=["refunded"])
    audit.record(
        verb="expense.refund",
        target=fresh,
        actor=actor,
        organization=fresh.project.applicant,
        after={"amount": f"{back}", "refunded": f"{fresh.refunded}"},
        reason=words,
        post=who,
    )
    return fresh


@transaction.atomic
def reverse_refund(*, refund: Refund, reason: str, actor: Actor) -> Expense:
    """Take back a refund booked by mistake (冲销退款).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``reason_needed``,
    ``reversed_already``, ``overdrawn`` when what came back was used.
    """
    fresh = locked_expense(refund.expense)
    who = require(actor, Capability.HANDLE, at=fresh.project.applicant)
    refuse_unless(fresh.project, OPEN_BOOK, "冲销退款，账已结清")
    post_reversal(voucher=refund.voucher, reason=reason, actor=actor)
    fresh.refunded -= refund.amount
    fresh.save(update_fields=["refunded"])
    audit.record(
        verb="expense.reverse_refund",
        target=fresh,
        actor=actor,
        organization=fresh.project.applicant,
        after={"amount": f"{refund.amount}", "refunded": f"{fresh.refunded}"},
        reason=reason,
        post=who,
    )
    return fresh


@transaction.atomic
def hand_back(
    *, project: Project, source: FundSource, amount: Decimal, paper_number: str, actor: Actor
) -> Voucher:
    """Book that the applicant paid unspent money of a source back to the city (结余交回).

    The city is told and, if nothing came, reverses it. Raises ``PermissionDenied``;
    ``ValidationError`` ``not_now``, ``number_needed``, ``bad_amount``, ``overdrawn``,
    ``handed_back_already``.
    """
    held = locked_project(project)
    require(actor, Capability.HANDLE, at=held.applicant)
    refuse_unless(held, OPEN_BOOK, "登记交回，账已结清")
    if not paper_number.strip():
        raise ValidationError("请填写交款凭证号。", code="number_needed")
    back = checked(amount)
    _refuse_handed_back(held, source, back, paper_number.strip()[:60])
    voucher = post(
        kind=VoucherKind.HAND_BACK,
        source=source,
        year=held.year,
        lines=hand_back_lines(back),
        project=held,
        organization=held.applicant,
        words=f"结余交回：{held.name}",
        paper_number=paper_number.strip(),
        amount=back,
        on=actor.on,
        actor=actor,
    )
    tell_money(
        voucher,
        project=held,
        to=held.city,
        kind=ASKED,
        title="结余已交回，请核对到账",
        body=f"{source} {yuan(back)} 元，交款凭证号 {paper_number.strip()}",
        actor=actor,
    )
    return voucher


def _refuse_handed_back(
    project: Project, source: FundSource, amount: Decimal, paper_number: str
) -> None:
    """Refuse the same payment again, by its paper: a form sent twice. The project is held."""
    same = project.vouchers.filter(
        kind=VoucherKind.HAND_BACK,
        source=first_source(source),
        amount=amount,
        paper_number=paper_number,
        reversal__isnull=True,
    )
    if (known := same.first()) is not None:
        raise ValidationError(
            f"交款凭证号“{paper_number}”的这笔交回已经登记（凭证 {known.number}），没有再次登记。"
            "请核对凭证号。",
            code="handed_back_already",
        )


def _refuse_payer(expense: Expense, actor: Actor) -> None:
    user = actor.user
    if user is not None and user.pk in {expense.project.lead_id, *signed_by(expense)}:
        raise ValidationError(
            "项目负责人和审批过这笔支出的人不能登记支付，请由其他经办人登记。", code="same_person"
        )


def _refuse_day(expense: Expense, paid_on: dt.date, actor: Actor) -> None:
    """Nothing was paid before the last step was decided, nor tomorrow."""
    last = expense.endorsements.filter(agreed=True).order_by("pk").last()
    agreed_on = timezone.localdate(last.decided_at) if last else expense.submitted_on
    if paid_on > actor.on or (agreed_on and paid_on < agreed_on):
        raise ValidationError(
            "支付日期不能晚于今天，也不能早于审批完成的日期，请改正。", code="bad_day"
        )


def _refuse_used(expense: Expense, invoice_number: str) -> None:
    """Refuse the same invoice of the same payee for the same sum again (重复报销).

    Asked while the city's number series is held, so that of two at once the second sees the first.
    """
    paid = Expense.objects.filter(
        project__tenant=expense.project.tenant,
        status=ExpenseStatus.PAID,
        invoice_number=invoice_number,
        payee=expense.payee,
        amount=expense.amount,
        refunded__lt=F("amount"),
    )
    if (other := paid.exclude(pk=expense.pk).first()) is not None:
        raise ValidationError(
            f"发票 {invoice_number} 已由支出 {other.number} 支付过同样的金额，不能重复报销。"
            "请核对发票号码；确已支付过的，请取消这笔支出。",
            code="invoice_used",
        )


def _spent(expense: Expense, receipt_number: str, *, actor: Actor) -> Voucher:
    category = first_category(expense.category)
    return post(
        kind=VoucherKind.SPEND,
        source=expense.source,
        year=expense.project.year,
        lines=spend_lines(expense.amount, category_id=category.pk),
        project=expense.project,
        organization=expense.project.applicant,
        words=f"{category}：{expense.purpose}",
        paper_number=receipt_number,
        amount=expense.amount,
        on=actor.on,
        actor=actor,
    )


def _came_back(
    expense: Expense, amount: Decimal, words: str, paper_number: str, *, actor: Actor
) -> Voucher:
    return post(
        kind=VoucherKind.REFUND,
        source=expense.source,
        year=expense.project.year,
        lines=refund_lines(amount, category_id=first_category(expense.category).pk),
        project=expense.project,
        organization=expense.project.applicant,
        words=f"退款：{expense.purpose}（{words}）",
        paper_number=paper_number,
        amount=amount,
        on=actor.on,
        actor=actor,
    )


def _refundable(expense: Expense, amount: Decimal, *, words: str, paper_number: str) -> Decimal:
    if expense.status != ExpenseStatus.PAID:
        raise ValidationError(
            f"这笔支出现为“{expense.get_status_display()}”，只有已支付的才能登记退款。",
            code="wrong_status",
        )
    if len(words.strip()) < 2 or not paper_number.strip():
        raise ValidationError("请写明退款原因和收款凭证号。", code="words_needed")
    back = checked(amount)
    if back > expense.net:
        raise ValidationError(
            f"这笔支出还可退款 {yuan(expense.net)} 元，不能退 {yuan(back)} 元，请核对。",
            code="refund_too_much",
        )
    paper = paper_number.strip()[:60]
    same = expense.refunds.filter(amount=back, paper_number=paper, voucher__reversal__isnull=True)
    if same.exists():
        raise ValidationError(
            f"收款凭证号“{paper}”的这笔退款已经登记，没有再次登记。请核对凭证号。",
            code="refunded_already",
        )
    return back
