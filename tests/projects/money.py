"""What the tests of money stand on: a project under way with its money, and moves on it by name.

The mall committee's clerk enters and pays, its leader endorses, the head of the station leads the
project; the city's clerk pays tranches, its leader agrees. Balances are read by kind and category.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db.models import Sum

from hierarchy.actors import Actor
from projects.actions.expenses import endorse_expense, enter_expense, submit_expense
from projects.actions.funding import allocate_budget, plan_tranches
from projects.actions.spending import pay_expense
from projects.actions.tranches import approve_tranche, pay_tranche, request_tranche
from projects.models import Account, BudgetLine, Expense, Project, Tranche
from projects.terms import Catalogue, ProjectStatus
from tests.projects.grounds import (
    DECIDED,
    LINES,
    YEAR,
    entry,
    home_of,
    source,
    who,
    wishes,
    with_budget,
    with_rules,
)
from tests.snapshots import rung
from tests.world import City, World
from workflow.actions import store_attachment
from workflow.models import Attachment

SPENT_ON = dt.date(2026, 3, 20)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def money(amount: str | int) -> Decimal:
    """An amount to the cent."""
    return Decimal(amount).quantize(Decimal("0.01"))


def funded_city(world: World | City, amount: str = "500000.00") -> None:
    """The city's rules and its budget of 2026, from two sources of its own."""
    with_rules(world)
    with_budget(world, amount)
    with_budget(world, amount, code="own")


@rung(Project)
def under_way(
    world: World | City,
    *,
    lines: Sequence[tuple[str, str, str]] = LINES,
    is_arranged: bool = True,
    **given: Any,
) -> Project:
    """Under way like ``running_project``, its money arranged, without its application's course."""
    city = home_of(world)
    leader = who(city, "city_leader", DECIDED)
    number = Project.objects.count() + 1
    project = Project.objects.create(
        **{
            "tenant": city.tenant,
            "applicant": city.mall,
            "year": YEAR,
            # Beyond what applications that go their whole way are given in a test.
            "number": f"XM-{YEAR}-MALL-{number + 900}",
            "name": "商圈红色驿站",
            "category": entry(city, Catalogue.PROJECT_CATEGORY, "venue"),
            "lead": city.user("station_head"),
            "starts_on": dt.date(YEAR, 3, 15),
            "ends_on": dt.date(YEAR, 11, 30),
            "created_by": city.user("mall_clerk"),
            "created_at": city.at,
            "approved_on": DECIDED,
            "approval_number": f"示例两新工委〔2026〕{number}号",
            "status": ProjectStatus.UNDERWAY,
            **given,
        }
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, source=wish.source, category=wish.category, amount=wish.amount)
        for wish in wishes(city, lines)
    )
    if is_arranged:
        allocate_budget(project=project, actor=leader)
        plan_tranches(project=project, shares=(50, 30, 20), actor=leader)
    return project


@rung(Project)
def paid_project(world: World | City, **given: Any) -> Project:
    """Under way, the first tranche (15000 by default) paid of every source."""
    project = under_way(world, **given)
    for tranche in project.tranches.filter(number=1).order_by("source_id"):
        paid(world, tranche)
    return project


def clerk(world: World | City, day: dt.date = SPENT_ON) -> Actor:
    """Who enters and pays at the committee."""
    return who(world, "mall_clerk", day)


@rung(Tranche)
def approved_tranche(world: World | City, tranche: Tranche, day: dt.date = SPENT_ON) -> Tranche:
    """Asked for and agreed to."""
    asked = request_tranche(tranche=tranche, words="按进度申请拨付", actor=clerk(world, day))
    return approve_tranche(tranche=asked, actor=who(world, "city_leader", day))


@rung(Tranche)
def paid(world: World | City, tranche: Tranche, day: dt.date = SPENT_ON) -> Tranche:
    """Asked for, agreed to and paid on one day."""
    return pay_tranche(
        tranche=approved_tranche(world, tranche, day),
        payment_number=f"示例付〔2026〕{tranche.pk}号",
        paid_on=day,
        actor=who(world, "city_clerk", day),
    )


@rung(Expense)
def an_expense(
    world: World | City,
    project: Project,
    amount: str = "1000.00",
    *,
    of: str = "city",
    what: str = "training",
    by: str = "mall_clerk",
    **given: Any,
) -> Expense:
    """A draft."""
    return enter_expense(
        project=project,
        source=source(world, of),
        category=entry(world, Catalogue.EXPENSE_CATEGORY, what),
        amount=Decimal(amount),
        actor=who(world, by, SPENT_ON),
        **{"purpose": "党务骨干培训场地和资料", "payee": "示例培训有限公司", **given},
    )


@rung(Expense)
def approved_expense(world: World | City, project: Project, amount: str, **given: Any) -> Expense:
    """Handed up, agreed to by all; above 5000 元 by a meeting."""
    if Decimal(amount) > 5000:
        given.setdefault("meeting", "3月18日专委会会议")
    expense = submit_expense(
        expense=an_expense(world, project, amount, **given), actor=clerk(world)
    )
    for name in ("station_head", "mall_leader", "city_leader")[: len(expense.signers)]:
        expense = endorse_expense(expense=expense, agreed=True, actor=who(world, name, SPENT_ON))
    return expense


@rung(Attachment)
def invoice(world: World | City, name: str = "发票.pdf") -> Attachment:
    """A file of the committee."""
    content = PDF + name.encode()
    return store_attachment(
        organization=home_of(world).mall,
        name=name,
        stream=BytesIO(content),
        size=len(content),
        actor=clerk(world),
    )


@rung(Expense)
def pay(world: World | City, expense: Expense, *, by: str = "mall_clerk", **given: Any) -> Expense:
    """Booked as paid, with invoice and receipt."""
    return pay_expense(
        expense=expense,
        **{
            "invoice_number": f"{12345678 + expense.pk}",
            "receipt_number": f"示例付{expense.pk}",
            "paid_on": SPENT_ON,
            "attachments": [invoice(world)],
            "actor": who(world, by, SPENT_ON),
            **given,
        },
    )


@rung(Expense)
def paid_expense(world: World | City, project: Project, amount: str, **given: Any) -> Expense:
    """From draft to paid."""
    return pay(world, approved_expense(world, project, amount, **given))


def balance(project: Project | None, kind: str, *, what: str = "", of: str = "city") -> Decimal:
    """What stands in a project's accounts of a kind, or in the city's for no project."""
    rows = Account.objects.filter(project=project, kind=kind, source__code=of)
    if project is None:
        rows = rows.filter(year=YEAR)
    if what:
        rows = rows.filter(category__code=what)
    found: Decimal | None = rows.aggregate(sum=Sum("balance"))["sum"]
    return found or Decimal("0.00")
