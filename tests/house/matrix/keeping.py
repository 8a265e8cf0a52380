"""Rows of the administration pages (管理后台): committee staff only, behind one door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from projects.actions.rules import AMENDABLE, VERSIONED
from tests.house.matrix.row import ANY, DONE, FORM, RARER, Cell, Row


@dataclass(frozen=True, slots=True)
class Page:
    """The pages of one model: who sees its rows, who adds, and what is done to one row.

    ``add``, ``change`` and the acts name a right and where it is asked; empty means that
    nobody does it here.
    """

    model: str
    things: str
    see: str = "see"
    add: str = ""
    add_at: str = "anywhere"
    change: str = ""
    change_at: str = "at"
    acts: tuple[tuple[str, str, str], ...] = ()
    exports: bool = False
    trail: bool = False


ORGANIZATION_ACTS = tuple(
    (name, "organize", "superior") for name in ("rename", "move", "merge", "close")
)
CITY = "city"
# Done, where nothing more is asked; else the form again.
SENT = "200|302"
PAGES = (
    Page(
        "accounts_user", "users", see="appoint", add="appoint", acts=(("close", "appoint", "at"),)
    ),
    Page(
        "hierarchy_organization",
        "bodies",
        add="organize",
        change="organize",
        change_at="superior",
        acts=ORGANIZATION_ACTS,
        exports=True,
    ),
    Page("hierarchy_organizationchange", "changes"),
    Page("hierarchy_position", "positions", add="appoint", acts=(("abolish", "appoint", "at"),)),
    Page(
        "hierarchy_appointment",
        "appointments",
        add="appoint",
        acts=tuple((name, "appoint", "at") for name in ("end", "delegate", "hand-over")),
    ),
    Page("hierarchy_delegation", "delegations", acts=(("revoke", "appoint", "at"),)),
    Page("hierarchy_handover", "handovers"),
    Page("hierarchy_tenant", "tenants", change="organize"),
    Page("hierarchy_region", "region_rows", add="organize", add_at=CITY, change="organize"),
    Page("hierarchy_industry", "industries", add="organize", add_at=CITY, change="organize"),
    Page("hierarchy_term", "terms", add="organize", add_at=CITY, change="organize"),
    Page("hierarchy_tierplacement", "placements", add="organize", add_at=CITY, change="organize"),
    Page("hierarchy_workday", "workdays", add="organize", add_at=CITY, change="organize"),
    Page("coverage_coveragerule", "coverage_rules", add="organize", add_at=CITY),
    Page("coverage_unit", "ledger_units", see="see work"),
    Page("coverage_partyorganization", "party_rows", see="see work"),
    Page(
        "routines_obligationrule",
        "obligation_rules",
        add="organize",
        add_at=CITY,
        change="organize",
    ),
    *(
        Page(
            f"projects_{rule._meta.model_name}",
            f"{rule._meta.model_name}_rows",
            add="organize",
            add_at=CITY,
            change="organize",
            acts=(("stop", "organize", "at"),) if rule in AMENDABLE else (),
        )
        for rule in (*AMENDABLE, *VERSIONED)
    ),
    Page(
        "inspections_inspectionpolicy",
        "inspection_policies",
        add="organize",
        add_at=CITY,
        change="organize",
    ),
    Page("people_admissionprocess", "admission_processes", add="organize", add_at=CITY),
    Page("people_processstep", "process_steps", change="organize"),
    Page(
        "people_peoplepolicy",
        "people_policies",
        add="organize",
        add_at=CITY,
        change="organize",
    ),
    Page("people_duesrate", "dues_rates", add="organize", add_at=CITY),
    Page("people_pointsrule", "points_rules", add="organize", add_at=CITY, change="organize"),
    Page("workflow_auditentry", "entries", see="audit", trail=True),
    Page(
        "checklists_checklist",
        "drafts",
        see="see work",
        add="draft",
        change="draft",
        acts=(("submit", "draft", "at"), ("issue", "issue", "at")),
    ),
    Page("checklists_assignment", "assignments", see="see work"),
    Page(
        "checklists_libraryitem",
        "library",
        add="organize",
        add_at=CITY,
        change="organize",
        exports=True,
    ),
)

# Lists that begin from the shipped examples.
BEGUN = {
    *("people_admissionprocess", "people_duesrate", "people_pointsrule"),
    *("coverage_coveragerule", "routines_obligationrule", "inspections_inspectionpolicy"),
    *(f"projects_{rule._meta.model_name}" for rule in (*AMENDABLE, *VERSIONED)),
}


def _rows_of(page: Page) -> Iterator[Row]:
    stem = f"admin:{page.model}"
    room, model = page.model.split("_")
    shared = {"door": True, "trail": page.trail}
    look = Cell(page.see, "anywhere")
    others = dict.fromkeys(("POST", *RARER), ANY)
    yield Row(f"{stem}_changelist", get=look, others=others, **shared)
    add = Cell(page.add, page.add_at) if page.add else Cell(ok="403")
    yield Row(f"{stem}_add", get=add, post=add, **shared)
    seen = Cell(page.see, "anywhere")
    changed = Cell(page.change, page.change_at, ok=SENT) if page.change else Cell(ok="403")
    yield Row(f"{stem}_change", page.things, get=seen, post=changed, **shared)
    yield Row(
        f"unnamed:admin/{room}/{model}/<path:object_id>/",
        page.things,
        path=f"/admin/{room}/{model}/{{}}/",
        get=Cell(ok=DONE),
        post=Cell(ok=DONE),
        unseen=DONE,
        **shared,
    )
    for name, right, at in page.acts:
        act, done = Cell(right, at), Cell(right, at, ok=SENT)
        yield Row(f"{stem}_{name}", page.things, get=act, post=done, **shared)
    if page.model in BEGUN:
        keeps = {"right": "organize", "at": CITY}
        yield Row(
            f"{stem}_examples",
            get=Cell(**keeps, ok="200|302"),
            post=Cell(**keeps, ok="302|422"),
            **shared,
        )
    if page.exports:
        yield Row(f"{stem}_export", get=look, others=others, **shared)


def _act(name: str, things: str, right: str, at: str = "at") -> Row:
    """An act on things of its own: those whose state allows it."""
    act, done = Cell(right, at), Cell(right, at, ok=SENT)
    return Row(f"admin:{name}", things, get=act, post=done, door=True)


def _library(name: str, *, query: str = "", see: str = "") -> Row:
    """A page of Django's own, which answers the rarer methods in its own way."""
    look = Cell(see, "anywhere")
    return Row(f"admin:{name}", query=query, get=look, door=True, others=dict.fromkeys(RARER, ANY))


SEARCH = "?app_label=hierarchy&model_name=organization&field_name=parent&term=甪"
KEEPS = Cell("keep ledger", "anywhere")
MORE = (
    Row("admin:index", get=Cell(), post=Cell(), door=True),
    Row("admin:app_list", args=("hierarchy",), get=Cell(), post=Cell(), door=True),
    _act("hierarchy_organization_found-branch", "units", "organize", "superior"),
    _act("checklists_checklist_archive", "lists", "issue"),
    _act("checklists_checklist_send-back", "reviewed", "issue"),
    Row(
        "admin:sheet_import",
        args=("units",),
        get=KEEPS,
        post=Cell("keep ledger", "anywhere", ok=FORM),
        door=True,
        others=dict.fromkeys(RARER, ANY),
    ),
    Row(
        "admin:sheet_export",
        args=("units",),
        get=KEEPS,
        door=True,
        others=dict.fromkeys(("POST", *RARER), ANY),
    ),
    _library("autocomplete", query=SEARCH),
    _library("jsi18n"),
)
# Led to the portal's own pages, or left out of the site.
DOORS = (
    Row("admin:search", get=Cell(ok="404"), post=Cell(ok="404"), door=True),
    Row(
        "admin:login",
        get=Cell(ok="403"),
        post=Cell(ok="403"),
        others=dict.fromkeys(RARER, "403"),
    ),
    Row(
        "admin:logout",
        get=Cell(ok="200|302"),
        post=Cell(ok="302|login"),
        visitor="302",
        others=dict.fromkeys(RARER, ANY),
    ),
    Row("admin:password_change", get=Cell(ok=DONE), post=Cell(ok=DONE), door=True),
    Row("admin:password_change_done", get=Cell(), door=True, others=dict.fromkeys(RARER, ANY)),
)

ROWS = (*(row for page in PAGES for row in _rows_of(page)), *MORE, *DOORS)
# Addresses that nobody is meant to open, and why.
SHUT = {
    "admin:search": "left out of the site: its answers outlive rights",
    "admin:login": "says why the door is shut; signing in is the portal's",
    **{
        f"admin:{page.model}_add": "written by actions on other pages alone"
        for page in PAGES
        if not page.add
    },
}
