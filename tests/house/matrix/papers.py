"""Rows of meetings, resolutions, summaries, and of the exchange with other systems."""

from __future__ import annotations

from tests.house.matrix.cast import PEOPLE
from tests.house.matrix.row import ANY, DONE, FORM, RARER, Cell, Row

SEEN = Cell()
# Committees alone call meetings and write summaries.
WRITERS = frozenset(
    city + name
    for city in ("", "twin.")
    for name in ("mall_leader", "mall_clerk", "lawyer_leader", "lawyer_clerk")
)
OTHERS = {name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in WRITERS}
HANDLES = {"get": Cell("handle"), "post": Cell("handle", ok=FORM)}
REVIEWS = {"get": Cell("review", "above"), "post": Cell("review", "above", ok=FORM)}
KEEPERS = frozenset(
    city + name for city in ("", "twin.") for name in ("city_leader", "administrator")
)
NOT_KEEPERS = {
    name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in KEEPERS
}
# A call without a key: told so in JSON, whoever asks.
NO_KEY = "401"
_RARER = dict.fromkeys(RARER, ANY)

ROWS = (
    Row("routines:meeting_list", get=SEEN),
    Row("routines:meeting_prepare", get=Cell(never=OTHERS), post=Cell(ok=FORM, never=OTHERS)),
    Row("routines:meeting_detail", "meetings", get=SEEN),
    Row("routines:meeting_agenda", "meetings", **HANDLES),
    Row("routines:meeting_hold", "meetings", **HANDLES),
    Row("routines:meeting_minutes", "meetings", get=SEEN, has_head=False),
    Row("routines:resolution_add", "held_meetings", **HANDLES),
    Row("routines:resolution_list", get=SEEN),
    Row(
        "routines:resolution_detail",
        "resolutions",
        get=SEEN,
        post=Cell("handle", "responsible", ok=FORM),
    ),
    Row("routines:resolution_drop", "resolutions", **HANDLES),
    Row("routines:summary_list", get=SEEN),
    Row("routines:summary_draft", post=Cell(ok=DONE, never=OTHERS)),
    Row("routines:summary_detail", "summaries", get=SEEN),
    Row("routines:summary_edit", "summaries", **HANDLES),
    Row("routines:summary_refetch", "summaries", post=Cell("handle", ok=DONE)),
    Row("routines:summary_word", "summaries", get=SEEN, has_head=False),
    Row(
        "routines:summary_move",
        "summaries",
        ("submit",),
        get=Cell("handle"),
        post=Cell("handle", ok=DONE),
    ),
    Row("routines:summary_move", "summaries", ("comment",), **REVIEWS),
    Row("routines:summary_move", "summaries", ("send_back",), **REVIEWS),
    Row(
        "routines:summary_move",
        "summaries",
        ("archive",),
        get=Cell("handle", "above"),
        post=Cell("handle", "above", ok=FORM),
    ),
    Row(
        "workflow:token_list",
        get=Cell(never=NOT_KEEPERS),
        post=Cell(ok=FORM, never=NOT_KEEPERS),
    ),
    Row("workflow:token_revoke", "tokens", get=SEEN, post=Cell(ok=FORM)),
    Row("api_docs", get=SEEN, public=True),
    Row("api:openapi-json", get=SEEN, post=SEEN, public=True, others=_RARER),
    Row(
        "api:records",
        get=Cell(ok=NO_KEY),
        post=Cell(ok=NO_KEY),
        public=True,
        has_head=False,
        others=_RARER,
    ),
)
# Addresses that nobody of the cast is meant to open, and why.
SHUT = {"api:records": "by a key alone; tests/routines/test_exchange.py knocks with one"}
