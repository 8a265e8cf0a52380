"""What may be paid for, and who has to agree (支出规则): the city's lists, judged; no writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError

from hierarchy.models import Tenant
from projects.amounts import total, yuan
from projects.models import (
    Account,
    ApprovalBand,
    CatalogueEntry,
    Expense,
    ForbiddenUse,
    FundSource,
    Project,
)
from projects.terms import AccountKind, ExpenseStatus, Signer
from projects.versions import first_category, first_source

_PENDING = (ExpenseStatus.SUBMITTED, ExpenseStatus.APPROVED)


def source_on(source: FundSource, on: dt.date) -> FundSource:
    """The source as the city rules it on a day; the row itself when it has no rule any more."""
    rows = FundSource.objects.filter(tenant_id=source.tenant_id, code=source.code).effective(on)
    return rows.order_by("-effective_from", "-pk").first() or source


def refuse_category(source: FundSource, category: CatalogueEntry, *, on: dt.date) -> None:
    """Refuse what a source may not pay for, with the rule: dues stay dues (党费规定第十九条).

    Raises ``ValidationError`` ``category_not_allowed``.
    """
    ruled = source_on(source, on)
    if not ruled.categories or category.code in ruled.categories:
        return
    rule = f"（{ruled.article}）" if ruled.article else ""
    raise ValidationError(
        f"“{ruled}”不能列支“{category}”{rule}。请改用允许该科目的资金来源，或调整预算科目。",
        code="category_not_allowed",
    )


def refuse_forbidden(*, tenant: Tenant, texts: Iterable[str], on: dt.date) -> None:
    """Refuse what the city's list forbids, by its words, with name and article (负面清单).

    Raises ``ValidationError`` ``forbidden_use``.
    """
    said = " ".join(texts)
    for rule in ForbiddenUse.objects.filter(tenant=tenant).effective(on).order_by("pk"):
        word = next((word for word in rule.words if word and word in said), "")
        if word:
            raise ValidationError(
                f"内容含“{word}”，属于不得列支的“{rule.name}”（{rule.article}）。"
                "请核对该笔支出是否应由项目经费承担；确属误判的，请改写支出内容。",
                code="forbidden_use",
            )


def chain_of(*, tenant: Tenant, amount: Decimal, source: FundSource, on: dt.date) -> list[str]:
    """Who decides on an expense, in order: the band of its amount, and the source's own demand.

    A source that asks for a collective decision (集体研究) gets it in place of the committee's
    head, whose word the meeting includes. Raises ``ValidationError`` ``no_band``.
    """
    bands = ApprovalBand.objects.filter(tenant=tenant, over__lt=amount).effective(on)
    band = bands.order_by("-over", "-effective_from").first()
    if band is None:
        raise ValidationError(
            f"本市还没有设置 {yuan(amount)} 元支出的审批权限，请联系市委两新工委设置后再报批。",
            code="no_band",
        )
    # The lead first, wherever the list has it: it may be given by entering the expense.
    signers = sorted(map(str, band.signers), key=lambda one: one != Signer.PROJECT_LEAD)
    if not source_on(source, on).needs_meeting or Signer.COMMITTEE_MEETING in signers:
        return signers
    if Signer.COMMITTEE_LEADER in signers:
        place = signers.index(Signer.COMMITTEE_LEADER)
        return [*signers[:place], Signer.COMMITTEE_MEETING.value, *signers[place + 1 :]]
    place = signers.index(Signer.CITY_LEADER) if Signer.CITY_LEADER in signers else len(signers)
    return [*signers[:place], Signer.COMMITTEE_MEETING.value, *signers[place:]]


def budget_line(project: Project, source: FundSource, category: CatalogueEntry) -> Account | None:
    """The account of what a budget line has left; ``None`` where the budget has no such line."""
    return project.accounts.filter(
        kind=AccountKind.LINE, source=first_source(source), category=first_category(category)
    ).first()


def refuse_off_budget(project: Project, source: FundSource, category: CatalogueEntry) -> Account:
    """The budget line of an expense; raises ``ValidationError`` ``no_budget_line``."""
    line = budget_line(project, source, category)
    if line is None:
        raise ValidationError(
            f"项目预算中没有“{source}”的“{category}”科目，不能列支。"
            "请选择预算中的科目，或先办理预算调整。",
            code="no_budget_line",
        )
    return line


def refuse_over_line(expense: Expense, line: Account) -> None:
    """Refuse to hand up what the line could not pay beside what is under way already.

    Raises ``ValidationError`` ``over_budget``; paying asks the ledger again.
    """
    others = expense.project.expenses.filter(
        status__in=_PENDING,
        source__code=expense.source.code,
        category__code=expense.category.code,
    ).exclude(pk=expense.pk)
    taken = total(others.values_list("amount", flat=True))
    if expense.amount > line.balance - taken:
        raise ValidationError(
            f"“{expense.source}”的“{expense.category}”科目预算结余 {yuan(line.balance)} 元，"
            f"其中在批 {yuan(taken)} 元，本次 {yuan(expense.amount)} 元，超出预算。"
            "请减少金额，或先办理预算调整。",
            code="over_budget",
        )
