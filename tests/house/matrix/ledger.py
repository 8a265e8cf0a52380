"""Rows of the ledger of units, of change notices, of party organisations and of coverage."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
SEES_WORK = Cell("see work", "anywhere")
KEEPS = {"get": Cell("keep ledger"), "post": Cell("keep ledger", ok=FORM)}

UNITS = (
    Row("coverage:unit_list", get=SEEN),
    Row("coverage:unit_excel", get=Cell("keep ledger", "anywhere"), has_head=False),
    Row(
        "coverage:unit_new",
        get=Cell("enter units", "anywhere"),
        post=Cell("enter units", "anywhere", ok=FORM),
    ),
    Row("coverage:unit_mine", get=SEEN),
    Row("coverage:contact_list", get=SEEN),
    Row("coverage:unit_detail", "ledger_units", get=SEEN),
    Row("coverage:unit_contact", "ledger_units", **KEEPS),
    Row("coverage:unit_correct", "ledger_units", **KEEPS),
    Row("coverage:unit_give", "ledger_units", **KEEPS),
    Row("coverage:unit_retire", "ledger_units", **KEEPS),
    # Only who stands above the officer verifies what the officer entered.
    Row("coverage:unit_verify", "ledger_units", post=Cell("keep ledger", "station", ok=DONE)),
    Row(
        "coverage:unit_found",
        "ledger_units",
        get=Cell("organize"),
        post=Cell("organize", ok=FORM),
    ),
)
NOTICES = (
    Row("coverage:notice_queue", get=SEEN),
    Row("coverage:notice_confirm", post=Cell(ok=DONE)),
    Row("coverage:notice_detail", "change_notices", get=SEEN),
    Row(
        "coverage:notice_move",
        "change_notices",
        ("confirm",),
        post=Cell("review", "station", ok=DONE),
    ),
    Row(
        "coverage:notice_move",
        "change_notices",
        ("ask_back",),
        post=Cell("review", "station", ok=DONE),
    ),
    Row("coverage:notice_move", "change_notices", ("answer",), post=Cell("keep ledger", ok=DONE)),
)
PARTIES = (
    Row("coverage:party_detail", "parties", get=SEEN),
    Row("coverage:party_edit", "parties", **KEEPS),
)
COVERAGE = (
    Row("coverage:overview", get=SEES_WORK),
    Row("coverage:overview_fresh", get=SEES_WORK),
    Row("coverage:overview_trend", get=SEES_WORK),
    Row("coverage:snapshot_roll", "snapshots", get=SEEN),
)

ROWS = (*UNITS, *NOTICES, *PARTIES, *COVERAGE)
