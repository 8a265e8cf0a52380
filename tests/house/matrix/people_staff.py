"""Rows of people: the part staff."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.matrix.cast import CITIES, PEOPLE, tier
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
# Who writes for a body that employs full-time workers.
EMPLOYERS = {
    name
    for name, one in PEOPLE.items()
    if one.body and tier(one.body) in ("city", "committee") and one.role in ("leader", "clerk")
}
NO_EMPLOYERS: Mapping[str, str] = {
    name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in EMPLOYERS
}
# The assessment is the clerk's own: the leader, who sees it, does not reply for the clerk.
REPLIES = Cell("audit", also=frozenset(f"{city}mall_clerk" for city in CITIES), ok="200|422")


def _act(right: str, ok: str = FORM) -> dict[str, Cell]:
    """A form page that asks a right, and a form sent empty; ``ok`` where nothing need be said."""
    return {"get": Cell(right), "post": Cell(right, ok=ok)}


def _new(name: str) -> Row:
    return Row(name, get=Cell(never=NO_EMPLOYERS), post=Cell(ok=FORM, never=NO_EMPLOYERS))


def _moved(things: str, verb: str, right: str, ok: str = FORM) -> Row:
    return Row("people:recruitment_move", things, (verb,), **_act(right, ok))


RECRUITMENTS = (
    Row("people:recruitment_list", get=SEEN),
    _new("people:recruitment_new"),
    Row("people:recruitment_detail", "draft_recruitments", get=SEEN),
    Row("people:recruitment_detail", "notice_recruitments", get=SEEN),
    Row("people:recruitment_edit", "draft_recruitments", **_act("handle")),
    Row("people:recruitment_files", "open_recruitments", **_act("handle")),
    Row("people:recruitment_enter", "open_recruitments", **_act("handle")),
    Row("people:recruitment_marks", "exam_recruitments", **_act("handle")),
    Row("people:recruitment_paper", "draft_recruitments", ("call",), get=SEEN, has_head=False),
    Row("people:recruitment_paper", "notice_recruitments", ("notice",), get=SEEN, has_head=False),
    _moved("draft_recruitments", "publish", "issue", DONE),
    _moved("open_recruitments", "examine", "handle"),
    _moved("exam_recruitments", "announce", "issue"),
    _moved("notice_recruitments", "note", "handle"),
    _moved("notice_recruitments", "choose_again", "issue"),
    _moved("notice_recruitments", "close", "issue"),
    _moved("draft_recruitments", "cancel", "issue"),
    *(
        Row("people:entrant_move", things, (verb,), **_act(right))
        for things, verb, right in (
            ("exam_entrants", "propose", "issue"),
            ("notice_entrants", "hire", "issue"),
            ("notice_entrants", "refuse", "issue"),
            ("notice_entrants", "restore", "issue"),
            ("exam_entrants", "withdraw", "handle"),
            ("exam_entrants", "reveal", "handle"),
        )
    ),
)
WORKERS = (
    Row("people:team", get=SEEN),
    Row("people:worker_list", get=SEEN),
    _new("people:worker_new"),
    Row("people:worker_detail", "workers", get=SEEN),
    Row("people:worker_edit", "workers", **_act("handle")),
    Row("people:worker_move", "workers", ("end",), **_act("handle")),
    Row("people:worker_move", "workers", ("link",), **_act("handle")),
    Row("people:worker_move", "workers", ("undo",), **_act("handle")),
    Row("people:assessment_new", "workers", **_act("review")),
)
ASSESSMENTS = (
    Row("people:assessment_detail", "assessment_drafts", get=SEEN),
    Row("people:assessment_detail", "told_assessments", get=SEEN),
    Row("people:assessment_edit", "assessment_drafts", **_act("review", DONE)),
    Row("people:assessment_move", "assessment_drafts", ("tell",), **_act("review", DONE)),
    Row(
        "people:assessment_move",
        "told_assessments",
        ("reply",),
        get=REPLIES,
        post=REPLIES,
    ),
    Row("people:assessment_move", "told_assessments", ("settle",), **_act("review")),
)
ROWS: tuple[Row, ...] = (*RECRUITMENTS, *WORKERS, *ASSESSMENTS)
