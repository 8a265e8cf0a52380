"""The diagrams in docs show the tables of moves as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.rules import ASSIGNMENT_MOVES
from checklists.terms import AssignmentStatus
from workflow.diagrams import Parts, pages, redrawn, state_diagram


@pytest.mark.parametrize(("page", "parts"), [pytest.param(*one, id=one[0].stem) for one in pages()])
def test_a_page_is_drawn_from_the_tables_of_moves(page: Path, parts: Parts) -> None:
    text = page.read_text(encoding="utf-8")

    assert redrawn(text, parts) == text, "run manage.py draw_diagrams"
    assert text.count("```mermaid") == len(parts)


def test_every_room_with_moves_draws_them() -> None:
    assert {page.stem for page, _ in pages()} == {
        *("cascade", "routines", "projects", "inspections", "people"),
    }


def test_every_move_is_an_arrow() -> None:
    diagram = state_diagram(
        ASSIGNMENT_MOVES, statuses=AssignmentStatus, start=AssignmentStatus.TO_SIGN
    )

    for move in ASSIGNMENT_MOVES:
        for source in move.sources:
            assert f"    {source} --> {move.target}: {move.label}" in diagram
    assert "    carried_over --> [*]" in diagram
