"""The facts protocol: what one room knows of organisations that another must judge by.

A business room implements ``FactSource`` and is named in ``settings.FACT_SOURCES``; a room
that needs facts of another asks here, so that neither knows the other. Facts are read for
many organisations at once and always of one day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.models import Tenant


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one party organisation on one day; ``None`` is unknown, not no.

    ``regular`` and ``probationary`` count members (正式党员, 预备党员) whose relation is
    here; ``officers`` the members of its committee, ``has_committee`` whether it has one,
    ``committee_due`` whether by its members it must have one;
    ``term_from`` and ``term_to`` its term; ``vacant_since`` the day from which a
    duty of its committee stands empty, ``seated_on`` the day its newest member took office;
    ``meeting_day`` its fixed 主题党日 of the month;
    ``approved_on`` the day of the superior's approval that founded it.
    """

    regular: int | None = None
    probationary: int | None = None
    has_committee: bool | None = None
    committee_due: bool | None = None
    officers: int | None = None
    term_from: dt.date | None = None
    term_to: dt.date | None = None
    vacant_since: dt.date | None = None
    seated_on: dt.date | None = None
    meeting_day: int | None = None
    approved_on: dt.date | None = None
    secretary: str = ""
    superior: str = ""

    def with_known(self, other: Facts) -> Facts:
        """These facts, and where they are unknown the other's."""
        empty = {
            name: getattr(other, name)
            for name in self.__slots__
            if getattr(self, name) in (None, "")
        }
        return replace(self, **empty)


class FactSource(Protocol):
    """One room's knowledge of a city's party organisations."""

    def facts(
        self,
        *,
        tenant: Tenant,
        days: Sequence[dt.date],
        organizations: Iterable[int] | None = None,
    ) -> Mapping[dt.date, Mapping[int, Facts]]:
        """The facts of each day by organisation id; of all when ``organizations`` is ``None``."""


@cache
def _sources() -> tuple[FactSource, ...]:
    return tuple(import_string(path)() for path in settings.FACT_SOURCES)


def facts_of(
    *, tenant: Tenant, on: dt.date, organizations: Iterable[int] | None = None
) -> dict[int, Facts]:
    """What all rooms know of a city's party organisations on a day. A few queries."""
    return facts_of_days(tenant=tenant, days=[on], organizations=organizations)[on]


def facts_of_days(
    *, tenant: Tenant, days: Iterable[dt.date], organizations: Iterable[int] | None = None
) -> dict[dt.date, dict[int, Facts]]:
    """The same of several days, read at once: what has no day of its own is read once."""
    asked = sorted(set(days))
    wanted = None if organizations is None else list(organizations)
    found: dict[dt.date, dict[int, Facts]] = {day: {} for day in asked}
    for source in _sources():
        told = source.facts(tenant=tenant, days=asked, organizations=wanted)
        for day, by_body in told.items():
            known = found[day]
            for pk, facts in by_body.items():
                known[pk] = known[pk].with_known(facts) if pk in known else facts
    return found
