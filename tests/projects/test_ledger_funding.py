"""What decisions do to a project's money: arranged at approval, changed, planned, released."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.accounts import final_account
from projects.actions.funding import adjust_budget, allocate_budget, plan_tranches, release_rest
from projects.actions.posting import reverse_voucher
from projects.actions.tranches import cancel_tranche
from projects.ledger_proof import faults_of
from projects.models import Project
from projects.terms import AccountKind, Catalogue, TrancheStatus, VoucherKind
from tests.projects.grounds import (
    DECIDED,
    approved_project,
    entry,
    noticed_project,
    source,
    who,
    with_budget,
    with_rules,
)
from tests.projects.money import (
    approved_tranche,
    balance,
    funded_city,
    money,
    paid_expense,
    paid_project,
    under_way,
)
from tests.world import World

A = AccountKind
TWO = (
    ("city", "training", "20000.01"),
    ("city", "print", "10000.00"),
    ("own", "training", "333.33"),
)
Wanted = dict[tuple[int, int], Decimal]


def wanted(world: World, lines: Iterable[tuple[str, str, str]]) -> Wanted:
    """A budget by ids, out of codes."""
    return {
        (source(world, of).pk, entry(world, Catalogue.EXPENSE_CATEGORY, what).pk): Decimal(amount)
        for of, what, amount in lines
    }


def test_approval_arranges_each_source_out_of_its_own_budget(world: World) -> None:
    funded_city(world)
    project = approved_project(world, lines=TWO)

    assert balance(project, A.ALLOCATED) == money("30000.01")
    assert balance(project, A.ALLOCATED, of="own") == money("333.33")
    assert balance(None, A.AVAILABLE) == money("469999.99")
    assert balance(None, A.AVAILABLE, of="own") == money("499666.67")
    assert balance(project, A.LINE, what="training") == money("20000.01")
    vouchers = project.vouchers.filter(kind=VoucherKind.ALLOCATE)
    assert {one.paper_number for one in vouchers} == {"示例两新工委〔2026〕8号"}
    assert list(faults_of(world.tenant)) == []


def test_a_project_is_not_approved_beyond_what_a_source_has_left(world: World) -> None:
    with_rules(world)
    with_budget(world)
    with_budget(world, "333.32", code="own")
    with pytest.raises(ValidationError) as refused:
        approved_project(world, lines=TWO)
    assert refused.value.code == "overdrawn"
    project = Project.objects.get()
    assert project.status == "on_notice"
    assert not project.vouchers.exists()
    assert balance(None, A.AVAILABLE) == money(500000)


def test_money_is_arranged_once(world: World) -> None:
    funded_city(world)
    project = approved_project(world)
    with pytest.raises(ValidationError) as refused:
        allocate_budget(project=project, actor=who(world, "city_leader", DECIDED))
    assert refused.value.code == "allocated_already"


def test_a_project_without_a_budget_gets_no_money(world: World) -> None:
    funded_city(world)
    project = noticed_project(world)
    project.budget.all().delete()
    with pytest.raises(ValidationError) as refused:
        allocate_budget(project=project, actor=who(world, "city_leader", DECIDED))
    assert refused.value.code == "no_budget"


def test_the_tranches_of_each_source_add_up_to_it_to_the_cent(world: World) -> None:
    funded_city(world)
    project = under_way(world, lines=TWO)

    def tranches(code: str) -> list[str]:
        rows = project.tranches.filter(source__code=code).order_by("number")
        return [f"{row.amount}" for row in rows]

    assert tranches("city") == ["15000.01", "9000.00", "6000.00"]
    assert tranches("own") == ["166.67", "99.99", "66.67"]
    with pytest.raises(ValidationError) as refused:
        plan_tranches(project=project, shares=(50, 50), actor=who(world, "city_leader", DECIDED))
    assert refused.value.code == "planned_already"


def test_tranches_wait_until_money_is_arranged(world: World) -> None:
    funded_city(world)
    project = noticed_project(world)
    with pytest.raises(ValidationError) as refused:
        plan_tranches(project=project, shares=(100,), actor=who(world, "city_leader"))
    assert refused.value.code == "not_allocated"


def test_of_one_cent_one_tranche_is_planned(world: World) -> None:
    funded_city(world)
    project = under_way(world, lines=(("city", "training", "0.01"),))
    assert [row.amount for row in project.tranches.all()] == [money("0.01")]


def test_a_shift_between_categories_moves_no_money_of_the_city(world: World) -> None:
    funded_city(world)
    project = under_way(world)
    (voucher,) = adjust_budget(
        project=project,
        after=wanted(world, [("city", "training", "18000"), ("city", "rent", "12000")]),
        actor=who(world, "mall_leader", DECIDED),
    )

    assert voucher.amount == money(12000)
    assert balance(None, A.AVAILABLE) == money(470000)
    assert balance(project, A.LINE, what="rent") == money(12000)
    assert balance(project, A.LINE, what="print") == 0
    budget = project.budget.order_by("pk").values_list("category__code", "amount")
    assert list(budget) == [("training", money(18000)), ("rent", money(12000))]
    assert sum(row.amount for row in project.tranches.all()) == money(30000)
    assert list(faults_of(world.tenant)) == []


def test_more_and_less_of_a_source_is_the_citys_and_changes_the_last_tranches(
    world: World,
) -> None:
    funded_city(world)
    project = under_way(world)
    more = wanted(world, [("city", "training", "25000"), ("city", "print", "10000")])
    with pytest.raises(PermissionDenied):
        adjust_budget(project=project, after=more, actor=who(world, "mall_leader", DECIDED))
    leader = who(world, "city_leader", DECIDED)
    adjust_budget(project=project, after=more, actor=leader)
    assert balance(project, A.ALLOCATED) == money(35000)
    assert [row.amount for row in project.tranches.order_by("number")] == [15000, 9000, 11000]

    adjust_budget(
        project=project, after=wanted(world, [("city", "training", "16000")]), actor=leader
    )
    assert balance(project, A.ALLOCATED) == money(16000)
    assert [row.amount for row in project.tranches.order_by("number")] == [15000, 1000]
    assert balance(None, A.AVAILABLE) == money(484000)
    assert list(faults_of(world.tenant)) == []


def test_a_new_source_gets_a_tranche_of_its_own(world: World) -> None:
    funded_city(world)
    project = paid_project(world)
    after = wanted(world, [("city", "training", "30000"), ("own", "rent", "500")])
    adjust_budget(project=project, after=after, actor=who(world, "city_leader", DECIDED))
    tranche = project.tranches.get(source__code="own")
    assert (tranche.number, tranche.amount) == (2, money(500))


def test_more_of_a_source_without_a_planned_tranche_gets_a_number_it_does_not_have_yet(
    world: World,
) -> None:
    funded_city(world)
    project = paid_project(world, lines=TWO)
    leader = who(world, "city_leader", DECIDED)
    for tranche in project.tranches.filter(source__code="city", status=TrancheStatus.PLANNED):
        cancel_tranche(tranche=tranche, reason="改由自筹", actor=leader)
    more = [("city", "training", "21000.01"), *TWO[1:]]
    adjust_budget(project=project, after=wanted(world, more), actor=leader)

    new = project.tranches.get(source__code="city", status=TrancheStatus.PLANNED)
    assert (new.number, new.amount) == (4, money(1000))
    assert list(faults_of(world.tenant)) == []


def test_less_of_a_source_comes_first_off_what_a_tranche_that_was_given_up_left(
    world: World,
) -> None:
    funded_city(world)
    project = under_way(world)
    leader = who(world, "city_leader", DECIDED)
    cancel_tranche(tranche=project.tranches.get(number=1), reason="改期", actor=leader)
    adjust_budget(
        project=project, after=wanted(world, [("city", "training", "15000")]), actor=leader
    )
    assert balance(project, A.ALLOCATED) == money(15000)
    planned = project.tranches.filter(status=TrancheStatus.PLANNED).order_by("number")
    assert [row.amount for row in planned] == [9000, 6000]

    adjust_budget(
        project=project, after=wanted(world, [("city", "training", "8000")]), actor=leader
    )
    planned = project.tranches.filter(status=TrancheStatus.PLANNED).order_by("number")
    assert [row.amount for row in planned] == [8000]


def test_a_budget_is_not_cut_below_what_was_spent_paid_or_asked_for(world: World) -> None:
    funded_city(world)
    project = paid_project(world)
    paid_expense(world, project, "4000")
    leader = who(world, "city_leader", DECIDED)
    below_spent = wanted(world, [("city", "training", "3999.99"), ("city", "print", "26000.01")])
    with pytest.raises(ValidationError) as refused:
        adjust_budget(project=project, after=below_spent, actor=leader)
    assert refused.value.code == "overdrawn"
    assert "“培训”科目预算结余" in refused.value.messages[0]

    with pytest.raises(ValidationError) as refused:
        adjust_budget(
            project=project, after=wanted(world, [("city", "training", "14999")]), actor=leader
        )
    assert refused.value.code == "overdrawn"
    assert "已拨出的部分不能调减" in refused.value.messages[0]

    approved_tranche_of_second = project.tranches.get(number=2)
    Project.objects.filter(pk=project.pk).update(status="advancing")
    approved_tranche(world, approved_tranche_of_second)
    with pytest.raises(ValidationError) as refused:
        adjust_budget(
            project=project, after=wanted(world, [("city", "training", "20000")]), actor=leader
        )
    assert refused.value.code == "tranches_under_way"
    assert balance(project, A.LINE) == money(26000)


def test_what_was_never_paid_goes_back_and_the_tranches_left_are_dropped(world: World) -> None:
    funded_city(world)
    project = paid_project(world, lines=TWO)
    released = release_rest(project=project, actor=who(world, "city_leader", DECIDED))

    assert [voucher.amount for voucher in released] == [money("15000.00"), money("166.66")]
    assert balance(project, A.ALLOCATED) == 0
    assert balance(None, A.AVAILABLE) == money("484999.99")
    states = set(project.tranches.exclude(number=1).values_list("status", flat=True))
    assert states == {TrancheStatus.CANCELLED}
    assert release_rest(project=project, actor=who(world, "city_leader", DECIDED)) == []
    assert list(faults_of(world.tenant)) == []


def test_what_a_decision_brought_is_not_reversed_on_the_ledgers_page(world: World) -> None:
    funded_city(world)
    project = paid_project(world)
    for voucher in project.vouchers.all():
        with pytest.raises(ValidationError) as refused:
            reverse_voucher(
                voucher=voucher, reason="试试看", actor=who(world, "city_leader", DECIDED)
            )
        assert refused.value.code == "reverse_elsewhere"


def test_the_final_account_adds_up_to_the_cent(world: World) -> None:
    funded_city(world)
    project = paid_project(world, lines=TWO)
    paid_expense(world, project, "1234.56")
    paid_expense(world, project, "99.99", what="print")
    paid_expense(world, project, "66.61", of="own")
    account = final_account(project)

    assert account.sum_of("budget") == money("30333.34")
    assert account.sum_of("paid") == money("15166.68")
    assert account.sum_of("spent") == money("1401.16")
    assert account.sum_of("held") == money("13765.52")
    assert account.sum_of("handed_back") == account.sum_of("released") == 0
    assert account.sum_of("waiting") == money("15166.66")
    for one in account.sources:
        assert one.budget == one.paid + one.waiting + one.released
        assert one.paid == one.spent + one.held + one.handed_back
        assert one.left == one.budget - one.spent
    assert account.rate == Decimal("9.2")


def test_a_project_without_money_has_an_empty_account(world: World) -> None:
    funded_city(world)
    account = final_account(noticed_project(world))
    assert (account.sources, account.rate, account.sum_of("paid")) == ([], None, 0)
