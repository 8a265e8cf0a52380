"""The ledger of funds: what it adds up to, what it refuses, and what the database itself guards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction
from django.db.models import Model

from projects.actions.budgets import carry_budget, set_budget
from projects.actions.posting import post, reverse_voucher
from projects.bookkeeping import budget_lines, disburse_lines
from projects.ledger_proof import faults_of
from projects.models import Account, FundSource, Posting, Voucher, YearBudget
from projects.terms import AccountKind, VoucherKind
from tests.projects.grounds import YEAR, source, who, with_rules
from tests.projects.money import balance, funded_city, money
from tests.world import World
from workflow.models import AuditEntry

A = AccountKind


def budgeted(world: World, amount: str, **given: Any) -> YearBudget:
    return set_budget(
        **{
            "organization": world.city,
            "year": YEAR,
            "source": given.get("source") or source(world),
            "amount": Decimal(amount),
            "paper_number": "示例财〔2026〕1号",
            "decided_on": dt.date(2026, 1, 20),
            "subject": "行业党建专项经费",
            "actor": world.actor("city_clerk"),
            **given,
        }
    )


def test_a_budget_is_set_cut_and_carried_and_the_books_agree(ruled: World) -> None:
    budgeted(ruled, "1000.00")
    cut = budgeted(ruled, "-250.50", paper_number="示例财〔2026〕2号")
    carry_budget(
        organization=ruled.city,
        year=YEAR,
        source=source(ruled),
        amount=money("100.10"),
        actor=ruled.actor("city_clerk"),
    )

    assert cut.voucher.kind == VoucherKind.CUT
    assert balance(None, A.AVAILABLE) == money("649.40")
    assert balance(None, A.ORIGIN) == money("-749.50")
    assert Account.objects.get(year=YEAR + 1, kind=A.AVAILABLE).balance == money("100.10")
    assert list(faults_of(ruled.tenant)) == []


def test_vouchers_are_numbered_without_a_gap_and_leave_an_entry(ruled: World) -> None:
    for number in range(3):
        budgeted(ruled, "10.00", subject=f"第 {number} 笔")
    with pytest.raises(ValidationError):
        budgeted(ruled, "-999.00")
    last = budgeted(ruled, "10.00").voucher

    assert [voucher.number for voucher in Voucher.objects.order_by("pk")] == [
        f"PZ-2026-{number:06d}" for number in range(1, 5)
    ]
    entry = AuditEntry.objects.about(last).get(verb="voucher.post")
    assert entry.user_name == "朱市办"
    assert last.made_as


def test_no_more_is_cut_or_carried_than_is_left_and_the_refusal_says_so(ruled: World) -> None:
    budgeted(ruled, "1000.00")
    with pytest.raises(ValidationError) as refused:
        budgeted(ruled, "-1000.01")
    assert refused.value.code == "overdrawn"
    words = refused.value.messages[0]
    assert "“市级行业党建专项经费”可安排预算" in words
    assert "1,000.00 元" in words
    assert "1,000.01 元" in words
    with pytest.raises(ValidationError) as refused:
        carry_budget(
            organization=ruled.city,
            year=YEAR,
            source=source(ruled),
            amount=money("1000.01"),
            actor=ruled.actor("city_clerk"),
        )
    assert refused.value.code == "overdrawn"
    assert balance(None, A.AVAILABLE) == money(1000)


def test_sources_stay_apart(ruled: World) -> None:
    budgeted(ruled, "1000.00")
    budgeted(ruled, "500.00", source=source(ruled, "dues"))
    with pytest.raises(ValidationError) as refused:
        budgeted(ruled, "-600.00", source=source(ruled, "dues"))
    assert refused.value.code == "overdrawn"
    assert balance(None, A.AVAILABLE) == money(1000)
    assert balance(None, A.AVAILABLE, of="dues") == money(500)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": Decimal("0")}, "bad_amount"),
        ({"amount": Decimal("1.005")}, "bad_amount"),
        ({"paper_number": " "}, "number_needed"),
        ({"decided_on": dt.date(2026, 3, 3)}, "bad_day"),
        ({"year": 1999}, "bad_year"),
        ({"year": 2028}, "bad_year"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(
    ruled: World, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        budgeted(ruled, "10.00", **given) if "amount" not in given else budgeted(
            ruled, str(given["amount"])
        )
    assert refused.value.code == code


def test_one_paper_is_not_booked_twice(ruled: World) -> None:
    first = budgeted(ruled, "100.00")
    with pytest.raises(ValidationError) as refused:
        budgeted(ruled, "100.00")
    assert refused.value.code == "set_already"
    assert first.voucher.number in refused.value.messages[0]
    assert balance(None, A.AVAILABLE) == money(100)
    for other in ({"amount": "50.00"}, {"subject": "第二笔"}, {"source": source(ruled, "own")}):
        budgeted(ruled, **{"amount": "100.00", **other})

    reverse_voucher(voucher=first.voucher, reason="文号有误", actor=ruled.actor("city_leader"))
    budgeted(ruled, "100.00")


def test_only_the_city_keeps_the_budget_and_only_with_its_own_sources(ruled: World) -> None:
    with pytest.raises(PermissionDenied):
        budgeted(ruled, "10.00", actor=ruled.actor("mall_leader"))
    with pytest.raises(ValidationError) as refused:
        budgeted(ruled, "10.00", organization=ruled.mall, actor=ruled.actor("mall_leader"))
    assert refused.value.code == "not_city"
    with_rules(ruled.twin)
    with pytest.raises(ValidationError) as refused:
        budgeted(ruled, "10.00", source=source(ruled.twin))
    assert refused.value.code == "foreign_source"


def test_a_new_version_of_a_source_draws_on_the_same_pot(ruled: World) -> None:
    budgeted(ruled, "1000.00")
    old = source(ruled)
    new = FundSource.objects.create(
        tenant=old.tenant, code=old.code, name="市级专项经费", effective_from=dt.date(2026, 3, 1)
    )
    budgeted(ruled, "-400.00", source=new)

    assert balance(None, A.AVAILABLE) == money(600)
    assert Account.objects.filter(source=new).count() == 0


def test_a_version_of_a_source_set_down_for_earlier_days_draws_on_the_same_pot(
    ruled: World,
) -> None:
    budgeted(ruled, "1000.00")
    old = source(ruled)
    FundSource.objects.create(
        tenant=old.tenant,
        code=old.code,
        name="旧称",
        effective_from=old.effective_from - dt.timedelta(days=365),
        effective_to=old.effective_from - dt.timedelta(days=1),
    )
    budgeted(ruled, "-400.00", source=old)

    assert balance(None, A.AVAILABLE) == money(600)
    assert set(Account.objects.values_list("source", flat=True)) == {old.pk}


def test_a_voucher_is_reversed_once_by_the_head_with_a_reason(ruled: World) -> None:
    voucher = budgeted(ruled, "1000.00").voucher
    leader = ruled.actor("city_leader")
    with pytest.raises(PermissionDenied):
        reverse_voucher(voucher=voucher, reason="文号有误", actor=ruled.actor("city_clerk"))
    with pytest.raises(ValidationError) as refused:
        reverse_voucher(voucher=voucher, reason=" ", actor=leader)
    assert refused.value.code == "reason_needed"

    reversal = reverse_voucher(voucher=voucher, reason="文号有误", actor=leader)
    assert reversal.reverses == voucher
    assert balance(None, A.AVAILABLE) == balance(None, A.ORIGIN) == 0
    with pytest.raises(ValidationError) as refused:
        reverse_voucher(voucher=voucher, reason="文号有误", actor=leader)
    assert refused.value.code == "reversed_already"
    with pytest.raises(ValidationError) as refused:
        reverse_voucher(voucher=reversal, reason="文号有误", actor=leader)
    assert refused.value.code == "reverse_elsewhere"
    assert list(faults_of(ruled.tenant)) == []


def test_a_budget_that_was_used_is_not_reversed(ruled: World) -> None:
    voucher = budgeted(ruled, "1000.00").voucher
    budgeted(ruled, "-0.01")
    with pytest.raises(ValidationError) as refused:
        reverse_voucher(voucher=voucher, reason="重复登记", actor=ruled.actor("city_leader"))
    assert refused.value.code == "overdrawn"


def test_a_carry_is_taken_back_while_the_next_year_has_it(ruled: World) -> None:
    budgeted(ruled, "1000.00")
    carried = carry_budget(
        organization=ruled.city,
        year=YEAR,
        source=source(ruled),
        amount=money(400),
        actor=ruled.actor("city_clerk"),
    )
    reverse_voucher(voucher=carried, reason="结转有误", actor=ruled.actor("city_leader"))
    assert balance(None, A.AVAILABLE) == money(1000)


def _posted(world: World, lines: Any, **given: Any) -> Voucher:
    return post(
        **{
            "kind": VoucherKind.BUDGET,
            "source": source(world),
            "year": YEAR,
            "lines": lines,
            "organization": world.city,
            "words": "测试",
            "amount": money(1),
            "on": world.on,
            "actor": world.actor("city_clerk"),
            **given,
        }
    )


def test_the_database_refuses_to_change_or_delete_an_entry(ruled: World) -> None:
    voucher = budgeted(ruled, "10.00").voucher
    for rows in (Voucher.objects.filter(pk=voucher.pk), voucher.postings.all()):
        with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
            rows.update(amount=5)
        with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
            rows._raw_delete(using="default")


@pytest.mark.parametrize("model", [Voucher, Posting])
def test_the_database_refuses_to_empty_the_ledger(ruled: World, model: type[Model]) -> None:
    budgeted(ruled, "10.00")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(DatabaseError, match="不得清空"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_the_database_refuses_a_voucher_that_does_not_balance(ruled: World) -> None:
    _posted(ruled, budget_lines(money(5))[:1])
    with pytest.raises(IntegrityError, match="借贷不平"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_an_entry_that_does_not_carry_its_book_on(ruled: World) -> None:
    voucher = budgeted(ruled, "10.00").voucher
    account = Account.objects.get(kind=A.AVAILABLE)
    for number, amount, after in ((2, 5, 14), (3, 5, 15), (1, 5, 5)):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Posting.objects.create(
                voucher=voucher, account=account, number=number, amount=amount, balance=after
            )


def test_the_database_refuses_to_mix_sources(ruled: World) -> None:
    voucher = budgeted(ruled, "10.00").voucher
    budgeted(ruled, "10.00", source=source(ruled, "dues"))
    foreign = Account.objects.get(kind=A.AVAILABLE, source__code="dues")
    with pytest.raises(IntegrityError, match="不得混用"), transaction.atomic():
        Posting.objects.create(voucher=voucher, account=foreign, number=2, amount=1, balance=11)


def test_the_database_refuses_a_guarded_balance_below_nought(ruled: World) -> None:
    budgeted(ruled, "10.00")
    with pytest.raises(IntegrityError, match="account_not_overdrawn"), transaction.atomic():
        Account.objects.filter(kind=A.AVAILABLE).update(balance=-1)


def test_a_tranche_can_not_be_booked_where_nothing_was_arranged(world: World) -> None:
    funded_city(world)
    with pytest.raises(ValidationError) as refused:
        _posted(world, disburse_lines(money(1)), kind=VoucherKind.DISBURSE)
    assert refused.value.code == "overdrawn"


def test_money_is_read_in_its_own_line_only(ruled: World) -> None:
    voucher = budgeted(ruled, "10.00").voucher
    for name, seen in (("city_leader", 1), ("mall_leader", 0), ("twin.city_leader", 0)):
        actor = ruled.actor(name)
        assert Voucher.objects.visible_to(actor).filter(pk=voucher.pk).count() == seen
        assert Posting.objects.visible_to(actor).count() == 2 * seen
        assert Account.objects.visible_to(actor).count() == 2 * seen
    assert who(ruled, "city_leader").on == ruled.on
