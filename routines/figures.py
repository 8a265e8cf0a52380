"""Five figures of what is owed: expected, done, done in time, and the two rates.

A rate is always numerator and denominator. What is exempt, inapplicable or withdrawn is in
neither; it stays in the roll, with its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from routines.models import Obligation
from routines.terms import Standing

_EXPECTED = Q(standing=Standing.EXPECTED)
_DONE = _EXPECTED & Q(met_on__isnull=False)
_IN_TIME = _DONE & Q(met_on__lte=F("due_on"))

# What figures may be grouped by: the column of the row or of its rule or organisation.
DIMENSIONS = {
    "rule": "rule_id",
    "code": "rule__code",
    "period": "period_start",
    "end": "period_end",
    "due": "due_on",
    "organization": "organization_id",
    "committee": "organization__committee_id",
    "station": "organization__station_id",
    "officer": "organization__officer_id",
    "district": "organization__district_id",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """The five figures of some rows, and how many of them stand aside or are overdue."""

    expected: int = 0
    done: int = 0
    in_time: int = 0
    overdue: int = 0
    aside: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Done of expected in per cent, one digit after the point; none without expected."""
        return _percent(self.done, self.expected)

    @property
    def rate_in_time(self) -> Decimal | None:
        """Done in time of expected in per cent."""
        return _percent(self.in_time, self.expected)

    @property
    def missing(self) -> int:
        """Expected and not done."""
        return self.expected - self.done

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.expected + other.expected,
            self.done + other.done,
            self.in_time + other.in_time,
            self.overdue + other.overdue,
            self.aside + other.aside,
        )


def tallies(
    rows: QuerySet[Obligation], *, by: Sequence[str], on: dt.date
) -> dict[tuple[Any, ...], Tally]:
    """The figures of some rows by some of ``DIMENSIONS``, in one grouped query.

    ``on`` decides what is overdue: past its last day, which a postponement has moved.
    """
    columns = [DIMENSIONS[name] for name in by]
    found = (
        rows.order_by()
        .values_list(*columns)
        .annotate(
            expected=Count("pk", filter=_EXPECTED),
            in_all=Count("pk", filter=_DONE),
            timely=Count("pk", filter=_IN_TIME),
            late=Count("pk", filter=_EXPECTED & Q(met_on__isnull=True, due_on__lt=on)),
            others=Count("pk", filter=~_EXPECTED),
        )
    )
    width = len(columns)
    return {tuple(row[:width]): Tally(*row[width:]) for row in found}


def tally(rows: QuerySet[Obligation], *, on: dt.date) -> Tally:
    """The figures of some rows together."""
    found = rows.order_by().aggregate(
        expected=Count("pk", filter=_EXPECTED),
        done=Count("pk", filter=_DONE),
        in_time=Count("pk", filter=_IN_TIME),
        overdue=Count("pk", filter=_EXPECTED & Q(met_on__isnull=True, due_on__lt=on)),
        aside=Count("pk", filter=~_EXPECTED),
    )
    return Tally(**found)


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    share = Decimal(part) * 100 / Decimal(whole)
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
