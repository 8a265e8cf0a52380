"""The protocol of caseloads: which units an officer looks after, and when they were seen last.

The room that keeps units implements ``CaseloadSource`` and is named in
``settings.CASELOAD_SOURCE``. Counts are for balancing the work, never for comparing persons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Expression, QuerySet
from django.utils.module_loading import import_string

from hierarchy.models import Tenant


@dataclass(frozen=True, slots=True)
class Caseload:
    """An officer's units, and how many of them nobody contacted since a day."""

    units: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class CaseUnit:
    """One unit of an officer: where it lies, when it was seen last and is to be seen next."""

    pk: int
    name: str
    town_id: int | None
    town: str
    seen_on: dt.date | None
    next_on: dt.date | None
    path: str


class CaseloadSource(Protocol):
    """Who knows units and contacts."""

    def caseloads(
        self, *, tenant: Tenant, officers: Sequence[int], seen_since: dt.date
    ) -> Mapping[int, Caseload]:
        """The operating units of each officer's post; a bounded number of queries."""

    def units(self, officers: Sequence[int], *, most: int) -> Mapping[int, list[CaseUnit]]:
        """The operating units of each of these posts, longest unseen first, at most so many."""

    def unseen(self, officers: Sequence[int], *, on: dt.date, days: Expression) -> QuerySet[Any]:
        """The operating units of these posts that nobody contacted within ``days``, unevaluated.

        ``days`` may look at ``officer_id``, the post. Units whose agreed day has come are left
        out: the ledger asks for each of them itself.
        """

    def held(self, officers: QuerySet[Any]) -> QuerySet[Any]:
        """The operating units of these posts, given as a query of ids; unevaluated."""


@cache
def _source() -> CaseloadSource:
    found: CaseloadSource = import_string(settings.CASELOAD_SOURCE)()
    return found


def caseloads(
    *, tenant: Tenant, officers: Sequence[int], seen_since: dt.date
) -> Mapping[int, Caseload]:
    """The caseload of each officer's post that has units."""
    return _source().caseloads(tenant=tenant, officers=officers, seen_since=seen_since)


def units_of(officers: Sequence[int], *, most: int) -> Mapping[int, list[CaseUnit]]:
    """The units of each of these posts, longest unseen first."""
    return _source().units(officers, most=most)


def unseen_units(officers: Sequence[int], *, on: dt.date, days: Expression) -> QuerySet[Any]:
    """Units that nobody contacted within the interval of their officer's post."""
    return _source().unseen(officers, on=on, days=days)


def held_units(officers: QuerySet[Any]) -> QuerySet[Any]:
    """Units of these officers' posts, whoever saw them."""
    return _source().held(officers)
