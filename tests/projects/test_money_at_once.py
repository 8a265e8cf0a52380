"""Money moved at the same moment: nothing overspent, nothing booked twice, nobody stuck.

On real connections. Whoever comes second waits for the first and is told what is left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from projects.actions.budgets import carry_budget
from projects.actions.funding import allocate_budget, release_rest
from projects.actions.posting import reverse_voucher
from projects.actions.spending import hand_back, refund_expense, reverse_expense
from projects.actions.tranches import reverse_tranche
from projects.ledger_proof import faults_of
from projects.models import Account, Project, Voucher
from projects.terms import AccountKind, ProjectStatus
from tests.live import at_once
from tests.projects.grounds import YEAR, source, who
from tests.projects.money import (
    SPENT_ON,
    approved_expense,
    approved_tranche,
    balance,
    clerk,
    funded_city,
    invoice,
    money,
    paid,
    paid_expense,
    paid_project,
    pay,
    under_way,
)
from tests.world import World

A = AccountKind
SPENDERS = 8


def _refused(results: list[Any]) -> list[str]:
    return [one.code for one in results if isinstance(one, ValidationError)]


def _sound(world: World) -> bool:
    numbers = list(Voucher.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"PZ-2026-{one:06d}" for one in range(1, len(numbers) + 1)]
    return list(faults_of(world.tenant)) == []


def test_eight_spenders_of_one_project_never_spend_more_than_it_holds(
    committed_world: World,
) -> None:
    world = committed_world
    funded_city(world)
    project = paid_project(world)
    expenses = [approved_expense(world, project, "2400") for _ in range(SPENDERS)]
    file = invoice(world)
    results = at_once(*(partial(pay, world, one, attachments=[file]) for one in expenses))

    assert _refused(results) == ["overdrawn", "overdrawn"]
    assert balance(project, A.SPENT) == money(14400)
    assert balance(project, A.HELD) == money(600)
    assert project.expenses.filter(status="paid").count() == 6
    assert _sound(world)


def test_eight_projects_never_get_more_than_the_year_has(committed_world: World) -> None:
    world = committed_world
    funded_city(world, "50000.00")
    projects = [_waiting(world) for _ in range(SPENDERS)]
    leader = who(world, "city_leader")
    results = at_once(
        *(partial(allocate_budget, project=project, actor=leader) for project in projects)
    )

    assert _refused(results) == ["overdrawn"] * 3
    assert balance(None, A.AVAILABLE) == 0
    assert balance(None, A.AVAILABLE, of="own") == money(45000)
    assert Account.objects.filter(kind=A.ALLOCATED, source__code="city").count() == 5
    assert _sound(world)


def test_an_expense_paid_by_two_at_once_is_booked_once(committed_world: World) -> None:
    world = committed_world
    funded_city(world)
    project = paid_project(world)
    expense = approved_expense(world, project, "100")
    file = invoice(world)
    results = at_once(*[partial(pay, world, expense, attachments=[file])] * 4)

    assert _refused(results) == ["wrong_status"] * 3
    assert balance(project, A.SPENT) == money(100)
    assert _sound(world)


def test_a_refund_and_a_reversal_of_one_expense_do_not_both_come_through(
    committed_world: World,
) -> None:
    world = committed_world
    funded_city(world)
    project = paid_project(world)
    expense = paid_expense(world, project, "100")
    actor = clerk(world)
    back = partial(
        refund_expense,
        expense=expense,
        amount=money(100),
        words="课时减少",
        paper_number="示例收1号",
        actor=actor,
    )
    undo = partial(reverse_expense, expense=expense, reason="重复登记", actor=actor)
    results = at_once(back, undo, back, undo)

    assert len(_refused(results)) == 3
    assert balance(project, A.SPENT) == 0
    assert balance(project, A.HELD) == money(15000)
    assert _sound(world)


def test_money_is_spent_handed_back_or_taken_back_but_only_once(committed_world: World) -> None:
    """Three who each want all of what a project holds."""
    world = committed_world
    funded_city(world)
    project = paid_project(world)
    tranche = project.tranches.get(number=1)
    expense = approved_expense(world, project, "15000")
    file = invoice(world)
    results = at_once(
        partial(pay, world, expense, attachments=[file]),
        partial(
            hand_back,
            project=project,
            source=source(world),
            amount=money(15000),
            paper_number="示例交1号",
            actor=clerk(world),
        ),
        partial(
            reverse_tranche,
            tranche=tranche,
            reason="银行退汇",
            actor=who(world, "city_leader", SPENT_ON),
        ),
    )

    assert _refused(results) == ["overdrawn", "overdrawn"]
    assert balance(project, A.HELD) == 0
    assert _sound(world)


def test_projects_years_and_sources_cross_without_anyone_waiting_for_good(
    committed_world: World,
) -> None:
    """Each move takes accounts of the city and of its own; none holds what another waits for."""
    world = committed_world
    funded_city(world)
    two = (("city", "training", "3000.00"), ("own", "training", "3000.00"))
    projects = [under_way(world, lines=two) for _ in range(3)]
    waiting = [_waiting(world) for _ in range(2)]
    leader, city_clerk = who(world, "city_leader"), who(world, "city_clerk")
    carry = [
        partial(
            carry_budget,
            organization=world.city,
            year=YEAR,
            source=source(world, code),
            amount=money(amount),
            actor=city_clerk,
        )
        for code, amount in (("own", 10), ("city", 10), ("own", 5), ("city", 5))
    ]
    moves: list[Callable[[], Any]] = [
        *(partial(release_rest, project=project, actor=leader) for project in projects),
        *(partial(allocate_budget, project=project, actor=leader) for project in waiting),
        *carry,
    ]
    assert _refused(at_once(*moves)) == []
    assert balance(None, A.AVAILABLE) == money(500000 - 2 * 10000 - 15)
    assert balance(None, A.AVAILABLE, of="own") == money(500000 - 2 * 1000 - 15)
    assert _sound(world)


def test_the_same_voucher_is_reversed_by_one_of_two(committed_world: World) -> None:
    world = committed_world
    funded_city(world)
    voucher = Voucher.objects.filter(kind="budget").order_by("pk")[0]
    leader = who(world, "city_leader")
    undo = partial(reverse_voucher, voucher=voucher, reason="重复登记", actor=leader)

    assert _refused(at_once(undo, undo)) == ["reversed_already"]
    assert balance(None, A.AVAILABLE) == 0
    assert _sound(world)


def test_a_project_stopped_meanwhile_pays_nothing(committed_world: World) -> None:
    """The tranche waits for the project's row and finds it stopped."""
    world = committed_world
    funded_city(world)
    project = under_way(world)
    tranche = approved_tranche(world, project.tranches.get(number=1))
    holds = threading.Event()

    def stop() -> str:
        with transaction.atomic():
            Project.objects.select_for_update().get(pk=project.pk)
            holds.set()
            threading.Event().wait(1)
            Project.objects.filter(pk=project.pk).update(status=ProjectStatus.STOPPED)
        return "stopped"

    def late() -> Any:
        holds.wait(10)
        return paid(world, tranche)

    results = at_once(stop, late)
    assert _refused(results) == ["not_now"]
    assert balance(project, A.HELD) == 0


def _waiting(world: World) -> Project:
    """Approved in all but its money: 10000 元 of the city and 1000 元 of its own."""
    lines = (("city", "training", "10000.00"), ("own", "training", "1000.00"))
    return under_way(world, lines=lines, is_arranged=False, status=ProjectStatus.APPROVED)
