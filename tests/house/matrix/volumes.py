"""Rows of a project on paper: each paper as Word, and the whole volume."""

from __future__ import annotations

from tests.house.matrix.row import DONE, Cell, Row

BOTH = ("", "twin.")
# Who leads a project or reviews it, but stands outside the applicant's line.
LEADS = frozenset(f"{city}station_head" for city in BOTH)
REVIEWERS = frozenset(f"{city}lawyer_{post}" for city in BOTH for post in ("leader", "clerk"))
GETS_NONE = dict.fromkeys(LEADS, "404")
OUTSIDE = dict.fromkeys(LEADS | REVIEWERS, "404")
SEEN = Cell()
JUDGED = Cell(never=GETS_NONE)
INSIDE = Cell(never=OUTSIDE)

ROWS = (
    Row("projects:project_paper", "project_drafts", ("application",), get=SEEN, has_head=False),
    Row("projects:project_paper", "running_projects", ("budget",), get=JUDGED, has_head=False),
    Row("projects:project_paper", "running_projects", ("approval",), get=INSIDE, has_head=False),
    Row("projects:project_paper", "brand_projects", ("certificate",), get=INSIDE, has_head=False),
    Row(
        "projects:project_volume",
        "running_projects",
        get=INSIDE,
        post=Cell(ok=DONE, never=OUTSIDE),
    ),
    Row("projects:project_volume_state", "running_projects", get=INSIDE),
    Row(
        "projects:project_volume_pdf",
        "running_projects",
        get=Cell(ok=DONE, never=OUTSIDE),
        has_head=False,
    ),
)
