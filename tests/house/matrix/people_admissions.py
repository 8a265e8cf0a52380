"""Rows of people: the part admissions."""

from __future__ import annotations

from tests.house.matrix.people_register import NO_WRITERS
from tests.house.matrix.row import FORM, Cell, Row

SEEN = Cell()


def _act(right: str, at: str = "at") -> dict[str, Cell]:
    """A form page that asks a right, and a form sent empty."""
    return {"get": Cell(right, at), "post": Cell(right, at, ok=FORM)}


ROWS: tuple[Row, ...] = (
    Row("people:admission_board", get=SEEN),
    Row("people:admission_list", get=SEEN),
    Row("people:admission_list", get=SEEN, query="?stage=all&q=鹈"),
    Row("people:admission_new", get=Cell(never=NO_WRITERS), post=Cell(ok=FORM, never=NO_WRITERS)),
    Row("people:admission_detail", "admissions", get=SEEN),
    Row("people:admission_detail", "waiting_admissions", get=SEEN),
    Row("people:admission_step", "whole_admissions", (2,), **_act("handle")),
    Row("people:admission_step", "whole_waiting", (4,), **_act("handle", "superior")),
    Row("people:step_paper", "whole_admissions", (1, 1), get=SEEN),
    Row("people:step_correct", "step_records", **_act("handle")),
    Row("people:admission_superior", "whole_admissions", **_act("handle")),
    Row("people:admission_end", "whole_admissions", **_act("handle")),
)
