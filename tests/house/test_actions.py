"""Every public action leaves a trail: by itself, or through one that does."""

from __future__ import annotations

import ast
from functools import cache

from tests.house.sources import Source, called, sources

SINKS = {"record", "perform", "perform_all"}
WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create"),
}
# Actions without an entry of their own, and why the trail misses nothing.
SILENT = {
    "workflow/actions/notices.py:send_notices": "part of the act that is told",
    "workflow/actions/notices.py:notify_person": "part of the act that is told",
    "workflow/actions/notices.py:mark_read": "a reader's own inbox",
    "workflow/actions/reminding.py:plan_day": "the clock's: the reminder is the record",
    "workflow/actions/reminder_sending.py:send_batch": "the clock's: the reminder is the record",
    "workflow/actions/outbox.py:tell_urgent": "the clock's: the delivery is the record",
    "workflow/actions/outbox.py:make_digest": "the clock's: the delivery is the record",
    "workflow/actions/delivering.py:note_unknown": "the clock's: the delivery is the record",
    "workflow/actions/delivering.py:claim_delivery": "the clock's: the delivery is the record",
    "workflow/actions/delivering.py:settle_delivery": "the clock's: the delivery is the record",
    "workflow/actions/tokens.py:use_token": "part of each call, which leaves its own",
    "accounts/actions.py:clear_sessions": "the clock's: what has ended by itself",
    "routines/actions/feeds.py:note_read": "that a calendar program came, once an hour",
    "workflow/actions/filters.py:save_filter": "a reader's own searches",
    "workflow/actions/filters.py:delete_filter": "a reader's own searches",
}

# Steps that several actions share; each is called inside their transaction.
PARTS_OF_ACTIONS = {
    "checklists/actions/amending.py:amend",
    "coverage/actions/relocating.py:relocate_unit",
    "coverage/actions/states.py:follow_newest",
    "coverage/actions/states.py:note_facts",
    "coverage/actions/units.py:write_facts",
    "coverage/actions/units.py:write_verified",
    "hierarchy/actions/appointments.py:end_locked",
    "hierarchy/actions/history.py:write_change",
    "hierarchy/actions/organizations.py:furnish",
    "hierarchy/actions/sites.py:site_for",
    "inspections/actions/handing.py:follow_moves",
    "inspections/actions/results.py:settle_result",
    "inspections/actions/scheme_copying.py:copy_parts",
    "inspections/actions/scheme_copying.py:lay_parts",
    "people/actions/admissions.py:wipe_numbers",
    "people/actions/assessments.py:tell_anew",
    "people/actions/erasing.py:erase_entrants",
    "people/actions/erasing.py:erase_files",
    "people/actions/erasing.py:erase_members",
    "people/actions/following.py:file_follows",
    "people/actions/stays.py:end_with_member",
    "people/actions/stays.py:follow_home",
    "people/actions/workers.py:lay_worker",
    "projects/actions/enclosing.py:write_edit",
    "routines/actions/exchanging.py:answer_fitting",
    "routines/actions/fulfilling.py:recount",
    "routines/actions/fulfilling.py:release",
    "workflow/actions/attachments.py:drop_attachments",
}


def action_modules() -> list[Source]:
    return [source for source in sources() if "actions" in source.parts]


@cache
def calls() -> dict[str, dict[str, set[str]]]:
    """By function's name and module (private ones too): the names it calls or passes on."""
    found: dict[str, dict[str, set[str]]] = {}
    for source in action_modules():
        for function in source.functions():
            names = {called(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
            found.setdefault(function.name, {}).setdefault(source.name, set()).update(names)
    return found


def reaches(
    name: str, wanted: set[str], *, module: str, seen: frozenset[str] = frozenset()
) -> bool:
    """Whether a function calls one of the wanted names, directly or through other actions.

    A name means the module's own function where it has one, otherwise that of any other.
    """
    homes = calls().get(name, {})
    homes = {module: homes[module]} if module in homes else homes
    if name in seen or not homes:
        return False
    return any(
        bool(names & wanted)
        or any(
            reaches(inner, wanted, module=home, seen=seen | {name})
            for inner in names & calls().keys()
        )
        for home, names in homes.items()
    )


def public_actions() -> dict[str, ast.FunctionDef]:
    """By place: public functions that open a transaction, as every action does."""
    return {
        f"{source.name}:{node.name}": node
        for source in action_modules()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any("atomic" in ast.unparse(one) for one in node.decorator_list)
    }


def test_every_action_leaves_a_trail() -> None:
    silent = {
        place
        for place, node in public_actions().items()
        if not reaches(node.name, SINKS, module=place.split(":")[0])
    }

    assert silent - SILENT.keys() == set(), "record it, or say here why not"
    assert SILENT.keys() - silent == set(), "these exceptions are no longer needed"


def test_every_action_says_who_acts() -> None:
    nameless = {
        place
        for place, node in public_actions().items()
        if "actor" not in {argument.arg for argument in node.args.kwonlyargs}
    }

    assert nameless == set()


def test_every_action_takes_its_arguments_by_name() -> None:
    positional = {
        place for place, node in public_actions().items() if node.args.args or node.args.vararg
    }

    assert positional == set()


def test_whatever_an_action_module_offers_to_write_opens_a_transaction() -> None:
    """A public function that saves and is no action itself must be part of one."""
    loose = {
        f"{source.name}:{node.name}"
        for source in action_modules()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and f"{source.name}:{node.name}" not in public_actions()
        and {called(one) for one in ast.walk(node) if isinstance(one, ast.Call)} & WRITES
    }

    assert loose == PARTS_OF_ACTIONS
