"""Rows of people: the part care."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.matrix.cast import CITIES, PEOPLE, tier
from tests.house.matrix.people_register import NO_WRITERS
from tests.house.matrix.row import FORM, Cell, Row

SEEN = Cell()
# Whoever serves a body of the fifth tier: private warnings are theirs alone.
OF_BRANCHES = {name for name, one in PEOPLE.items() if one.body and tier(one.body) == "branch"}
NOT_OF_BRANCHES: Mapping[str, str] = {
    name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in OF_BRANCHES
}
# The host's side of a stay writes contacts besides the home's.
HOSTS = frozenset(f"{city}second_secretary" for city in CITIES)


def _act(at: str = "at", ok: str = FORM, also: frozenset[str] = frozenset()) -> dict[str, Cell]:
    """A form page that asks for the handling of a body, and a form sent empty."""
    return {"get": Cell("handle", at, also=also), "post": Cell("handle", at, ok=ok, also=also)}


ROWS: tuple[Row, ...] = (
    Row("people:stay_list", get=SEEN),
    Row("people:stay_list", get=SEEN, query="?side=in"),
    Row("people:stay_new", get=Cell(never=NO_WRITERS), post=Cell(ok=FORM, never=NO_WRITERS)),
    Row("people:stay_detail", "stays", get=SEEN),
    Row("people:stay_edit", "stays", **_act()),
    Row("people:stay_end", "stays", **_act()),
    Row("people:stay_contact", "stays", **_act(also=HOSTS)),
    Row("people:stay_confirm", "stays", **_act("host")),
    Row("people:stay_decline", "stays", **_act("host")),
    # A branch that sends nothing is told so; whoever reads counts alone sees them again.
    Row("people:dues_board", get=SEEN, post=Cell(ok="200|422")),
    Row("people:dues_board", get=SEEN, post=Cell(ok="200|422"), query="?month=2026-02-01"),
    Row("people:dues_excuse", "dues", **_act()),
    Row("people:dues_undo", "dues", **_act()),
    Row("people:warning_list", get=Cell(never=NOT_OF_BRANCHES)),
    Row("people:warning_settle", "member_warnings", **_act()),
)
