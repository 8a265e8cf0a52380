"""Rows of projects: the board and lists, writing, reviewing, moving on, the brand library."""

from __future__ import annotations

from tests.house.matrix.papers import OTHERS, WRITERS
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
HANDLES = {"get": Cell("handle"), "post": Cell("handle", ok=FORM)}
CITY_HANDLES = {"get": Cell("handle", "above"), "post": Cell("handle", "above", ok=FORM)}
CITY_ISSUES = {"get": Cell("issue", "above"), "post": Cell("issue", "above", ok=FORM)}


def _of(*names: str) -> frozenset[str]:
    return frozenset(f"{city}{name}" for city in ("", "twin.") for name in names)


# What a person does in person, whatever the post: no role carries it but by name.
LEADS = _of("station_head")
WORKS = {"get": Cell("handle", also=LEADS), "post": Cell("handle", ok=FORM, also=LEADS)}
REVIEWER = _of("lawyer_clerk")
RECUSES = {
    "get": Cell("handle", "above", also=REVIEWER),
    "post": Cell("handle", "above", ok=FORM, also=REVIEWER),
}
KEEPERS = _of("mall_leader", "mall_clerk")
KEEPS = {
    "get": Cell("handle", "above", also=KEEPERS),
    "post": Cell("handle", "above", ok=FORM, also=KEEPERS),
}

LOOKING = (
    Row("projects:board", get=SEEN),
    Row("projects:project_list", get=SEEN),
    Row("projects:project_excel", get=SEEN, has_head=False),
    Row("projects:notice_list", get=SEEN),
    Row("projects:project_year", "project_years", get=SEEN),
    *(
        Row("projects:project_detail", kind, get=SEEN)
        for kind in (
            *("project_drafts", "submitted_projects", "reviewed_projects"),
            *("noticed_projects", "running_projects", "brand_projects"),
        )
    ),
    *(
        Row("projects:project_detail", "running_projects", get=SEEN, query=f"?part={part}")
        for part in ("content", "review", "progress", "money", "papers", "history")
    ),
)
WRITING = (
    Row("projects:project_new", get=Cell(never=OTHERS), post=Cell(ok=FORM, never=OTHERS)),
    Row("projects:project_edit", "project_drafts", **HANDLES),
    Row(
        "projects:project_edit",
        "project_drafts",
        get=Cell("handle"),
        post=Cell("handle", ok=DONE),
        query="?part=texts",
    ),
    Row("projects:project_budget", "project_drafts", **HANDLES),
    Row("projects:project_milestones", "project_drafts", **HANDLES),
    Row("projects:project_papers", "project_drafts", **HANDLES),
    Row("projects:project_paper_remove", "draft_papers", post=Cell("handle", ok=DONE)),
)
REVIEWING = (
    Row("projects:reviewer_add", "reviewed_projects", **CITY_HANDLES),
    Row(
        "projects:appraisal_detail",
        "appraisals",
        get=SEEN,
        post=Cell("audit", ok=FORM, also=REVIEWER),
    ),
    Row("projects:appraisal_recuse", "appraisals", **RECUSES),
    Row("projects:objection_new", "noticed_projects", get=SEEN, post=Cell(ok=FORM)),
    Row("projects:objection_answer", "objections", **CITY_HANDLES),
)
MOVING = (
    Row(
        "projects:project_move",
        "project_drafts",
        ("submit",),
        get=Cell("handle"),
        post=Cell("handle", ok=DONE),
    ),
    Row("projects:project_move", "submitted_projects", ("withdraw",), **HANDLES),
    Row("projects:project_move", "submitted_projects", ("pass_form",), **CITY_HANDLES),
    Row("projects:project_move", "submitted_projects", ("send_back",), **CITY_HANDLES),
    Row("projects:project_move", "submitted_projects", ("reject",), **CITY_ISSUES),
    Row("projects:project_move", "running_projects", ("hand_in_midterm",), **HANDLES),
    Row("projects:project_move", "running_projects", ("stop",), **CITY_ISSUES),
    Row("projects:project_move", "brand_projects", ("revoke_brand",), **CITY_ISSUES),
    Row("projects:project_note", "running_projects", **WORKS),
    Row("projects:milestone_done", "project_milestones", **WORKS),
    Row("projects:amendment_new", "running_projects", ("content",), **HANDLES),
    Row("projects:amendment_new", "running_projects", ("budget",), **HANDLES),
    Row("projects:amendment_new", "running_projects", ("extension",), **HANDLES),
    Row("projects:amendment_detail", "amendments", get=SEEN, post=Cell("issue", ok=FORM)),
)
LIBRARY = (
    Row("projects:library", get=SEEN),
    Row("projects:pack_detail", "packs", get=SEEN),
    Row("projects:pack_publish", "brand_projects", **KEEPS),
    Row("projects:pack_withdraw", "packs", **KEEPS),
    Row("projects:pack_adopt", "packs", post=Cell("audit", ok=DONE, also=WRITERS)),
)

ROWS = (*LOOKING, *WRITING, *REVIEWING, *MOVING, *LIBRARY)
