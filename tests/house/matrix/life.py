"""Rows of organisational life: what a body is asked, its records, votes, groups."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
CITIES = ("", "twin.")
# The officer above may enter for a branch (代录), and so may who stands in for the officer.
OFFICERS = frozenset(
    city + name
    for city in CITIES
    for name in ("officer", "sibling_officer", "lawyer_officer", "delegate")
)
# Who serves one branch alone is led to it at once.
SECRETARIES = {
    city + name: DONE
    for city in CITIES
    for name in (
        *("secretary", "second_secretary", "contact", "sibling_secretary", "lawyer_secretary"),
    )
}


def _records(ok: str = "200") -> Cell:
    return Cell("handle", ok=ok, also=OFFICERS)


FORMS = {"get": _records(), "post": _records(FORM)}

ROWS = (
    Row("routines:life", get=Cell(never=SECRETARIES)),
    Row("routines:life_of", "life_bodies", get=SEEN),
    Row("routines:group_list", "life_bodies", get=SEEN, post=_records(FORM)),
    Row("routines:record_new", "life_bodies", ("theme_day",), **FORMS),
    Row("routines:record_matches", "life_bodies", ("theme_day",), get=_records()),
    Row("routines:group_edit", "party_groups", **FORMS),
    Row("routines:group_dissolve", "party_groups", **FORMS),
    Row("routines:record_list", get=SEEN),
    Row("routines:record_excel", get=SEEN, has_head=False),
    Row("routines:record_detail", "records", get=SEEN),
    Row("routines:record_edit", "records", **FORMS),
    Row("routines:record_keep", "records", post=_records(DONE)),
    Row("routines:record_answer", "records", post=_records(DONE)),
    Row("routines:record_unanswer", "answered", post=_records(DONE)),
    Row("routines:record_withdraw", "records", **FORMS),
    Row("routines:record_word", "records", get=SEEN),
    Row(
        "routines:record_term",
        "elections",
        get=Cell("keep ledger"),
        post=Cell("keep ledger", ok=FORM),
    ),
    Row("routines:record_detail", "talks", get=SEEN),
    Row("routines:record_word", "talks", get=SEEN),
    Row("routines:ballot_new", "records", ("resolution",), **FORMS),
    Row("routines:ballot_edit", "ballots", **FORMS),
    Row("routines:ballot_remove", "ballots", post=_records(DONE)),
    Row("routines:vote_outcome", args=("resolution",), get=SEEN),
)
