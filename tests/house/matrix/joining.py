"""Rows of joint-group proposals and of units without members."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
DECIDES = {"get": Cell("keep ledger"), "post": Cell("keep ledger", ok=FORM)}

ROWS = (
    Row("coverage:proposal_list", get=SEEN),
    Row("coverage:proposal_make", post=Cell("keep ledger", "anywhere", ok=DONE)),
    Row("coverage:proposal_accept", "proposals", **DECIDES),
    Row("coverage:proposal_refuse", "proposals", **DECIDES),
    Row("coverage:spring", get=SEEN),
    Row("coverage:spring_excel", get=SEEN, has_head=False),
)
