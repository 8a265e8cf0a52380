"""Tranches (拨款批次): asked for by the applicant, agreed to and paid by the city, taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from projects.actions.holding import SPENDING, locked_tranche, refuse_unless
from projects.actions.money_notices import ANSWERED, ASKED, tell_money
from projects.actions.own_refusals import keep_own_refusals
from projects.actions.posting import post, post_reversal
from projects.amounts import yuan
from projects.bookkeeping import disburse_lines
from projects.conflicts import refuse_own
from projects.models import Tranche
from projects.money_moves import TRANCHE_MOVES
from projects.terms import VoucherKind
from projects.tranche_rules import why_not_yet
from workflow.moves import perform


@transaction.atomic
def request_tranche(*, tranche: Tranche, words: str, actor: Actor) -> Tranche:
    """The applicant asks for a tranche (申请拨付).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``not_yet``, ``words_needed``,
    ``wrong_status``.
    """
    fresh = locked_tranche(tranche)
    refuse_unless(fresh.project, SPENDING, "申请拨付")
    if reason := why_not_yet(fresh):
        raise ValidationError(reason, code="not_yet")
    if len(words.strip()) < 2:
        raise ValidationError("请写明申请拨付的理由和用途。", code="words_needed")
    asked: dict[str, Any] = {
        "request_words": words.strip()[:1000],
        "requested_by": actor.user,
        "requested_on": actor.on,
    }
    done = perform(fresh, "request", table=TRANCHE_MOVES, actor=actor, changes=asked)
    _tell_city(fresh, "申请拨付", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def approve_tranche(*, tranche: Tranche, actor: Actor) -> Tranche:
    """The city's head agrees to pay (同意拨付); never for a project of one's own.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``own_project``,
    ``wrong_status``.
    """
    fresh = locked_tranche(tranche)
    refuse_unless(fresh.project, SPENDING, "审批拨付")
    _refuse_own(fresh, "approve", actor)
    agreed: dict[str, Any] = {"approved_by": actor.user, "approved_on": actor.on}
    done = perform(fresh, "approve", table=TRANCHE_MOVES, actor=actor, changes=agreed)
    _tell_applicant(fresh, "拨付已获同意", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def refuse_tranche(*, tranche: Tranche, reason: str, actor: Actor) -> Tranche:
    """The city's head sends the request back with the reason (退回申请).

    Raises ``PermissionDenied``; ``ValidationError`` ``own_project``, ``reason_needed``,
    ``wrong_status``.
    """
    fresh = locked_tranche(tranche)
    _refuse_own(fresh, "refuse", actor)
    cleared: dict[str, Any] = {"approved_by": None, "approved_on": None}
    done = perform(
        fresh, "refuse", table=TRANCHE_MOVES, actor=actor, reason=reason, changes=cleared
    )
    _tell_applicant(fresh, f"拨付申请被退回：{reason}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def pay_tranche(
    *, tranche: Tranche, payment_number: str, paid_on: dt.date, actor: Actor
) -> Tranche:
    """The city's clerk books that it was paid (登记拨付); who agreed does not pay.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``own_project``,
    ``same_person``, ``number_needed``, ``bad_day``, ``overdrawn``, ``wrong_status``.
    """
    fresh = locked_tranche(tranche)
    refuse_unless(fresh.project, SPENDING, "登记拨付")
    _refuse_own(fresh, "pay", actor)
    if actor.user is not None and fresh.approved_by_id == actor.user.pk:
        raise ValidationError("同意拨付的人不能登记拨付，请由其他经办人登记。", code="same_person")
    if not payment_number.strip():
        raise ValidationError("请填写支付凭证号。", code="number_needed")
    if paid_on > actor.on or (fresh.approved_on and paid_on < fresh.approved_on):
        raise ValidationError("拨付日期不能晚于今天，也不能早于同意拨付的日期。", code="bad_day")

    def booked(row: Tranche) -> dict[str, Any]:
        number = payment_number.strip()[:60]
        voucher = post(
            kind=VoucherKind.DISBURSE,
            source=row.source,
            year=fresh.project.year,
            lines=disburse_lines(row.amount),
            project=fresh.project,
            organization=fresh.project.applicant,
            words=f"拨付第 {row.number} 批：{fresh.project.name}",
            paper_number=number,
            amount=row.amount,
            on=actor.on,
            actor=actor,
        )
        return {"paid_on": paid_on, "payment_number": number, "voucher": voucher}

    done = perform(fresh, "pay", table=TRANCHE_MOVES, actor=actor, changes=booked)
    _tell_applicant(fresh, "拨款已拨付", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def reverse_tranche(*, tranche: Tranche, reason: str, actor: Actor) -> Tranche:
    """Take a booked payment back, so that it can be booked anew (冲销拨付).

    Refused when the money was spent or handed back in the meantime. Raises
    ``PermissionDenied``; ``ValidationError`` ``not_now``, ``own_project``, ``reason_needed``,
    ``overdrawn``, ``wrong_status``.
    """
    fresh = locked_tranche(tranche)
    refuse_unless(fresh.project, SPENDING, "冲销拨付")
    _refuse_own(fresh, "reverse", actor)

    def undone(row: Tranche) -> dict[str, Any]:
        if fresh.voucher is not None:
            post_reversal(voucher=fresh.voucher, reason=reason, actor=actor)
        return {"voucher": None, "paid_on": None, "payment_number": ""}

    done = perform(
        fresh, "reverse", table=TRANCHE_MOVES, actor=actor, reason=reason, changes=undone
    )
    _tell_applicant(fresh, f"拨付已冲销：{reason}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def cancel_tranche(*, tranche: Tranche, reason: str, actor: Actor) -> Tranche:
    """The city gives a tranche up (取消批次); its money stays arranged until it is released.

    Raises ``PermissionDenied``; ``ValidationError`` ``own_project``, ``reason_needed``,
    ``wrong_status``.
    """
    fresh = locked_tranche(tranche)
    _refuse_own(fresh, "cancel", actor)
    done = perform(fresh, "cancel", table=TRANCHE_MOVES, actor=actor, reason=reason)
    _tell_applicant(fresh, f"拨款批次已取消：{reason}", actor=actor)
    return done


def _refuse_own(tranche: Tranche, verb: str, actor: Actor) -> None:
    """Ask the right of a move, then whether the project is one's own."""
    require(actor, TRANCHE_MOVES[verb].capability, at=tranche.city)
    refuse_own(tranche.project, actor)


def _tell_city(tranche: Tranche, title: str, *, actor: Actor) -> None:
    _tell(tranche, title, to=tranche.project.city, kind=ASKED, actor=actor)


def _tell_applicant(tranche: Tranche, title: str, *, actor: Actor) -> None:
    _tell(tranche, title, to=tranche.project.applicant, kind=ANSWERED, actor=actor)


def _tell(tranche: Tranche, title: str, *, to: Organization, kind: str, actor: Actor) -> None:
    tell_money(
        tranche,
        project=tranche.project,
        to=to,
        kind=kind,
        title=title,
        body=f"第 {tranche.number} 批，{tranche.source} {yuan(tranche.amount)} 元",
        actor=actor,
    )
