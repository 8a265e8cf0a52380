"""Rows of paths, teams, venues, bookings and regulations."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.matrix.cast import PEOPLE, tier
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
# Who writes for some body, but for none that has paths, or sets up teams.
OF_NO_COMMITTEE = {
    person.name: "403"
    for person in PEOPLE.values()
    if person.body and tier(person.body) != "committee"
}
OF_NO_TEAM = {
    person.name: "403"
    for person in PEOPLE.values()
    if person.body.removeprefix("twin.") in ("city", "unit")
}


def _act(
    right: str, at: str = "at", ok: str = FORM, never: Mapping[str, str] | None = None
) -> dict[str, Cell]:
    """A form page that asks a right, and a form sent empty; ``ok`` where nothing need be said."""
    return {
        "get": Cell(right, at, never=never or {}),
        "post": Cell(right, at, ok=ok, never=never or {}),
    }


PATHS = (
    Row("projects:path_list", get=SEEN),
    Row("projects:path_history", get=SEEN),
    Row("projects:path_excel", get=SEEN, has_head=False),
    Row("projects:path_new", **_act("handle", "anywhere", never=OF_NO_COMMITTEE)),
    Row("projects:path_detail", "paths", get=SEEN),
    Row("projects:path_edit", "paths", **_act("handle")),
    Row("projects:path_move", "paths", ("adopt",), **_act("issue", ok=DONE)),
    Row("projects:path_move", "paths", ("discard",), **_act("handle")),
    Row("projects:path_move", "paths", ("drop",), **_act("issue")),
    Row("projects:path_move", "paths", ("report",), **_act("handle")),
    Row("projects:path_move", "paths", ("confirm",), **_act("review", "superior")),
    Row("projects:path_move", "paths", ("return",), **_act("review", "superior")),
    Row("projects:path_move", "paths", ("follow",), **_act("handle")),
)
TEAMS = (
    Row("projects:team_list", get=SEEN),
    Row("projects:team_new", **_act("handle", "anywhere", never=OF_NO_TEAM)),
    Row("projects:team_detail", "teams", get=SEEN),
    Row("projects:team_edit", "teams", **_act("handle")),
    Row("projects:team_move", "teams", ("register",), **_act("review", "registrar", DONE)),
    Row("projects:team_move", "teams", ("return",), **_act("review", "registrar")),
    Row("projects:team_move", "teams", ("withdraw",), **_act("handle")),
    Row("projects:team_move", "teams", ("end",), **_act("handle")),
)
VENUES = (
    Row("projects:venue_list", get=SEEN),
    Row("projects:venue_excel", get=SEEN, has_head=False),
    Row("projects:venue_gaps", get=SEEN),
    Row("projects:venue_new", **_act("handle", "anywhere")),
    Row("projects:venue_detail", "venues", get=SEEN),
    Row("projects:venue_edit", "venues", **_act("handle")),
    Row("projects:venue_start", "venues", **_act("handle")),
    Row("projects:venue_close", "venues", **_act("handle")),
    Row("projects:booking_new", "venues", **_act("handle", "anywhere")),
    Row("projects:booking_list", get=SEEN),
    Row("projects:booking_move", "bookings", ("confirm",), **_act("handle", "keeper", DONE)),
    Row("projects:booking_move", "bookings", ("decline",), **_act("handle", "keeper")),
    Row("projects:booking_move", "bookings", ("cancel",), **_act("handle")),
    Row("projects:booking_move", "bookings", ("call_off",), **_act("handle", "keeper")),
    Row("projects:booking_move", "bookings", ("use",), **_act("handle", "keeper")),
)
REGULATIONS = (
    Row("projects:regulation_list", get=SEEN),
    Row("projects:regulation_new", **_act("handle", "anywhere", never=OF_NO_COMMITTEE)),
    Row("projects:regulation_detail", "regulations", get=SEEN),
    Row("projects:regulation_end", "regulations", **_act("handle")),
)
ROWS = (*PATHS, *TEAMS, *VENUES, *REGULATIONS)
