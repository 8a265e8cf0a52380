"""Rows of people: the part register."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.matrix.cast import PEOPLE, tier
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
# Whoever writes for a party organisation; a unit that has none keeps no register.
WRITERS = {
    name
    for name, one in PEOPLE.items()
    if one.body and tier(one.body) == "branch" and not one.body.endswith("unit")
}
NO_WRITERS: Mapping[str, str] = {
    name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in WRITERS
}


def _act(right: str, at: str = "at", ok: str = FORM) -> dict[str, Cell]:
    """A form page that asks a right, and a form sent empty."""
    return {"get": Cell(right, at), "post": Cell(right, at, ok=ok)}


ROWS: tuple[Row, ...] = (
    Row("people:member_list", get=SEEN),
    Row("people:member_list", get=SEEN, query="?presence=all&q=鹈"),
    Row("people:member_totals", get=SEEN),
    # Whoever holds no post is told instead that there is nothing.
    Row("people:member_find", get=SEEN, post=Cell(ok="200|422")),
    Row("people:member_new", get=Cell(never=NO_WRITERS), post=Cell(ok=FORM, never=NO_WRITERS)),
    Row("people:member_import", get=Cell(never=NO_WRITERS), post=Cell(ok=FORM, never=NO_WRITERS)),
    Row("people:member_import_template", get=Cell(never=NO_WRITERS)),
    Row("people:member_import_undo", "member_imports", **_act("handle")),
    Row("people:member_detail", "members", get=SEEN),
    Row("people:member_edit", "members", **_act("handle")),
    *(
        Row("people:member_step", "members", (verb,), **_act("handle"))
        for verb in ("move", "transfer", "lose", "suspend", "remove", "decease")
    ),
    Row("people:member_reveal", "whole_members", get=SEEN, post=Cell(ok=FORM)),
    Row("people:export_list", get=SEEN),
    Row("people:export_new", get=Cell(never=NO_WRITERS), post=Cell(ok=FORM, never=NO_WRITERS)),
    Row("people:export_decide", "asked_exports", ("approve",), **_act("issue", "superior", DONE)),
    Row("people:export_decide", "asked_exports", ("refuse",), **_act("issue", "superior")),
    Row("people:export_take", "approved_exports", post=Cell("handle")),
)
