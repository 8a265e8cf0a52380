"""The walls that no import shows (house.md): read by scope, write by action, one clock."""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import Source, called, chained, sources

SCOPES = {"visible_to", "within", "heading"}
WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create"),
}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}

# Views and administration pages that start elsewhere than from the actor's scope, and why.
UNSCOPED_READS = {
    "checklists/views/board.py:_library": "the city's own library, of a list already in scope",
    "checklists/views/decompose.py:_waiting": "by the bodies where the actor drafts",
    "checklists/views/decompose.py:_open_drafts": "by the bodies where the actor drafts",
    "checklists/views/decompose.py:_to_sign": "by the bodies where the actor drafts",
    "checklists/views/lists.py:_in_tab": "narrows lists in scope to the actor's own bodies",
    "checklists/views/lists.py:_item_count": "counts inside lists in scope",
    "checklists/views/reports.py:_earlier": "files of a body where the actor handles",
    "checklists/views/reports.py:_initial": "files of a body where the actor handles",
    "checklists/views/reports.py:assignment_report": "counts below an assignment in scope",
    "checklists/views/review.py:_with_reports": "prefetched for assignments in scope",
    "checklists/views/thread.py:_head": "narrowed by heading or visible_to one line below",
    "coverage/views/notices.py:_opinion": "the trail of a notice in scope",
    "routines/views/feeds.py:feed": "by the secret address, as its owner from there on",
    "routines/views/record_acts.py:_has_talk": "whether there is one, of a record in scope",
    "people/views/care.py:_tiles": "numbers of the scope of work, counted in the queryset",
    "people/views/dues.py:_totals": "numbers of the scope of work, counted in the queryset",
    "people/views/points.py:_was_decided": "only whether, at branches for which the actor decides",
    "people/views/stays.py:_at_home": "whether a member in scope is away",
    "hierarchy/admin/accounts.py:rows_for": "by appointments in scope: users have no scope",
    "hierarchy/admin/posts.py:_appoints": "the root of a post's city, to ask the right there",
    "hierarchy/admin/reference.py:place_of": "the root of a row's city, to ask the right there",
}
# Modules beside the actions that write, each called by actions alone.
WRITERS = {
    "hierarchy/tree.py": "the tree's own writes",
    "hierarchy/grants.py": "rights, written and withdrawn by appointments",
    "hierarchy/models/organization.py": "refuses a save that would move a node",
    "workflow/moves.py": "performs a move: the one writer of a status",
    "workflow/numbers.py": "takes the next number of a series under its lock",
    "workflow/audit.py": "the trail",
    "checklists/open_work.py": "hands work on in hierarchy's restructuring and handover",
    "documents/pictures.py": "saves a picture into memory",
    "documents/thumbnails.py": "saves a picture into memory",
    "documents/word/page.py": "saves a document into memory",
}
SIGNALS = {"django.db.models.signals", "django.dispatch"}
STATUS_WRITERS = {"workflow/moves.py": "performs a move"}
# Where a moment enters the house; everywhere else it is passed in.
CLOCK_HOLDERS = {
    "hierarchy/middleware.py": "the moment of a request",
    "hierarchy/backends.py": "asked by libraries, which pass no moment",
    "config/tied_task.py": "when a job of the timetable begins and ends",
    "routines/api.py": "the moment of a call by another system",
    "routines/views/feeds.py": "the moment of a calendar program's call, without a session",
    "workbench/style_page.py": "a page for developers, without an actor",
}


def is_action(source: Source) -> bool:
    return "actions" in source.parts


def is_page(source: Source) -> bool:
    return "views" in source.parts or "admin" in source.parts


def checked() -> list[Source]:
    """Rooms that people use; seeds plants a demonstration by COPY."""
    return [source for source in sources() if source.parts[0] != "seeds"]


def test_pages_read_through_the_scope() -> None:
    found = {
        place
        for source in checked()
        if is_page(source)
        for place, node in source.walk()
        if isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_default_manager")
        and not chained(node, source.tree) & SCOPES
    }

    assert found - UNSCOPED_READS.keys() == set(), "start from visible_to, or list with a reason"
    assert UNSCOPED_READS.keys() - found == set(), "these exceptions are no longer needed"


def test_only_actions_write() -> None:
    found = {
        source.name
        for source in checked()
        if not is_action(source)
        for _, node in source.walk()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and not _is_of_a_dictionary(node)
    }

    assert found - WRITERS.keys() == set(), "move the write into an action"
    assert WRITERS.keys() - found == set(), "these exceptions are no longer needed"


def _is_of_a_dictionary(node: ast.Call) -> bool:
    """``context.update({...})`` of a plain dictionary; querysets take keywords."""
    return called(node) == "update" and bool(node.args)


def test_only_a_move_changes_a_status() -> None:
    found = {
        source.name
        for source in checked()
        for _, node in source.walk()
        if _sets_status(node) and source.name not in STATUS_WRITERS
    }

    assert found == set(), "go through workflow.moves.perform"


def _sets_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(one, ast.Attribute) and one.attr == "status" for one in targets)
    if isinstance(node, ast.Call) and called(node) in ("update", "setattr", "bulk_update"):
        names = {keyword.arg for keyword in node.keywords}
        words = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
        return "status" in names or (called(node) != "update" and "status" in words)
    return False


def test_the_clock_is_passed_in() -> None:
    found = {
        source.name
        for source in checked()
        for _, node in source.walk()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and not (node.args and node.func.attr != "now")
        and not _is_entrance(source)
    }

    assert found - CLOCK_HOLDERS.keys() == set(), "take the moment from the actor"
    assert CLOCK_HOLDERS.keys() - found == set(), "these exceptions are no longer needed"


def _is_entrance(source: Source) -> bool:
    return source.parts[-1] == "tasks" or "commands" in source.parts


def test_the_tree_is_the_hierarchys_secret() -> None:
    words = {"mptt", "lft", "rght", "tree_id"}
    found = {
        source.name
        for source in checked()
        if source.parts[0] != "hierarchy" and source.name != "config/settings.py"
        for _, node in source.walk()
        if (isinstance(node, ast.Attribute) and node.attr in words)
        or (isinstance(node, ast.Name) and node.id in words)
        or (isinstance(node, ast.Constant) and node.value in words)
    }

    assert found == set()


def test_no_signals_and_no_saving_with_side_effects() -> None:
    found = {
        place
        for source in checked()
        for place, node in source.walk()
        if (isinstance(node, ast.ImportFrom) and node.module in SIGNALS)
        or (isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in source.parts)
    }

    # It refuses a save that would move a node.
    assert found == {"hierarchy/models/organization.py:save"}


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core", "services"])
def test_no_module_is_named_after_nothing(word: str) -> None:
    assert [source.name for source in sources() if word in source.parts] == []
