"""The pages of money as a whole: official Chinese, well made, and cheap however much there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project, Voucher
from tests.house.pages import faults
from tests.projects.grounds import at
from tests.projects.money import SPENT_ON, an_expense, approved_expense, paid_expense, paid_project
from tests.world import World

MOST = 12
READERS = ("city_leader", "city_clerk", "mall_leader", "mall_clerk", "station_head", "secretary")
# Numbers of projects and vouchers, the code of the committee in them, and the name of a file.
CODES = ("XM", "PZ", "MALL", "pdf")


@pytest.fixture(autouse=True)
def _on_the_day(funded: World) -> Iterator[None]:
    with time_machine.travel(at(SPENT_ON, 10), tick=False):
        yield


def addresses(project: Project) -> list[str]:
    """Every page of money that hangs on a project, and the lists."""
    names = ("funds", "fund_rows", "budget_list", "budget_set", "budget_carry")
    lists = ("voucher_list", "tranche_list", "expense_list")
    found = [reverse(f"projects:{name}") for name in (*names, *lists)]
    own = ("expense_new", "project_hand_back", "final_account")
    found += [reverse(f"projects:{name}", args=[project.pk]) for name in own]
    found.append(f"{reverse('projects:tranche_list')}?state=paid")
    found.append(f"{reverse('projects:project_detail', args=[project.pk])}?part=money")
    vouchers = Voucher.objects.filter(project=project).order_by("pk")
    found += [reverse("projects:voucher_detail", args=[one.pk]) for one in vouchers[:3]]
    for expense in project.expenses.order_by("pk")[:3]:
        found.append(reverse("projects:expense_detail", args=[expense.pk]))
        for verb in ("submit", "endorse", "pay", "refund", "reverse", "cancel"):
            found.append(reverse("projects:expense_move", args=[expense.pk, verb]))
    for tranche in project.tranches.order_by("pk")[:1]:
        for verb in ("request", "approve", "refuse", "pay", "reverse", "cancel"):
            found.append(reverse("projects:tranche_move", args=[tranche.pk, verb]))
    return found


def busy(world: World) -> Project:
    """A project with an expense paid, one approved, one being written."""
    project = paid_project(world)
    paid_expense(world, project, "1000.00")
    approved_expense(world, project, "2000.00")
    an_expense(world, project)
    return project


def counted(world: World, pages: list[str]) -> dict[str, int]:
    """Queries of each page, as the city's leader and the committee's clerk open it."""
    found = {}
    for name in ("city_leader", "mall_clerk"):
        client = world.login(Client(), name)
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(page)
            if answer.status_code == 200:
                found[f"{page} as {name}"] = len(queries)
    return found


def test_every_page_of_money_speaks_chinese_and_is_well_made(funded: World) -> None:
    project = busy(funded)
    wrong: list[str] = []
    for name in READERS:
        client = funded.login(Client(), name)
        for page in addresses(project):
            html = client.get(page).content.decode()
            wrong += faults(f"{page} as {name}", html, CODES)

    assert not wrong, "\n".join(wrong)


def test_no_page_of_money_costs_more_than_twelve_queries_nor_more_with_more_rows(
    funded: World,
) -> None:
    project = busy(funded)
    pages = addresses(project)
    before = counted(funded, pages)
    for serial in range(4):
        paid_expense(funded, project, f"10{serial}.00")
    busy(funded)
    after = counted(funded, pages)

    assert {page: cost for page, cost in before.items() if cost > MOST} == {}
    assert {page: (before[page], cost) for page, cost in after.items() if cost > before[page]} == {}
