"""docs/routines.md shows the tables of moves as they are."""

from __future__ import annotations

from django.conf import settings

from routines.management.commands.draw_routines import PAGE, drawn
from checklists.rules import ASSIGNMENT_MOVES
from checklists.terms import AssignmentStatus
from workflow.diagrams import state_diagram


def test_the_page_is_current() -> None:
    page = (settings.BASE_DIR / PAGE).read_text(encoding="utf-8")

    assert drawn(page) == page, "run manage.py draw_cascade"


def test_every_move_is_an_arrow() -> None:
    diagram = state_diagram(
        ASSIGNMENT_MOVES, statuses=AssignmentStatus, start=AssignmentStatus.TO_SIGN
    )

    for move in ASSIGNMENT_MOVES:
        for source in move.sources:
            assert f"    {source} --> {move.target}: {move.label}" in diagram
    assert "    carried_over --> [*]" in diagram
