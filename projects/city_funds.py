"""The city's money by source and year as its page shows it: balances only, no posting scanned.

Money runs ORIGIN → AVAILABLE → ALLOCATED → HELD → SPENT (bookkeeping), so a year's figures are
sums of balances: the budget is what came out of the origin, what was arranged lies in one of the
last three, what was paid out in the last two. Who reads committees' projects only gets those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final, Self

from django.db.models import Sum

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from projects.amounts import ZERO, total
from projects.models import Account, FundSource, Project
from projects.terms import AccountKind

_A = AccountKind
SHOWN: Final = (_A.ORIGIN, _A.AVAILABLE, _A.ALLOCATED, _A.HELD, _A.SPENT)


@dataclass(frozen=True, slots=True)
class Sums:
    """Balances of one source, year or project, by kind of account."""

    origin: Decimal = ZERO
    available: Decimal = ZERO
    allocated: Decimal = ZERO
    held: Decimal = ZERO
    spent: Decimal = ZERO

    @classmethod
    def of(cls, balances: dict[str, Decimal]) -> Self:
        """Of balances by kind of account."""
        return cls(**{kind.value: balances.get(kind.value, ZERO) for kind in SHOWN})

    def __add__(self, other: Sums) -> Sums:
        """Both together."""
        names = [one.name for one in fields(Sums)]
        return Sums(**{name: total((getattr(self, name), getattr(other, name))) for name in names})

    @property
    def budget(self) -> Decimal:
        """下达预算, cuts taken off."""
        return -self.origin

    @property
    def paid_out(self) -> Decimal:
        """已拨付, what was handed back taken off."""
        return self.held + self.spent

    @property
    def arranged(self) -> Decimal:
        """已安排 for projects."""
        return self.allocated + self.paid_out

    @property
    def carried(self) -> Decimal:
        """结转: carried in less carried out."""
        return self.available + self.arranged - self.budget


@dataclass(frozen=True, slots=True)
class SourceSums:
    """One source with its figures."""

    source: FundSource
    sums: Sums


@dataclass(frozen=True, slots=True)
class CityFunds:
    """A year's figures by source, and the sums of the years up to it."""

    lines: list[SourceSums]
    years: dict[int, Sums]

    @property
    def whole(self) -> Sums:
        """All sources of the year together; for the eye, money never mixes."""
        found = Sums()
        for line in self.lines:
            found += line.sums
        return found


@dataclass(frozen=True, slots=True)
class ProjectSums:
    """One project with its figures."""

    project: Project
    sums: Sums


def city_funds(*, tenant: Tenant, year: int, since: int, actor: Actor) -> CityFunds:
    """A year's figures by source in the city's order, and those of the years since. Two queries."""
    rows = _accounts(tenant, actor).filter(year__range=(since, year))
    found = _balances(rows, "year", "source_id")
    of_year = {source: sums for (when, source), sums in found.items() if when == year}
    sources = FundSource.objects.visible_to(actor).filter(pk__in=of_year)
    years: dict[int, Sums] = {}
    for (when, _), sums in sorted(found.items(), key=lambda one: one[0]):
        years[when] = years.get(when, Sums()) + sums
    return CityFunds(
        lines=[
            SourceSums(source, of_year[source.pk])
            for source in sources.order_by("sort_order", "pk")
        ],
        years=years,
    )


def sums_of_projects(
    projects: Sequence[Project], *, actor: Actor, source: FundSource | None = None
) -> list[ProjectSums]:
    """The figures of some projects, in their order. One query."""
    rows = Account.objects.visible_to(actor).filter(project__in=projects)
    if source is not None:
        rows = rows.filter(source=source)
    found = _balances(rows, "project_id")
    return [ProjectSums(one, found.get((one.pk,), Sums())) for one in projects]


def sums_of_year(
    *, tenant: Tenant, year: int, actor: Actor, source: FundSource | None = None
) -> Sums:
    """One year's figures, of one source or of all: what the lines below it add up to. One query."""
    rows = _accounts(tenant, actor).filter(year=year)
    if source is not None:
        rows = rows.filter(source=source)
    return _balances(rows, "year").get((year,), Sums())


def _accounts(tenant: Tenant, actor: Actor) -> Any:
    return Account.objects.visible_to(actor).filter(tenant=tenant, kind__in=SHOWN)


def _balances(rows: Any, *keys: str) -> dict[tuple[int, ...], Sums]:
    found: dict[tuple[int, ...], dict[str, Decimal]] = {}
    summed = rows.order_by().values_list(*keys, "kind").annotate(sum=Sum("balance"))
    for *group, kind, balance in summed:
        found.setdefault(tuple(group), {})[kind] = balance
    return {group: Sums.of(balances) for group, balances in found.items()}
