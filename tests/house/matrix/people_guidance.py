"""Rows of people: the part guidance."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.matrix.cast import CITIES, PEOPLE, tier
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
# Whoever keeps a list of departments: a committee's leader and clerk.
KEEPERS = {
    name
    for name, one in PEOPLE.items()
    if one.body and tier(one.body) == "committee" and one.role in ("leader", "clerk")
}
NO_KEEPERS: Mapping[str, str] = {
    name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in KEEPERS
}
# Who serves as the officer sets the plan of contacts, besides the station.
SERVING = frozenset(f"{city}{name}" for city in CITIES for name in ("officer", "delegate"))


def _act(right: str, at: str = "at", ok: str = FORM) -> dict[str, Cell]:
    """A form page that asks a right, and a form sent empty."""
    return {"get": Cell(right, at), "post": Cell(right, at, ok=ok)}


ROWS: tuple[Row, ...] = (
    Row("people:directory", get=SEEN),
    Row("people:directory", get=SEEN, query="?kind=liaisons"),
    Row("people:directory", get=SEEN, query="?kind=workers"),
    Row("people:liaison_list", get=SEEN),
    Row("people:liaison_new", get=Cell(never=NO_KEEPERS), post=Cell(ok=FORM, never=NO_KEEPERS)),
    Row("people:liaison_edit", "liaisons", **_act("handle")),
    *(
        Row("people:liaison_move", "liaisons", (verb,), **_act("handle"))
        for verb in ("replace", "start", "vacate", "end")
    ),
    Row("people:officer_list", get=SEEN),
    Row("people:officer_detail", "officer_posts", get=SEEN),
    Row("people:officer_file_new", "officer_posts", **_act("handle", "above")),
    Row("people:officer_file_edit", "officer_files", **_act("handle", "above")),
    Row(
        "people:officer_plan",
        "officer_files",
        get=Cell("handle", "above", also=SERVING),
        post=Cell("handle", "above", ok=DONE, also=SERVING),
    ),
    Row("people:balance", get=Cell(ok="200|302")),
    Row("people:opinion_list", get=SEEN),
    Row("people:opinion_new", "speaking_bodies", get=SEEN, post=Cell(ok=FORM)),
)
