"""Rows of checklists."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row
from tests.lists import YEAR

SEEN = Cell()
# Answered on the board, which an issued list does not have: the page of the list instead.
ASKED = Cell("draft", ok=DONE)
NO_HEAD = {"has_head": False}


def _move(verb: str, right: str, at: str, things: str = "assignments") -> Row:
    """A page that asks for words, or says that the state does not allow the verb."""
    get, post = Cell(right, at, ok="200|302"), Cell(right, at, ok="302|422")
    return Row("checklists:assignment_move", things, (verb,), get=get, post=post)


LISTS = (
    Row("checklists:checklist_list", get=SEEN, **NO_HEAD),
    Row(
        "checklists:checklist_create",
        get=Cell("draft", "anywhere"),
        post=Cell("draft", "anywhere", ok=FORM),
        **NO_HEAD,
    ),
    Row(
        "checklists:decompose_start",
        get=Cell("draft", "anywhere"),
        post=Cell("draft", "anywhere", ok=FORM),
        **NO_HEAD,
    ),
    Row("checklists:checklist_detail", "lists", get=SEEN, **NO_HEAD),
    Row("checklists:checklist_detail", "drafts", get=SEEN, **NO_HEAD),
    Row("checklists:checklist_changes", "lists", get=Cell(ok=DONE), **NO_HEAD),
    Row("checklists:checklist_word", "lists", get=SEEN, **NO_HEAD),
    Row("checklists:checklist_word", "drafts", get=SEEN, **NO_HEAD),
    Row("checklists:checklist_excel", "lists", get=SEEN, **NO_HEAD),
    Row("checklists:checklist_move", "drafts", ("submit",), post=Cell("draft", ok=DONE)),
    Row("checklists:checklist_move", "drafts", ("issue",), post=Cell("issue", ok=DONE)),
    Row("checklists:checklist_move", "lists", ("archive",), post=Cell("issue", ok=DONE)),
    Row("checklists:checklist_revise", "lists", post=Cell("draft", ok=DONE)),
    Row(
        "checklists:checklist_copy",
        "city_lists",
        post=Cell("draft", ok=DONE),
        data={"year": YEAR + 2},
    ),
    Row(
        "checklists:checklist_sign",
        "lists",
        post=Cell("handle", "receiver", ok=DONE, refused="404"),
    ),
)
DRAFTS = (
    Row(
        "checklists:checklist_edit",
        "drafts",
        get=Cell("draft"),
        post=Cell("draft", ok=FORM),
        **NO_HEAD,
    ),
    Row(
        "checklists:checklist_import",
        "drafts",
        get=Cell("draft"),
        post=Cell("draft", ok=FORM),
        **NO_HEAD,
    ),
    Row("checklists:checklist_import", "lists", get=ASKED, post=ASKED, **NO_HEAD),
    Row("checklists:decompose_board", "drafts", get=Cell("draft"), **NO_HEAD),
    Row("checklists:checklist_number", "drafts", post=Cell("draft", ok=DONE)),
    Row("checklists:checklist_number", "lists", post=Cell("draft", ok=DONE)),
    Row(
        "checklists:checklist_attachments",
        "drafts",
        get=Cell("draft"),
        post=Cell("draft", ok=FORM),
        **NO_HEAD,
    ),
    Row("checklists:checklist_attachments", "lists", get=ASKED, post=ASKED, **NO_HEAD),
    Row("checklists:checklist_detach", "drafts", (1,), post=Cell("draft", ok=DONE)),
    Row(
        "checklists:checklist_carry_over",
        "drafts",
        get=ASKED,
        post=Cell("draft", ok=FORM),
        **NO_HEAD,
    ),
    Row("checklists:burden", "drafts", get=Cell("draft"), **NO_HEAD),
    Row("checklists:item_add", "drafts", get=ASKED, post=Cell("draft", ok=FORM), **NO_HEAD),
    Row("checklists:item_waive", "waived", get=ASKED, post=Cell("draft", ok=FORM), **NO_HEAD),
    Row("checklists:item_edit", "draft_items", get=ASKED, post=Cell("draft", ok=FORM), **NO_HEAD),
    Row("checklists:item_edit", "items", get=ASKED, post=Cell("draft", ok=FORM), **NO_HEAD),
    Row(
        "checklists:item_allocate", "draft_items", get=ASKED, post=Cell("draft", ok=FORM), **NO_HEAD
    ),
    Row("checklists:item_remove", "draft_items", post=Cell("draft", ok=DONE)),
    Row("checklists:item_keep", "items", post=Cell("organize", at="city", ok=DONE)),
)
THREAD = (
    Row("checklists:thread", "key_points", get=SEEN),
    Row("checklists:thread", "items", get=Cell(ok=DONE)),
    Row("checklists:thread_rows", "steps", get=SEEN),
)
ASSIGNMENTS = (
    Row("checklists:assignment_list", get=SEEN),
    Row("checklists:assignment_excel", get=SEEN, **NO_HEAD),
    Row("checklists:assignment_bulk", get=Cell(ok=DONE), post=Cell(ok=FORM)),
    Row("checklists:assignment_detail", "assignments", get=SEEN),
    Row("checklists:assignment_detail", "reported", get=SEEN),
    Row(
        "checklists:assignment_report",
        "assignments",
        get=Cell("handle", "receiver", ok="200|302"),
        post=Cell("handle", "receiver", ok=FORM),
    ),
    _move("sign", "handle", "receiver"),
    _move("object", "handle", "receiver"),
    _move("withdraw", "handle", "receiver", "reported"),
    _move("accept", "review", "issuer", "reported"),
    _move("send_back", "review", "issuer", "reported"),
    _move("cancel", "review", "issuer"),
    Row(
        "checklists:assignment_extension",
        "assignments",
        get=Cell("handle", "receiver"),
        post=Cell("handle", "receiver", ok=FORM),
    ),
    Row("checklists:comment", "assignments", post=Cell("comment", "receiver", ok=DONE)),
    Row("checklists:remind", "assignments", post=Cell("comment", "receiver", ok=DONE)),
    Row("checklists:confirm", "assignments", post=Cell("handle", "receiver", ok=DONE)),
    Row("checklists:review_queue", get=Cell("review", "anywhere")),
)

ROWS = (*LISTS, *DRAFTS, *THREAD, *ASSIGNMENTS)
