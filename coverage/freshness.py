"""How old the figures are: the age of the last contact and of the last verification.

Shown wherever a rate is shown. One query, whether of the ledger or of a snapshot.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, DateField, Max, Min, Q, QuerySet

from coverage.models import Unit
from coverage.rulebook import DEFAULTS, RuleSet
from coverage.terms import OperatingState


class _Median(Aggregate):
    """The middle one of the days there are."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateField()


@dataclass(frozen=True, slots=True)
class Age:
    """How old one kind of fact is over a set of units."""

    oldest_on: dt.date | None
    oldest_days: int | None
    median_days: int | None
    never: int
    stale: int
    """Units without it, or with one older than the city's number of days."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The age of what rates are counted from, over the operating units."""

    on: dt.date
    units: int
    stale_days: int
    contact: Age
    verification: Age


def freshness(units: QuerySet[Any], *, on: dt.date, rules: RuleSet = DEFAULTS) -> Freshness:
    """How old contacts and verifications are on a day."""
    since = on - dt.timedelta(days=rules.stale_days)
    rows = units.order_by().filter(operating=OperatingState.OPERATING)
    if units.model is Unit:
        # Grouped once; a look-up for each unit would be made anew for each of the figures.
        rows = rows.annotate(last_contact_on=Max("contacts__contacted_on"))
    found = rows.aggregate(
        units=Count("pk"),
        **_of("contact", "last_contact_on", since),
        **_of("verified", "verified_on", since),
    )
    return Freshness(
        on=on,
        units=found["units"],
        stale_days=rules.stale_days,
        contact=_age("contact", found, on),
        verification=_age("verified", found, on),
    )


def _of(name: str, column: str, since: dt.date) -> dict[str, Aggregate]:
    missing = Q(**{f"{column}__isnull": True})
    return {
        f"{name}_oldest": Min(column),
        f"{name}_median": _Median(column),
        f"{name}_never": Count("pk", filter=missing),
        f"{name}_stale": Count("pk", filter=missing | Q(**{f"{column}__lt": since})),
    }


def _age(name: str, found: dict[str, Any], on: dt.date) -> Age:
    oldest: dt.date | None = found[f"{name}_oldest"]
    median: dt.date | None = found[f"{name}_median"]
    return Age(
        oldest_on=oldest,
        oldest_days=(on - oldest).days if oldest else None,
        median_days=(on - median).days if median else None,
        never=found[f"{name}_never"],
        stale=found[f"{name}_stale"],
    )
