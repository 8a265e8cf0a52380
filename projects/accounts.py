"""The final account of one project (决算): balances only, every column adding up to the cent.

What was budgeted is what its lines have left and what was spent; what was paid out is what is
still held, what was spent and what was handed back. No posting is scanned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.amounts import ZERO, rate, total
from projects.models import Account, CatalogueEntry, FundSource, Project
from projects.terms import AccountKind, TrancheStatus
from projects.versions import first_source


@dataclass(frozen=True, slots=True)
class CategoryAccount:
    """One expense category of one source (科目)."""

    category: CatalogueEntry
    budget: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """预算结余."""
        return self.budget - self.spent


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """One source, kept apart from the others; ``paid`` is all that the city paid (已拨付)."""

    source: FundSource
    lines: Sequence[CategoryAccount]
    paid: Decimal
    waiting: Decimal
    held: Decimal

    @property
    def budget(self) -> Decimal:
        """批复预算."""
        return total(line.budget for line in self.lines)

    @property
    def spent(self) -> Decimal:
        """已支出, refunds and reversals taken off."""
        return total(line.spent for line in self.lines)

    @property
    def left(self) -> Decimal:
        """预算结余."""
        return self.budget - self.spent

    @property
    def handed_back(self) -> Decimal:
        """已交回 to the city."""
        return self.paid - self.held - self.spent

    @property
    def released(self) -> Decimal:
        """收回未拨指标: budgeted, neither paid nor waiting to be paid."""
        return self.budget - self.paid - self.waiting

    @property
    def rate(self) -> Decimal | None:
        """预算执行率 in hundredths: spent of what was paid and not handed back (domain.md §6)."""
        return rate(self.spent, self.held + self.spent)


@dataclass(frozen=True, slots=True)
class FinalAccount:
    """All sources of a project side by side; sums are for the eye, money never mixes."""

    project: Project
    sources: Sequence[SourceAccount]

    def sum_of(self, name: str) -> Decimal:
        """The foot of a column: ``budget``, ``paid``, ``spent``, ``held`` …"""
        return total(getattr(one, name) for one in self.sources)

    @property
    def rate(self) -> Decimal | None:
        """预算执行率 over all sources."""
        spent = self.sum_of("spent")
        return rate(spent, self.sum_of("held") + spent)


def final_account(project: Project) -> FinalAccount:
    """Where every cent of a project went; empty before its money was arranged. Two queries.

    Whoever shows it asks first whether the reader sees the applicant's money.
    """
    accounts = project.accounts.exclude(kind=AccountKind.PLAN).select_related("source", "category")
    by_source: dict[FundSource, list[Account]] = {}
    for account in accounts.order_by(
        "source__sort_order", "source_id", "category__sort_order", "category_id"
    ):
        by_source.setdefault(account.source, []).append(account)
    paid = _paid(project)
    return FinalAccount(
        project,
        [_of_source(source, rows, paid.get(source.pk, ZERO)) for source, rows in by_source.items()],
    )


def _paid(project: Project) -> dict[int, Decimal]:
    """What the city paid, by the first version of each source."""
    found: dict[int, Decimal] = {}
    rows = project.tranches.filter(status=TrancheStatus.PAID).select_related("voucher__source")
    for tranche in rows:
        source = tranche.voucher.source_id if tranche.voucher else first_source(tranche.source).pk
        found[source] = found.get(source, ZERO) + tranche.amount
    return found


def _of_source(source: FundSource, rows: Sequence[Account], paid: Decimal) -> SourceAccount:
    kinds = {row.kind: row.balance for row in rows if row.category is None}
    left = {row.category: row.balance for row in rows if row.kind == AccountKind.LINE}
    spent = {row.category: row.balance for row in rows if row.kind == AccountKind.SPENT}
    lines = [
        CategoryAccount(category, balance + spent.get(category, ZERO), spent.get(category, ZERO))
        for category, balance in left.items()
        if category is not None
    ]
    return SourceAccount(
        source=source,
        lines=[line for line in lines if line.budget or line.spent],
        paid=paid,
        waiting=kinds.get(AccountKind.ALLOCATED, ZERO),
        held=kinds.get(AccountKind.HELD, ZERO),
    )
