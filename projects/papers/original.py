"""What a project said and was to cost before its amendments: so the early papers stay true.

An application, an approval and a task book tell what was applied for and agreed to then. What
was changed later stands on the row; each amendment keeps what it replaced, and is taken back
here, the latest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from projects.amendment_rules import TEXTS, Budget, budget_from
from projects.models import Amendment, BudgetLine, CatalogueEntry, FundSource, Project
from projects.terms import AmendmentKind, AmendmentStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget as it prints."""

    source: str
    category: str
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Original:
    """Texts, lead, end and budget as they were handed up and approved."""

    name: str
    background: str
    goals: str
    measures: str
    outcomes: str
    lead: str
    ends_on: dt.date
    lines: Sequence[Line]

    @property
    def total(self) -> Decimal:
        """All lines together."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def original_of(project: Project, amendments: Sequence[Amendment]) -> Original:
    """The project before those of its amendments that were approved. One to four queries."""
    values: dict[str, Any] = {}
    budget: Budget | None = None
    approved = [one for one in amendments if one.status == AmendmentStatus.APPROVED]
    for one in sorted(approved, key=lambda row: (row.decided_on, row.pk), reverse=True):
        if one.kind == AmendmentKind.BUDGET:
            budget = budget_from(one.before)
        else:
            values.update(one.before)
    ends_on = values.get("ends_on")
    return Original(
        **{name: values.get(name, getattr(project, name)) for name in TEXTS},
        lead=_lead(project, values),
        ends_on=dt.date.fromisoformat(ends_on) if ends_on else project.ends_on,
        lines=lines_of(project) if budget is None else _named(budget, _bases(project)),
    )


def lines_of(project: Project) -> list[Line]:
    """The budget in force, line by line. One query."""
    return [
        Line(row.source.name, row.category.name, row.basis, row.amount) for row in _rows(project)
    ]


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


def _bases(project: Project) -> dict[tuple[int, int], str]:
    """How each line still there was reckoned: amendments of money don't change that."""
    return {(row.source_id, row.category_id): row.basis for row in _rows(project)}


def _named(budget: Budget, bases: Mapping[tuple[int, int], str]) -> list[Line]:
    sources = FundSource.objects.in_bulk({source for source, _ in budget})
    entries = CatalogueEntry.objects.in_bulk({category for _, category in budget})

    def place(key: tuple[int, int]) -> tuple[int, ...]:
        source, category = key
        return (sources[source].sort_order, source, entries[category].sort_order, category)

    return [
        Line(sources[key[0]].name, entries[key[1]].name, bases.get(key, ""), budget[key])
        for key in sorted(budget, key=place)
    ]
