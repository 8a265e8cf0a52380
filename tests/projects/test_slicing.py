"""Expenses that may be one in slices: who decides is told of the whole, and decides as before."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.actions.expenses import endorse_expense, submit_expense
from projects.models import Expense, Project
from projects.slicing import slices_of
from projects.terms import ExpenseStatus
from tests.projects.grounds import at, who
from tests.projects.money import SPENT_ON, an_expense, clerk, funded_city, money, under_way
from tests.world import World

MEETING = "专委会（党委）集体研究"


@pytest.fixture
def project(world: World) -> Project:
    """Under way; up to 5000 元 the committee's head decides, above it a meeting."""
    funded_city(world)
    return under_way(world)


def handed_up(world: World, project: Project, amount: str, payee: str = "示例印务") -> Expense:
    expense = an_expense(world, project, amount, payee=payee)
    return submit_expense(expense=expense, actor=clerk(world))


def test_two_to_one_payee_that_together_pass_the_line_are_told_together(
    world: World, project: Project
) -> None:
    first = handed_up(world, project, "3000")
    second = handed_up(world, project, "2500.50")

    found = slices_of(second)

    assert found is not None
    assert [one.pk for one in found.others] == [first.pk]
    assert found.whole == money("5500.50")
    assert found.asked_words == MEETING


def test_what_stays_below_the_line_goes_elsewhere_or_lies_far_back_is_no_slice(
    world: World, project: Project
) -> None:
    first = handed_up(world, project, "2000")
    other = handed_up(world, project, "3500", payee="另一公司")
    assert slices_of(handed_up(world, project, "3000")) is None
    assert slices_of(other) is None

    last = handed_up(world, project, "1000")
    assert slices_of(last) is not None
    long_ago = SPENT_ON - dt.timedelta(days=31)
    Expense.objects.exclude(pk=last.pk).update(submitted_on=long_ago)
    assert slices_of(last) is None
    assert first.payee == last.payee


def test_who_decides_reads_of_it_on_the_page_and_may_still_agree(
    world: World, project: Project
) -> None:
    handed_up(world, project, "3000")
    expense = handed_up(world, project, "2500")
    address = reverse("projects:expense_move", args=[expense.pk, "endorse"])

    with time_machine.travel(at(SPENT_ON, 10), tick=False):
        client = world.login(Client(), "station_head")
        shown = client.get(address).content.decode()
        client.post(address, {"agreed": "yes"})

    assert "请核实是否拆分" in shown
    assert MEETING in shown
    expense.refresh_from_db()
    head = who(world, "mall_leader", SPENT_ON)
    done = endorse_expense(expense=expense, agreed=True, actor=head)
    assert done.status == ExpenseStatus.APPROVED
