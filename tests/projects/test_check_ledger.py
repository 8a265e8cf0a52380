"""``check_ledger``: silent on sound books, and names what is wrong when someone went past them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from projects.ledger_proof import faults_of
from projects.models import Account, Expense, Project, Tranche
from projects.tasks import UnsoundLedgerError, prove_ledgers
from projects.terms import AccountKind
from tests.projects.money import funded_city, paid_expense, paid_project
from tests.world import World
from workflow.models import AuditEntry, Notice


@pytest.fixture
def project(world: World) -> Project:
    """With money paid out and one expense of 100 元."""
    funded_city(world)
    made = paid_project(world)
    paid_expense(world, made, "100")
    return made


@contextmanager
def past_the_guards() -> Iterator[None]:
    """As who restores a table by hand: no trigger stands in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")


def _run(*options: str) -> str:
    told = StringIO()
    call_command("check_ledger", *options, stdout=told, stderr=told)
    return told.getvalue()


def test_sound_books_are_told_in_one_line(project: Project) -> None:
    assert _run() == "已校验 2 个城市的经费账，未发现不符。\n"
    assert "已校验 1 个城市" in _run("--tenant", "suzhou")
    with pytest.raises(CommandError, match="没有代码"):
        _run("--tenant", "nowhere")


def test_a_balance_changed_by_hand_is_found(world: World, project: Project) -> None:
    Account.objects.filter(kind=AccountKind.HELD, project=project).update(balance=1)
    assert any("余额与最后一条分录不符" in fault for fault in faults_of(world.tenant))
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_ledger", stdout=told, stderr=told)
    assert "处不符" in told.getvalue()
    assert list(faults_of(world.twin.tenant)) == []


def test_an_entry_changed_past_the_database_is_found(world: World, project: Project) -> None:
    voucher = project.vouchers.get(kind="spend")
    posting = voucher.postings.get(account__kind=AccountKind.HELD)
    with past_the_guards(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_posting SET amount = amount - 1 WHERE id = %s", [posting.pk]
        )
    faults = list(faults_of(world.tenant))
    assert f"凭证 “{voucher.number}” 借贷不平或没有分录" in faults
    assert f"账户 “{posting.account_id}” 的分录不连续" in faults


def test_the_nightly_job_tells_who_keeps_the_ledger_once_a_day_and_is_shown_as_failed(
    world: World, project: Project
) -> None:
    assert prove_ledgers() == 2
    Account.objects.filter(kind=AccountKind.HELD, project=project).update(balance=1)

    for _ in range(2):
        with pytest.raises(UnsoundLedgerError, match="suzhou 1 处"):
            prove_ledgers()

    told = Notice.objects.filter(title="经费账校验发现 1 处不符")
    names = set(told.values_list("recipient__name", flat=True))
    assert names == {world.user("city_leader").name, world.user("city_clerk").name}
    assert told.count() == 2
    entry = AuditEntry.objects.filter(verb="ledger.prove").first()
    assert entry is not None
    assert "余额与最后一条分录不符" in entry.after["faults"][0]


def test_papers_that_do_not_agree_with_their_vouchers_are_found(
    world: World, project: Project
) -> None:
    expense = project.expenses.get()
    Expense.objects.filter(pk=expense.pk).update(refunded=1)
    tranche = project.tranches.get(number=1)
    Tranche.objects.filter(pk=tranche.pk).update(amount=1)
    faults = list(faults_of(world.tenant))
    assert f"支出 “{expense.number}” 与其凭证不符" in faults
    assert f"拨款批次 “{tranche.pk}” 与其凭证不符" in faults
    assert f"项目 “{project.name}” 已支出的余额与支出单不符" in faults
