"""Rows of the projects' money: budget, ledger, tranches, expenses, the final account."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
SEES_WORK = Cell("see work", "anywhere")
# The city's own staff set its budget; whoever else asks is told who does.
OF_CITY = {"get": Cell("handle", "city"), "post": Cell("handle", "city", ok=FORM)}
HANDLES = {"get": Cell("handle"), "post": Cell("handle", ok=FORM)}
PAYS = {"get": Cell("handle", "payer"), "post": Cell("handle", "payer", ok=FORM)}
DECIDES = {"get": Cell("issue", "payer"), "post": Cell("issue", "payer", ok=FORM)}
# The first step of approval is the project's lead's, as a person.
LEADS = frozenset(("station_head", "twin.station_head"))
LEAD = {
    "get": Cell("audit", also=LEADS),
    "post": Cell("audit", ok=FORM, also=LEADS),
}

BUDGET = (
    Row("projects:funds", get=SEES_WORK),
    Row("projects:fund_rows", get=SEES_WORK),
    Row("projects:budget_list", get=SEES_WORK),
    Row("projects:budget_set", **OF_CITY),
    Row("projects:budget_carry", **OF_CITY),
    Row("projects:voucher_list", get=SEEN),
    Row("projects:voucher_excel", get=SEEN, has_head=False),
    Row("projects:voucher_detail", "vouchers", get=SEEN),
    Row("projects:voucher_reverse", "budget_vouchers", **DECIDES),
)
TRANCHES = (
    Row("projects:tranche_list", get=SEEN),
    Row("projects:tranche_move", "tranches", ("request",), **HANDLES),
    Row("projects:tranche_move", "tranches", ("approve",), **DECIDES),
    Row("projects:tranche_move", "tranches", ("refuse",), **DECIDES),
    Row("projects:tranche_move", "tranches", ("pay",), **PAYS),
    Row("projects:tranche_move", "tranches", ("reverse",), **DECIDES),
    Row("projects:tranche_move", "tranches", ("cancel",), **DECIDES),
    Row("projects:project_hand_back", "funded_projects", **HANDLES),
)
EXPENSES = (
    Row("projects:expense_list", get=SEEN),
    Row("projects:expense_new", "funded_projects", **HANDLES),
    Row("projects:expense_detail", "expenses", get=SEEN),
    Row("projects:expense_edit", "draft_expenses", **HANDLES),
    Row(
        "projects:expense_move",
        "draft_expenses",
        ("submit",),
        get=Cell("handle"),
        post=Cell("handle", ok=DONE),
    ),
    Row("projects:expense_move", "asked_expenses", ("endorse",), **LEAD),
    Row("projects:expense_move", "expenses", ("pay",), **HANDLES),
    Row("projects:expense_move", "expenses", ("correct",), **HANDLES),
    Row("projects:expense_move", "expenses", ("refund",), **HANDLES),
    Row("projects:expense_move", "expenses", ("reverse",), **HANDLES),
    Row("projects:expense_move", "expenses", ("cancel",), **HANDLES),
    Row("projects:refund_reverse", "refunds", **HANDLES),
    Row("projects:final_account", "funded_projects", get=SEEN),
    Row("projects:final_account_word", "funded_projects", get=SEEN, has_head=False),
)

ROWS = (*BUDGET, *TRANCHES, *EXPENSES)
