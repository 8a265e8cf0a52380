"""Money of projects on the stage: a project of each city's mall committee, with its papers."""

from __future__ import annotations

from decimal import Decimal

from projects.actions.expenses import submit_expense
from projects.actions.spending import refund_expense
from projects.models import Expense, Refund, Voucher
from projects.terms import VoucherKind
from tests.house.matrix.cast import city_of, seers
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.projects.grounds import source, with_budget, with_rules
from tests.projects.money import an_expense, clerk, paid_expense, paid_project
from tests.world import City

COMMITTEES = ("mall", "twin.mall")
KINDS = ("funded_projects", "vouchers", "budget_vouchers", "tranches", "refunds")
OF_EXPENSES = ("expenses", "draft_expenses", "asked_expenses")


def fund_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each voucher and expense bears a word that only its readers may read."""
    kinds: dict[str, list[Thing]] = {kind: [] for kind in (*KINDS, *OF_EXPENSES)}
    for key in COMMITTEES:
        _of_committee(stage, key, kinds)
    return kinds


def _of_committee(stage: Stage, key: str, kinds: dict[str, list[Thing]]) -> None:
    half, name = stage.half(key)
    city, readers = half.city, seers(key, right="see work")
    # The lead reads the expenses of the project, besides the line.
    known = readers | {f"{city_of(key)}station_head"}
    places = {"at": key, "payer": f"{city_of(key)}city"}
    with_money(city)
    project = paid_project(city, name=f"{getattr(city, name).name}示例项目")
    word = stage.words.plant(f"鹮{project.pk}付", readers=known)
    paid = paid_expense(city, project, "1000.00", purpose=f"培训资料{word}")
    _refunded(city, paid)
    asked = submit_expense(expense=an_expense(city, project, "900.00"), actor=clerk(city))
    draft = an_expense(city, project, "800.00")
    booked = paid.voucher
    assert booked is not None
    made = {
        "funded_projects": (project.pk, readers),
        "vouchers": (booked.pk, readers),
        "tranches": (project.tranches.get(number=2).pk, readers),
        "refunds": (Refund.objects.get(expense=paid).pk, known),
        "expenses": (paid.pk, known),
        "draft_expenses": (draft.pk, known),
        "asked_expenses": (asked.pk, known),
    }
    for kind, (pk, seen_by) in made.items():
        kinds[kind].append(Thing(f"{kind} of {key}", (pk,), seen_by, places))
    budget = Voucher.objects.filter(tenant=city.tenant, kind=VoucherKind.BUDGET).order_by("pk")[0]
    seen = seers(places["payer"], right="see work")
    kinds["budget_vouchers"].append(Thing(f"budget of {key}", (budget.pk,), seen, places))


def with_money(city: City) -> None:
    """The city's rules and money, once."""
    with_rules(city)
    with_budget(city)
    assert source(city).tenant_id == city.tenant.pk


def _refunded(city: City, expense: Expense) -> None:
    refund_expense(
        expense=expense,
        amount=Decimal("10.00"),
        words="退回多付",
        paper_number="示例收1号",
        actor=clerk(city),
    )
