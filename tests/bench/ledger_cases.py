"""The money of 5 years × 300 projects × 200 entries: its pages, one posting, and the proof.

Beside each page stands the bare SQL of what it shows, timed in the same run; the small scale
measures the same on a thousandth of the books.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from statistics import median
from time import process_time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from hierarchy.actors import system_actor
from projects.actions.posting import post
from projects.bookkeeping import spend_lines
from projects.ledger_proof import faults_of
from projects.models import Account, Project, Voucher
from projects.terms import AccountKind, VoucherKind
from tests.bench.ledger_grounds import Books, build_books
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import percentile, seconds

GOAL, QUERIES_GOAL = 100, 12
_TURNS, _POSTS = 20, 50
_FUNDS_SQL = """
    SELECT source_id, year, kind, SUM(balance) FROM projects_account
    WHERE tenant_id = %(tenant)s AND year BETWEEN %(first)s AND %(last)s GROUP BY 1, 2, 3
"""
_LEDGER_SQL = """
    SELECT v.*, s.name, o.name, p.name FROM projects_voucher v
    JOIN projects_fundsource s ON s.id = v.source_id
    JOIN hierarchy_organization o ON o.id = v.organization_id
    LEFT JOIN projects_project p ON p.id = v.project_id
    WHERE v.tenant_id = %(tenant)s ORDER BY v.on DESC, v.id DESC LIMIT 51
"""
_PROJECT_SQL = """
    SELECT v.* FROM projects_voucher v WHERE v.project_id = %(project)s
    ORDER BY v.on DESC, v.id DESC LIMIT 51
"""


def books_of(bench: Bench) -> Books:
    """The ground: five years up to this one, or a thousandth of them."""
    this_year = timezone.localdate().year
    small = bench.scale == "small"
    size: dict[str, Any] = (
        {"years": range(this_year - 1, this_year + 1), "projects": 15, "entries": 10}
        if small
        else {"years": range(this_year - 4, this_year + 1), "projects": 300, "entries": 200}
    )
    books: Books = bench.server.open(
        f"ledger_{'small' if small else 'full'}", lambda: build_books(**size)
    )
    return books


def pages(bench: Bench) -> Iterator[Result]:
    """The funding page and the ledger, as the city and a committee open them."""
    books = books_of(bench)
    project = Project.objects.order_by("-pk")[0]
    asked = {
        "tenant": books.ground.tenant.pk,
        "first": books.years[0],
        "last": books.years[-1],
        "project": project.pk,
    }
    far = Voucher.objects.order_by("-on", "-pk")[books.vouchers // 2]
    for who, user in (("city leader", books.city_leader), ("committee", books.committee_leader)):
        for name, path, query, raw in (
            ("funds", "projects:funds", {}, _FUNDS_SQL),
            ("rows", "projects:fund_rows", {"year": books.years[-1]}, _FUNDS_SQL),
            ("ledger", "projects:voucher_list", {}, _LEDGER_SQL),
            ("ledger.kind", "projects:voucher_list", {"kind": "disburse"}, _LEDGER_SQL),
            ("ledger.year", "projects:voucher_list", {"year": books.years[0]}, _LEDGER_SQL),
            ("ledger.days", "projects:voucher_list", {"until": f"{far.on}"}, _LEDGER_SQL),
            ("ledger.project", "projects:voucher_list", {"project": project.pk}, _PROJECT_SQL),
            ("ledger.words", "projects:voucher_list", {"q": far.number}, _LEDGER_SQL),
            ("ledger.absent", "projects:voucher_list", {"q": "没有这样的摘要"}, _LEDGER_SQL),
        ):
            if who == "committee" and name == "ledger.project":
                continue
            yield _page(books, f"funds.page.{name}", who, user, reverse(path), query, raw, asked)


def posting(bench: Bench) -> Iterator[Result]:
    """One expense into the ledger, with its locks, guards, triggers and entry of the trail."""
    books = books_of(bench)
    line = Account.objects.filter(kind=AccountKind.LINE, balance__gt=1).select_related(
        "project__applicant", "source", "category"
    )[0]
    assert line.project is not None
    assert line.category is not None
    now = timezone.now()
    spend = partial(
        post,
        kind=VoucherKind.SPEND,
        source=line.source,
        year=line.year,
        lines=spend_lines(Decimal("0.01"), category_id=line.category.pk),
        project=line.project,
        organization=line.project.applicant,
        words="测试",
        amount=Decimal("0.01"),
        on=timezone.localdate(now),
        actor=system_actor(at=now),
    )
    with transaction.atomic():
        spend()
        times = [seconds(spend) * 1000 for _ in range(_POSTS)]
        with CaptureQueriesContext(connection) as captured:
            spend()
        transaction.set_rollback(True)
    yield Result(
        case="funds.post",
        n=books.postings,
        value=median(times),
        more={"queries": len(captured), "p95": percentile(times, 0.95)},
    )


def proving(bench: Bench) -> Iterator[Result]:
    """The whole proof, as at night."""
    books = books_of(bench)
    taken = seconds(lambda: list(faults_of(books.ground.tenant)))
    yield Result(case="funds.proof", n=books.postings, value=taken, unit="s")


def _page(
    books: Books,
    case: str,
    who: str,
    user: User,
    path: str,
    query: dict[str, Any],
    raw: str,
    asked: dict[str, Any],
) -> Result:
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(user, backend="hierarchy.backends.ScopedBackend")
    get = partial(client.get, path, query)
    get()
    with CaptureQueriesContext(connection) as captured:
        answer = get()
    queries = len(captured)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    pairs = [
        (seconds(get) * 1000, seconds(partial(_raw, raw, asked)) * 1000) for _ in range(_TURNS)
    ]
    times, bare = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Result(
        case=case,
        n=books.vouchers,
        value=percentile(times, 0.95),
        against=f"an aim of {GOAL} ms at p95; the bare SQL beside it",
        goal=GOAL,
        more={
            "who": who,
            "p50": median(times),
            "python": _processor(get),
            "bare": median(bare),
            "queries": queries,
            "queries_goal": QUERIES_GOAL,
        },
    )


def _processor(get: Callable[[], Any]) -> float:
    """Processor time of a request in this process: what a busy machine does not lengthen."""
    found = []
    for _ in range(_TURNS):
        started = process_time()
        get()
        found.append((process_time() - started) * 1000)
    return median(found)


def _raw(statement: str, asked: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        cursor.fetchall()


CASES: dict[str, Case] = {
    "funds.page": pages,
    "funds.post": posting,
    "funds.proof": proving,
}
"""``funds`` chooses them all; the full books are built once for the three."""
