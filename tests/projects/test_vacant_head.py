"""An expense waits for people: a body without a head is told of, not waited for in silence."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hierarchy.models import Appointment
from hierarchy.terms import Role
from projects.actions.expenses import endorse_expense, submit_expense
from projects.expense_chain import heads_of, names_of_next
from projects.models import Expense, Project
from projects.terms import ExpenseStatus
from tests.projects.grounds import DECIDED, at, who
from tests.projects.money import SPENT_ON, an_expense, clerk, funded_city, under_way
from tests.refusals import refusal
from tests.world import World


@pytest.fixture
def project(world: World) -> Project:
    """Under way, with its money arranged."""
    funded_city(world)
    return under_way(world)


def vacate(world: World) -> None:
    """The committee's head leaves, and nobody follows."""
    heads = Appointment.objects.filter(
        position__organization=world.mall, position__role=Role.LEADER
    )
    heads.update(ends_on=DECIDED)


def waiting_for_the_head(world: World, project: Project) -> Expense:
    """Handed up, and agreed to by the project's lead."""
    expense = submit_expense(expense=an_expense(world, project), actor=clerk(world))
    lead = who(world, "station_head", SPENT_ON)
    return endorse_expense(expense=expense, agreed=True, actor=lead)


def test_nothing_is_handed_up_to_a_head_who_is_not_there(world: World, project: Project) -> None:
    expense = an_expense(world, project)
    vacate(world)

    with refusal("no_head") as refused:
        submit_expense(expense=expense, actor=clerk(world))
    assert "空缺" in str(refused.value)
    expense.refresh_from_db()
    assert expense.status == ExpenseStatus.DRAFT


def test_a_head_above_does_not_stand_for_a_vacant_body(world: World, project: Project) -> None:
    assert heads_of(world.mall, on=SPENT_ON) == {world.user("mall_leader").pk}
    vacate(world)

    assert heads_of(world.mall, on=SPENT_ON) == set()
    assert world.user("city_leader").pk in heads_of(world.city, on=SPENT_ON)


def test_the_page_names_who_may_decide_next(world: World, project: Project) -> None:
    expense = submit_expense(expense=an_expense(world, project), actor=clerk(world))
    assert names_of_next(expense, expense.endorsements.order_by("pk"), on=SPENT_ON) == [
        world.user("station_head").name
    ]

    expense = endorse_expense(
        expense=expense, agreed=True, actor=who(world, "station_head", SPENT_ON)
    )
    assert names_of_next(expense, expense.endorsements.order_by("pk"), on=SPENT_ON) == [
        world.user("mall_leader").name
    ]


def test_an_expense_left_without_anybody_to_decide_says_so(world: World, project: Project) -> None:
    expense = waiting_for_the_head(world, project)
    address = reverse("projects:expense_detail", args=[expense.pk])

    with time_machine.travel(at(SPENT_ON, 10), tick=False):
        client = world.login(Client(), "mall_clerk")
        assert world.user("mall_leader").name in client.get(address).content.decode()
        vacate(world)
        shown = client.get(address).content.decode()

    assert "目前没有人可以办理这一环节" in shown
