"""Rows of people: the part growth."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.matrix.cast import PEOPLE
from tests.house.matrix.people_register import NO_WRITERS
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
_REASONED = ("refuse", "overturn")
# Whoever writes for a body that has a party organisation, of whatever tier.
HOLDERS = {
    name
    for name, one in PEOPLE.items()
    if one.may_anywhere("handle") and not one.body.endswith("unit")
}
NO_HOLDERS: Mapping[str, str] = {
    name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in HOLDERS
}


def _act(at: str = "at", ok: str = FORM) -> dict[str, Cell]:
    """A form page that asks for the handling of a body, and a form sent empty."""
    return {"get": Cell("handle", at), "post": Cell("handle", at, ok=ok)}


def _only(nobody: Mapping[str, str]) -> dict[str, Cell]:
    return {"get": Cell(never=nobody), "post": Cell(ok=FORM, never=nobody)}


COURSES = (
    Row("people:course_list", get=SEEN),
    Row("people:course_list", get=SEEN, query="?q=鹈&state=open"),
    Row("people:course_new", **_only(NO_HOLDERS)),
    Row("people:course_detail", "courses", get=SEEN),
    Row("people:course_detail", "branch_courses", get=SEEN),
    Row("people:course_edit", "branch_courses", **_act()),
    Row("people:course_attend", "branch_courses", **_act()),
    Row("people:course_names", "branch_courses", **_act()),
    Row("people:course_move", "branch_courses", ("close",), **_act(ok=DONE)),
    Row("people:course_move", "branch_courses", ("open_sign_in",), **_act(ok=DONE)),
    *(
        Row("people:course_move", "branch_courses", (verb,), **_act())
        for verb in ("reopen", "stop_sign_in")
    ),
    # Nobody of the cast has a worker's file, which is what the course asks for.
    Row("people:course_sign", "signed_courses", get=SEEN, post=Cell(ok=FORM)),
)
STUDIES = (
    Row("people:study_list", get=SEEN),
    Row("people:study_list", get=SEEN, query="?kind=worker"),
    Row("people:study_list", get=SEEN, query="?kind=officer&year=2025"),
    Row("people:study_detail", "study_members", get=SEEN),
    Row("people:study_new", "study_members", **_act()),
    Row("people:study_certificate", "study_records", **_act()),
    Row("people:study_withdraw", "study_records", **_act()),
)
POINTS = (
    Row("people:points_list", get=SEEN),
    Row("people:points_new", **_only(NO_WRITERS)),
    Row("people:points_publish", **_only(NO_WRITERS)),
    Row("people:points_member", "points_members", get=SEEN),
    Row("people:points_detail", "points_entries", get=SEEN),
    Row("people:points_move", "points_entries", ("settle",), **_act(ok=DONE)),
    *(Row("people:points_move", "points_entries", (verb,), **_act()) for verb in _REASONED),
    Row("people:points_notice", "public_points", get=SEEN, has_head=False),
)
TALENTS = (
    Row("people:talent_list", get=SEEN),
    Row("people:talent_new", **_only(NO_HOLDERS)),
    Row("people:talent_detail", "talents", get=SEEN),
    Row("people:deed_withdraw", "talent_deeds", **_act()),
    *(Row(f"people:talent_{verb}", "talents", **_act()) for verb in ("edit", "leave", "deed")),
)

ROWS: tuple[Row, ...] = (*COURSES, *STUDIES, *POINTS, *TALENTS)
