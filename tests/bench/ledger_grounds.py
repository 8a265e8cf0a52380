"""A city's books of some years to measure on: written by COPY, right by the rules of the ledger.

Every line comes from ``projects.bookkeeping`` and carries its account on, as the triggers ask;
they sleep while the rows are copied, and ``ledger_proof`` then proves what they would have.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection, models, transaction

from accounts.models import User
from hierarchy.actors import system_actor
from hierarchy.copying import copy_rows
from hierarchy.models import Organization
from hierarchy.terms import Tier
from projects.actions.rules import seed_project_rules
from projects.bookkeeping import (
    OF_CITY,
    Line,
    allocate_lines,
    budget_lines,
    disburse_lines,
    spend_lines,
)
from projects.ledger_proof import faults_of
from projects.models import (
    Account,
    CatalogueEntry,
    Expense,
    FundSource,
    Posting,
    Project,
    Tranche,
    Voucher,
)
from projects.terms import Catalogue, ExpenseStatus, ProjectStatus, TrancheStatus, VoucherKind
from tests.bench.grounds import AT, FOUNDED, Ground, build_city
from tests.bench.results import say
from workflow.models import NumberSeries

K = VoucherKind
_BODIES = 2_000
# What one project gets, and what one entry spends of it: 200 entries leave something over.
_GRANT, _SPENT = Decimal("60000.00"), Decimal("199.99")
_YEARLY = Decimal("90000000.00")
_SPREAD = 4
_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Voucher: (
        *("id", "tenant_id", "organization_id", "number", "kind", "on", "year", "source_id"),
        *("project_id", "amount", "words", "paper_number", "made_as", "made_at"),
    ),
    Posting: ("voucher_id", "account_id", "number", "amount", "balance"),
    Expense: (
        *("project_id", "number", "source_id", "category_id", "amount", "purpose", "payee"),
        *("contract", "meeting", "status", "signers", "step", "entered_at", "submitted_on"),
        *("invoice_number", "receipt_number", "paid_on", "refunded", "voucher_id"),
    ),
    Tranche: (
        *("project_id", "number", "source_id", "amount", "status", "request_words", "paid_on"),
        *("payment_number", "voucher_id"),
    ),
    Account: (
        *("id", "tenant_id", "organization_id", "year", "source_id", "kind", "project_id"),
        *("category_id", "balance", "postings_count"),
    ),
}
Key = tuple[int, int, str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Books:
    """The ground, who reads it, and how large it is."""

    ground: Ground
    city_leader: User
    committee_leader: User
    years: range
    projects: int
    vouchers: int
    postings: int


@dataclass(slots=True)
class _Book:
    """One account while it is written."""

    pk: int
    organization: int
    balance: Decimal = Decimal(0)
    lines: int = 0


@dataclass(slots=True)
class _Writer:
    """Rows that wait to be copied, and the balances they have led to."""

    ground: Ground
    books: dict[Key, _Book] = field(default_factory=dict)
    rows: dict[type[models.Model], list[Sequence[Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    numbers: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    ids: count[int] = field(default_factory=lambda: count(1))
    postings: int = 0

    def voucher(
        self,
        kind: VoucherKind,
        lines: Sequence[Line],
        *,
        at: Organization,
        on: dt.date,
        source: int,
        amount: Decimal,
        project: int | None = None,
    ) -> int:
        """One voucher with its lines in the books of its day's year; its id."""
        pk, tenant = next(self.ids), self.ground.tenant.pk
        self.numbers[on.year] += 1
        number = f"PZ-{on.year}-{self.numbers[on.year]:06}"
        head = (pk, tenant, at.pk, number, kind.value, on, on.year, source, project)
        said = (amount, f"{kind.label}：测试{pk}", f"付{pk}", "测试岗", AT)
        self.rows[Voucher].append(head + said)
        for line in lines:
            city = line.kind in OF_CITY
            key = (on.year, source, line.kind.value, None if city else project, line.category_id)
            book = self.books.get(key)
            if book is None:
                body = self.ground.root if city else at
                book = self.books[key] = _Book(len(self.books) + 1, body.pk)
            book.balance += line.amount
            book.lines += 1
            self.rows[Posting].append((pk, book.pk, book.lines, line.amount, book.balance))
        self.postings += len(lines)
        return pk

    def write(self) -> None:
        """Copy what waits."""
        for model, rows in self.rows.items():
            copy_rows(model, _COLUMNS[model], rows)
        self.rows.clear()

    def finish(self) -> None:
        """Copy the accounts, and let ids and numbers go on behind what was written."""
        self.rows[Account] = [
            (book.pk, self.ground.tenant.pk, book.organization, *key, book.balance, book.lines)
            for key, book in self.books.items()
        ]
        self.write()
        NumberSeries.objects.bulk_create(
            NumberSeries(tenant=self.ground.tenant, series=f"voucher-{year}", last=last)
            for year, last in self.numbers.items()
        )
        for model, last in ((Voucher, next(self.ids)), (Account, len(self.books) + 1)):
            _run(f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), {last})")


def build_books(*, years: range, projects: int, entries: int) -> Books:
    """So many projects a year with so many expenses each, over some years; proved at the end."""
    ground = build_city(_BODIES)
    seed_project_rules(tenant=ground.tenant, on=FOUNDED, actor=system_actor(at=AT))
    committees = ground.some(Tier.COMMITTEE, 10)
    leader = ground.actor(ground.root).user
    reader = ground.actor(committees[0]).user
    assert leader
    assert reader
    made = _projects(ground, committees, leader, years=years, projects=projects)
    say(f"{len(made)} projects")
    writer = _Writer(ground)
    with transaction.atomic():
        _run("SET LOCAL session_replication_role = replica")
        for year in years:
            say(f"the books of {year}")
            _write_year(writer, [one for one in made if one.year == year], entries=entries)
        writer.finish()
    faults = list(faults_of(ground.tenant))
    assert faults == [], faults[:5]
    return Books(
        ground, leader, reader, years, len(made), sum(writer.numbers.values()), writer.postings
    )


def _projects(
    ground: Ground, committees: list[Organization], lead: User, *, years: range, projects: int
) -> list[Project]:
    category = CatalogueEntry.objects.filter(catalogue=Catalogue.PROJECT_CATEGORY)[0]
    return Project.objects.bulk_create(
        Project(
            tenant=ground.tenant,
            applicant=committees[number % len(committees)],
            year=year,
            number=f"XM-{year}-{number:03}",
            name=f"测试项目{year}第{number}号",
            category=category,
            lead=lead,
            starts_on=dt.date(year, 3, 1),
            ends_on=dt.date(year, 11, 30),
            created_at=AT,
            approved_on=dt.date(year, 2, 1),
            status=ProjectStatus.UNDERWAY,
        )
        for year in years
        for number in range(projects)
    )


def _write_year(writer: _Writer, projects: list[Project], *, entries: int) -> None:
    """A year's budget of each source; then each project's money in, and its entries by day."""
    year = projects[0].year
    sources = list(FundSource.objects.order_by("sort_order").values_list("pk", flat=True)[:3])
    for source in sources:
        writer.voucher(
            K.BUDGET,
            budget_lines(_YEARLY),
            at=writer.ground.root,
            on=dt.date(year, 1, 5),
            source=source,
            amount=_YEARLY,
        )
    codes = CatalogueEntry.objects.filter(catalogue=Catalogue.EXPENSE_CATEGORY)
    categories = list(codes.order_by("sort_order").values_list("pk", flat=True)[:_SPREAD])
    for number, project in enumerate(projects):
        _begin(writer, project, sources[number % len(sources)], categories)
    writer.write()
    for entry in range(entries):
        for number, project in enumerate(projects):
            source = sources[number % len(sources)]
            _spend(writer, project, source, categories[entry % _SPREAD], entry)
        writer.write()


def _begin(writer: _Writer, project: Project, source: int, categories: list[int]) -> None:
    lines = allocate_lines(dict.fromkeys(categories, _GRANT / _SPREAD))
    start: dict[str, Any] = {
        "at": project.applicant,
        "source": source,
        "project": project.pk,
        "amount": _GRANT,
    }
    writer.voucher(K.ALLOCATE, lines, on=dt.date(project.year, 2, 1), **start)
    on = dt.date(project.year, 2, 20)
    paid = writer.voucher(K.DISBURSE, disburse_lines(_GRANT), on=on, **start)
    writer.rows[Tranche].append(
        (project.pk, 1, source, _GRANT, TrancheStatus.PAID.value, "测试", on, f"付{paid}", paid)
    )


def _spend(writer: _Writer, project: Project, source: int, category: int, entry: int) -> None:
    on = dt.date(project.year, 3, 1) + dt.timedelta(days=entry)
    voucher = writer.voucher(
        K.SPEND,
        spend_lines(_SPENT, category_id=category),
        at=project.applicant,
        on=on,
        source=source,
        amount=_SPENT,
        project=project.pk,
    )
    asked = (project.pk, f"{project.number}-{entry:03}", source, category, _SPENT)
    words = (f"测试支出{voucher}", "测试公司", "", "", ExpenseStatus.PAID.value)
    steps = (json.dumps(["project_lead"]), 1, AT, on, f"票{voucher}", f"付{voucher}", on)
    writer.rows[Expense].append((*asked, *words, *steps, Decimal(0), voucher))


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
