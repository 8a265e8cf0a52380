"""What a project said and was to cost before its amendments: so the early papers stay true.

An application, an approval and a task book tell what was applied for and agreed to then, a
monthly note what stood that month. What was changed later stands on the row; each amendment
keeps what it replaced, and is taken back here, the latest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from projects.amendment_rules import TEXTS, Budget, budget_from
from projects.models import (
    Amendment,
    BudgetLine,
    CatalogueEntry,
    FundSource,
    Milestone,
    Project,
)
from projects.terms import AmendmentKind, AmendmentStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget as it prints."""

    source: str
    category: str
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """What a project said of itself at some time: texts, lead and end."""

    name: str
    background: str
    goals: str
    measures: str
    outcomes: str
    lead: str
    ends_on: dt.date


def made_since(amendments: Iterable[Amendment], day: dt.date | None) -> list[Amendment]:
    """The amendments approved after a day, the latest first; all of them for no day."""
    approved = [one for one in amendments if one.status == AmendmentStatus.APPROVED]
    later = [one for one in approved if day is None or (one.decided_on and one.decided_on > day)]
    return sorted(later, key=lambda one: (one.decided_on, one.pk), reverse=True)


def words_before(project: Project, undone: Sequence[Amendment]) -> Words:
    """The project's words with some amendments, the latest first, taken back. At most one query."""
    values: dict[str, Any] = {}
    for one in undone:
        if one.kind != AmendmentKind.BUDGET:
            values.update(one.before)
    ends_on = values.get("ends_on")
    return Words(
        **{name: values.get(name, getattr(project, name)) for name in TEXTS},
        lead=_lead(project, values),
        ends_on=dt.date.fromisoformat(ends_on) if ends_on else project.ends_on,
    )


def milestones_before(
    milestones: Sequence[Milestone], undone: Sequence[Amendment]
) -> list[Milestone]:
    """Milestones with the days they had before some amendments, the latest first."""
    days: dict[str, str] = {}
    for amendment in undone:
        if amendment.kind == AmendmentKind.EXTENSION:
            days.update(amendment.before.get("milestones", {}))
    found = [copy(one) for one in milestones]
    for one in found:
        if day := days.get(f"{one.pk}"):
            one.due_on = dt.date.fromisoformat(day)
    return sorted(found, key=lambda one: (one.due_on, one.pk))


def lines_before(project: Project, undone: Sequence[Amendment]) -> list[Line]:
    """The project's budget with some amendments taken back. One to three queries."""
    rows = _rows(project)
    budgets = [one.before for one in undone if one.kind == AmendmentKind.BUDGET]
    if budgets:
        bases = {(row.source_id, row.category_id): row.basis for row in rows}
        return _named(budget_from(budgets[-1]), bases)
    return [Line(row.source.name, row.category.name, row.basis, row.amount) for row in rows]


def total_of(lines: Iterable[Line]) -> Decimal:
    """All lines together."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def _lead(project: Project, values: Mapping[str, Any]) -> str:
    if values.get("lead") in (None, project.lead_id):
        return project.lead.name
    return User.objects.get(pk=values["lead"]).name


def _rows(project: Project) -> list[BudgetLine]:
    return list(
        project.budget.select_related("source", "category").order_by(
            "source__sort_order", "source_id", "category__sort_order", "pk"
        )
    )


def _named(budget: Budget, bases: Mapping[tuple[int, int], str]) -> list[Line]:
    """A budget by ids, in names and in order; how a line was reckoned no amendment changes."""
    sources = FundSource.objects.in_bulk({source for source, _ in budget})
    entries = CatalogueEntry.objects.in_bulk({category for _, category in budget})

    def place(key: tuple[int, int]) -> tuple[int, ...]:
        source, category = key
        return (sources[source].sort_order, source, entries[category].sort_order, category)

    return [
        Line(sources[key[0]].name, entries[key[1]].name, bases.get(key, ""), budget[key])
        for key in sorted(budget, key=place)
    ]
