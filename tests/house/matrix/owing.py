"""Rows of what is owed: wall, calendar and its feeds, roll, exceptions, rules."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
SEES_WORK = Cell("see work", "anywhere")
DECIDES = {"get": Cell("review", "superior"), "post": Cell("review", "superior", ok=FORM)}

ROWS = (
    Row("routines:wall", get=SEES_WORK),
    Row("routines:calendar", get=SEES_WORK),
    Row("routines:rule_list", get=SEES_WORK),
    Row("routines:feed_list", get=SEES_WORK),
    Row("routines:feed_make", post=SEES_WORK),
    Row("routines:feed_revoke", "feeds", post=Cell(ok=DONE)),
    Row("routines:feed", args=("nobodys-secret",), get=Cell(ok="404"), public=True),
    Row("routines:obligation_list", get=SEEN),
    Row("routines:obligation_excel", get=SEEN, has_head=False),
    Row("routines:obligations_refresh", post=Cell("organize", "city", ok=DONE)),
    Row("routines:obligation_detail", "obligations", get=SEEN),
    Row("routines:obligations_urge", post=Cell(ok=DONE)),
    Row("routines:obligation_urge", "obligations", post=Cell("review", "superior", ok=DONE)),
    Row("routines:obligation_exempt", "obligations", **DECIDES),
    Row("routines:obligation_reopen", "obligations", **DECIDES),
    Row("routines:obligation_postpone", "obligations", **DECIDES),
    Row("routines:exemption_end", "exemptions", **DECIDES),
)
SHUT = {"routines:feed": "a secret that nobody of the cast has; tests of its own hold one"}
