"""Whom to see first: when each unit was contacted last, and which needs somebody most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from coverage.models import ContactRecord, Unit
from coverage.rulebook import RuleSet
from coverage.rules import Verdict, VerdictKey, verdicts_of

# How many contacts tell a habit.
_HABIT = 6
# In the order of need: what an officer attends to first.
_FIRST = (VerdictKey.UNBUILT_NONE, VerdictKey.UNBUILT_JOINT)
_THEN = (VerdictKey.SPRING_FIRST, VerdictKey.POTENTIAL)
_LATER = (VerdictKey.NO_MEMBERS, VerdictKey.UNCOVERED, VerdictKey.BELOW_FOUNDING)


@dataclass(frozen=True, slots=True)
class Need:
    """One unit with what it needs, in words; ``rank`` is small where it is urgent."""

    unit: Any
    rank: int
    verdicts: list[Verdict]
    is_overdue: bool
    is_stale: bool
    days_since: int | None


def with_contacts(rows: Any) -> Any:
    """The same units with the day of the last contact and the next one agreed then."""
    latest = ContactRecord.objects.filter(unit=OuterRef("pk")).order_by("-contacted_on", "-id")
    return rows.annotate(
        last_contact_on=Subquery(latest.values("contacted_on")[:1]),
        next_contact_on=Subquery(latest.values("next_on")[:1]),
    )


def in_need(rows: QuerySet[Unit], *, rules: RuleSet, on: dt.date) -> list[Need]:
    """These units, whom to see first on top. One query; for one person's units, not a city's."""
    found = [need_of(unit, rules=rules, on=on) for unit in with_contacts(rows)]
    return sorted(found, key=lambda need: (need.rank, -(need.days_since or 10**6), need.unit.pk))


def need_of(unit: Any, *, rules: RuleSet, on: dt.date) -> Need:
    """What one unit needs; it carries the days that ``with_contacts`` adds."""
    verdicts = [verdict for verdict in verdicts_of(unit, rules) if verdict.is_gap]
    last, agreed = unit.last_contact_on, unit.next_contact_on
    days = (on - last).days if last else None
    is_overdue = bool(agreed and agreed < on)
    is_stale = days is None or days > rules.stale_days
    rank = _rank({verdict.key for verdict in verdicts}, is_overdue=is_overdue, is_stale=is_stale)
    return Need(unit, rank, verdicts, is_overdue, is_stale, days)


def _rank(keys: set[str], *, is_overdue: bool, is_stale: bool) -> int:
    steps = (
        not keys.isdisjoint(_FIRST),
        is_overdue,
        not keys.isdisjoint(_THEN),
        is_stale,
        not keys.isdisjoint(_LATER),
    )
    return next((rank for rank, holds in enumerate(steps) if holds), len(steps))


def usual_next(contacts: Sequence[ContactRecord], *, rules: RuleSet, on: dt.date) -> dt.date:
    """When to come again: after as many days as between the last contacts, by habit.

    Contacts come newest first; without two of them, after the city's number of days.
    """
    days = sorted(
        (later.contacted_on - earlier.contacted_on).days
        for later, earlier in pairwise(contacts[:_HABIT])
        if later.contacted_on > earlier.contacted_on
    )
    gap = days[len(days) // 2] if days else rules.stale_days
    return on + dt.timedelta(days=min(gap, rules.stale_days))
