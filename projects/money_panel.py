"""The money of one project as its page shows it: sources, budget lines, tranches, expenses.

Balances only, read from the accounts; no posting is scanned. Whoever does not read the money of
the applicant's line (domain.md §8.1) gets an empty panel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from projects.accounts import final_account
from projects.amounts import yuan
from projects.models import Expense, Project, Tranche
from projects.money_moves import TRANCHE_MOVES
from projects.terms import RUNNING, ProjectStatus, TrancheStatus
from projects.tranche_rules import why_not_yet
from workflow.moves import Move

LATEST: Final = 8
SUMMED: Final = ("budget", "waiting", "paid", "spent", "handed_back", "held")
"""The columns of the table of sources: paid = spent + handed back + held."""
MAY_SPEND: Final = (*RUNNING, ProjectStatus.ACCEPTED)
"""While money is paid out and spent, as the actions hold it."""
MAY_HAND_BACK: Final = (*MAY_SPEND, ProjectStatus.FAILED, ProjectStatus.STOPPED)
"""While the books may still be put right and money handed back."""


@dataclass(frozen=True, slots=True)
class TrancheRow:
    """A tranche, what this person may do to it, and why it can't be asked for yet."""

    tranche: Tranche
    moves: Sequence[Move]
    not_yet: str = ""


def line_choices(project: Project) -> list[tuple[str, str]]:
    """The budget lines that an expense may name, each with what is left on it. Two queries."""
    return [
        (
            f"{one.source.pk}-{line.category.pk}",
            f"{one.source.name}，{line.category.name}（结余 {yuan(line.left)} 元）",
        )
        for one in final_account(project).sources
        for line in one.lines
    ]


def money_panel(project: Project, actor: Actor) -> dict[str, Any]:
    """What ``projects/_money.html`` needs; no sources before approval. Four queries."""
    if not can_read_money(project, actor):
        return {"reads_money": False}
    account = final_account(project)
    sources = account.sources
    handles = can(actor, Capability.HANDLE, at=project.applicant)
    return {
        "reads_money": True,
        "project": project,
        "funds": sources,
        "sums": {name: account.sum_of(name) for name in SUMMED},
        "tranches": _tranches(project, actor) if sources else [],
        "expenses": _latest(project, actor) if sources else [],
        "may_spend": handles and project.status in MAY_SPEND and bool(sources),
        "may_hand_back": handles and project.status in MAY_HAND_BACK and account.sum_of("held") > 0,
        "today": actor.on,
    }


def can_read_money(project: Project, actor: Actor) -> bool:
    """Money is read in the applicant's line, not by partners, reviewers or on public notice."""
    return can(actor, Capability.VIEW_WORK, at=project.applicant)


def _tranches(project: Project, actor: Actor) -> list[TrancheRow]:
    rows = project.tranches.select_related("source", "voucher")
    found = []
    for tranche in rows.order_by("number", "source__sort_order", "source_id"):
        tranche.project = project
        planned = tranche.status == TrancheStatus.PLANNED
        not_yet = why_not_yet(tranche) if planned else ""
        found.append(TrancheRow(tranche, tranche_moves(tranche, actor, not_yet=not_yet), not_yet))
    return found


def tranche_moves(tranche: Tranche, actor: Actor, *, not_yet: str = "") -> list[Move]:
    """What this person may do to a tranche while its project's money still moves."""
    if tranche.project.status not in MAY_SPEND:
        return []
    moves = TRANCHE_MOVES.available(tranche, actor)
    return [move for move in moves if not (not_yet and move.verb == "request")]


def _latest(project: Project, actor: Actor) -> list[Expense]:
    rows = Expense.objects.visible_to(actor).filter(project=project)
    return list(rows.select_related("source", "category").order_by("-id")[:LATEST])
