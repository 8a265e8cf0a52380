"""Proving the ledger (账目校验): the books against each other and against their papers.

What the database refuses one write at a time is asked here of all rows at once, in SQL; an empty
answer is a proof. ``tasks.prove_ledgers`` asks nightly, ``manage.py check_ledger`` after a restore.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from hierarchy.models import Tenant
from projects.terms import ExpenseStatus, TrancheStatus, VoucherKind

# Each gives the numbers or ids of what is wrong in one city.
_PROOFS: Final[tuple[tuple[str, str], ...]] = (
    (
        "凭证 {} 借贷不平或没有分录",
        """
        SELECT v.number FROM projects_voucher v
        LEFT JOIN projects_posting p ON p.voucher_id = v.id
        WHERE v.tenant_id = %(tenant)s
        GROUP BY v.id HAVING COUNT(p.id) < 2 OR SUM(p.amount) <> 0 ORDER BY v.number
        """,
    ),
    (
        "账户 {} 的余额与最后一条分录不符",
        """
        SELECT a.id FROM projects_account a
        LEFT JOIN projects_posting p ON p.account_id = a.id AND p.number = a.postings_count
        WHERE a.tenant_id = %(tenant)s AND a.balance <> COALESCE(p.balance, 0) ORDER BY a.id
        """,
    ),
    (
        "账户 {} 的分录不连续",
        """
        SELECT a.id FROM projects_account a
        LEFT JOIN LATERAL (
            SELECT COUNT(*) AS lines, COALESCE(MAX(number), 0) AS last,
                   BOOL_AND(balance = before_it + amount) AS carried
            FROM (
                SELECT number, amount, balance,
                       COALESCE(LAG(balance) OVER (ORDER BY number), 0) AS before_it
                FROM projects_posting WHERE account_id = a.id
            ) rows
        ) book ON true
        WHERE a.tenant_id = %(tenant)s
          AND (book.lines <> a.postings_count OR book.last <> a.postings_count
               OR NOT COALESCE(book.carried, true))
        ORDER BY a.id
        """,
    ),
    (
        "凭证 {} 混用资金来源",
        """
        SELECT DISTINCT v.number FROM projects_posting p
        JOIN projects_voucher v ON v.id = p.voucher_id
        JOIN projects_account a ON a.id = p.account_id
        WHERE v.tenant_id = %(tenant)s
          AND (a.source_id <> v.source_id OR a.tenant_id <> v.tenant_id)
        ORDER BY 1
        """,
    ),
    (
        "冲销凭证 {} 与原凭证不相抵",
        """
        SELECT r.number FROM projects_voucher r
        JOIN projects_posting p ON p.voucher_id IN (r.id, r.reverses_id)
        WHERE r.tenant_id = %(tenant)s AND r.reverses_id IS NOT NULL
        GROUP BY r.id, r.number, p.account_id HAVING SUM(p.amount) <> 0 ORDER BY 1
        """,
    ),
    (
        "项目 {} 的科目预算结余与批复对应不符",
        """
        SELECT p.name FROM projects_account a JOIN projects_project p ON p.id = a.project_id
        WHERE a.tenant_id = %(tenant)s AND a.kind IN ('plan', 'line')
        GROUP BY p.id, p.name, a.source_id HAVING SUM(a.balance) <> 0 ORDER BY 1
        """,
    ),
    (
        "支出 {} 与其凭证不符",
        """
        SELECT e.number FROM projects_expense e
        JOIN projects_project pr ON pr.id = e.project_id
        LEFT JOIN projects_voucher v ON v.id = e.voucher_id
        LEFT JOIN projects_voucher r ON r.reverses_id = v.id
        LEFT JOIN LATERAL (
            SELECT COALESCE(SUM(f.amount), 0) AS refunded FROM projects_refund f
            LEFT JOIN projects_voucher u ON u.reverses_id = f.voucher_id
            WHERE f.expense_id = e.id AND u.id IS NULL
        ) back ON true
        WHERE pr.tenant_id = %(tenant)s AND (
            (e.status = %(paid)s AND (v.id IS NULL OR r.id IS NOT NULL))
            OR (e.status = %(reversed)s AND r.id IS NULL)
            OR (v.id IS NOT NULL AND (v.amount <> e.amount OR v.kind <> %(spend)s))
            OR e.refunded <> back.refunded
        ) ORDER BY 1
        """,
    ),
    (
        "拨款批次 {} 与其凭证不符",
        """
        SELECT t.id FROM projects_tranche t
        JOIN projects_project pr ON pr.id = t.project_id
        LEFT JOIN projects_voucher v ON v.id = t.voucher_id
        LEFT JOIN projects_voucher r ON r.reverses_id = v.id
        WHERE pr.tenant_id = %(tenant)s AND (
            (t.status = %(tranche_paid)s) <> (v.id IS NOT NULL)
            OR r.id IS NOT NULL
            OR (v.id IS NOT NULL AND (v.amount <> t.amount OR v.kind <> %(disburse)s))
        ) ORDER BY 1
        """,
    ),
    (
        "项目 {} 已支出的余额与支出单不符",
        """
        SELECT pr.name FROM projects_project pr
        LEFT JOIN LATERAL (
            SELECT COALESCE(SUM(amount - refunded), 0) AS net FROM projects_expense
            WHERE project_id = pr.id AND status = %(paid)s
        ) papers ON true
        LEFT JOIN LATERAL (
            SELECT COALESCE(SUM(balance), 0) AS booked FROM projects_account
            WHERE project_id = pr.id AND kind = 'spent'
        ) books ON true
        WHERE pr.tenant_id = %(tenant)s AND papers.net <> books.booked ORDER BY 1
        """,
    ),
)


def faults_of(tenant: Tenant) -> Iterator[str]:
    """What is wrong in a city's books, one sentence a fault; nothing when they are right."""
    asked: dict[str, str | int] = {
        "tenant": tenant.pk,
        "paid": ExpenseStatus.PAID.value,
        "reversed": ExpenseStatus.REVERSED.value,
        "spend": VoucherKind.SPEND.value,
        "disburse": VoucherKind.DISBURSE.value,
        "tranche_paid": TrancheStatus.PAID.value,
    }
    for words, statement in _PROOFS:
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            for (name,) in cursor.fetchall():
                yield words.format(f"“{name}”")
