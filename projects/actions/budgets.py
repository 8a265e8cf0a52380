"""The city's yearly budget (年度经费预算) by source: set, cut, carried to the next year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from projects.actions.posting import post
from projects.amounts import checked, yuan
from projects.bookkeeping import budget_lines, carry_lines
from projects.models import FundSource, Voucher, YearBudget
from projects.terms import VoucherKind
from workflow import audit

FIRST_YEAR, YEARS_AHEAD = 2000, 1


@transaction.atomic
def set_budget(
    *,
    organization: Organization,
    year: int,
    source: FundSource,
    amount: Decimal,
    paper_number: str,
    decided_on: dt.date,
    subject: str = "",
    actor: Actor,
) -> YearBudget:
    """Put a source's money into a year's budget by its paper, or cut it by a negative amount.

    第十六条. Raises ``PermissionDenied``; ``ValidationError`` ``not_city``, ``bad_year``,
    ``bad_day``, ``number_needed``, ``bad_amount``, ``foreign_source``, ``overdrawn``,
    ``set_already``.
    """
    who = require(actor, Capability.HANDLE, at=organization)
    _check(organization, year=year, source=source, actor=actor)
    changed = checked(amount, may_be_negative=True)
    number = _paper(paper_number, decided_on, actor=actor)
    voucher = _booked(organization, year, source, changed, number, actor=actor)
    budget = YearBudget(tenant=organization.tenant, organization=organization, voucher=voucher)
    budget.year, budget.source, budget.amount = year, source, changed
    budget.subject, budget.paper_number = subject.strip()[:80], number
    budget.decided_on = decided_on
    _refuse_twice(budget)
    budget.save(force_insert=True)
    audit.record(
        verb="yearbudget.set",
        target=budget,
        actor=actor,
        organization=organization,
        after={"year": year, "source": source.pk, "amount": f"{changed}"},
        post=who,
    )
    return budget


@transaction.atomic
def carry_budget(
    *, organization: Organization, year: int, source: FundSource, amount: Decimal, actor: Actor
) -> Voucher:
    """Carry what a source has left of a year to the next (结转下年); sources stay apart.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_city``, ``bad_year``,
    ``foreign_source``, ``bad_amount``, ``overdrawn``, ``carried_already``.
    """
    require(actor, Capability.HANDLE, at=organization)
    _check(organization, year=year, source=source, actor=actor)
    if year > actor.on.year:
        raise ValidationError(f"{year}年还没有开始，不能结转。", code="bad_year")
    moved = checked(amount)
    voucher = post(
        kind=VoucherKind.CARRY,
        source=source,
        year=year,
        lines=carry_lines(moved, year=year),
        organization=organization,
        words=f"{year}年“{source}”结余 {yuan(moved)} 元结转 {year + 1}年",
        amount=moved,
        on=actor.on,
        actor=actor,
    )
    _refuse_carried(voucher)
    return voucher


def _paper(paper_number: str, decided_on: dt.date, *, actor: Actor) -> str:
    if not paper_number.strip():
        raise ValidationError("请填写预算文号，以便核对。", code="number_needed")
    if decided_on > actor.on:
        raise ValidationError("下达日期不能晚于今天，请改正。", code="bad_day")
    return paper_number.strip()[:60]


def _refuse_twice(budget: YearBudget) -> None:
    """Refuse what was sent twice: it would make money out of nothing.

    Asked after its voucher, while the city's number series is held: of two at once the second
    sees the first.
    """
    rows = YearBudget.objects.filter(
        tenant=budget.tenant,
        year=budget.year,
        source__code=budget.source.code,
        amount=budget.amount,
        subject=budget.subject,
        paper_number=budget.paper_number,
        voucher__reversal__isnull=True,
    )
    if (known := rows.select_related("voucher").first()) is not None:
        raise ValidationError(
            f"文号“{budget.paper_number}”的这笔预算已经登记（凭证 {known.voucher.number}），"
            "没有再次登记。同一文件分列几笔的，请在预算科目中写明区别。",
            code="set_already",
        )


def _refuse_carried(voucher: Voucher) -> None:
    """Refuse the same carry of a day again: a form sent twice. Asked once the series is held."""
    same = Voucher.objects.filter(
        tenant=voucher.tenant,
        kind=VoucherKind.CARRY,
        source=voucher.source,
        year=voucher.year,
        amount=voucher.amount,
        on=voucher.on,
        reversal__isnull=True,
    )
    if (known := same.exclude(pk=voucher.pk).first()) is not None:
        raise ValidationError(
            f"今天已结转过同样的金额（凭证 {known.number}），没有再次结转。"
            "确需多结转的，请先冲销这张凭证，再按合计金额结转。",
            code="carried_already",
        )


def _booked(
    organization: Organization,
    year: int,
    source: FundSource,
    changed: Decimal,
    paper_number: str,
    *,
    actor: Actor,
) -> Voucher:
    kind = VoucherKind.BUDGET if changed > 0 else VoucherKind.CUT
    return post(
        kind=kind,
        source=source,
        year=year,
        lines=budget_lines(changed),
        organization=organization,
        words=f"{kind.label}：{year}年{source}",
        paper_number=paper_number,
        amount=abs(changed),
        on=actor.on,
        actor=actor,
    )


def _check(organization: Organization, *, year: int, source: FundSource, actor: Actor) -> None:
    if organization.tier != Tier.CITY:
        raise ValidationError("年度经费预算只由市委两新工委登记。", code="not_city")
    if source.tenant_id != organization.tenant_id:
        raise ValidationError("所选资金来源不是本市的，请重新选择。", code="foreign_source")
    if not FIRST_YEAR <= year <= actor.on.year + YEARS_AHEAD:
        raise ValidationError(
            f"预算年度应在 {FIRST_YEAR}年到 {actor.on.year + YEARS_AHEAD}年之间，请改正。",
            code="bad_year",
        )
