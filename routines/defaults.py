"""What is known before anybody types: the day, the place, who chairs, how many should come."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django.db.models import Case, Q, When

from hierarchy.actors import Actor
from hierarchy.models import Organization
from routines.kinds import ALL_MEMBERS, OFFICERS, SHAPES
from routines.models import Record
from routines.rules import months_later
from routines.terms import RecordKind, RecordStatus
from workflow.facts import Facts, facts_of

# What a meeting usually has in common with the one before.
CARRIED = (
    *("place", "chair", "recorder", "speaker", "group", "starts_at", "ends_at", "hours"),
    "expected_count",
)
# What 「复制上次」 takes over besides.
COPIED = ("also", "marks", "present_count")


def facts_about(organization: Organization, *, on: dt.date) -> Facts:
    """What is known of one body on a day; nothing, where nobody knows."""
    found = facts_of(tenant=organization.tenant, on=on, organizations=[organization.pk])
    return found.get(organization.pk, Facts())


def patterns_of(
    organization: Organization, kind: str, actor: Actor, *, copy: int | None = None
) -> tuple[Record | None, Record | None]:
    """The latest record of a kind that counts, and the one to be copied if any. One query."""
    rows = (
        Record.objects.visible_to(actor)
        .filter(organization=organization, kind=kind)
        .filter(Q(status=RecordStatus.KEPT) | Q(pk=copy))
        .select_related("group")
        .order_by(Case(When(pk=copy, then=0), default=1), "-happened_on", "-id")
    )
    # The one to be copied comes first, be it the latest or not; then the latest of the others.
    found = list(rows[:2])
    kept = (row for row in found if row.status == RecordStatus.KEPT)
    last = max(kept, key=lambda row: (row.happened_on, row.pk), default=None)
    return last, next((row for row in found if row.pk == copy), None)


def initial(
    *, kind: str, facts: Facts, last: Record | None, copied: Record | None, on: dt.date
) -> dict[str, Any]:
    """What the form of a kind is filled with before anybody types."""
    found: dict[str, Any] = {"happened_on": likely_day(kind, facts, on=on)}
    pattern = copied or last
    if pattern is not None:
        names = CARRIED + COPIED if copied else CARRIED
        found |= {name: getattr(pattern, name) for name in names}
    if facts.secretary and not found.get("chair"):
        found["chair"] = facts.secretary
    should_come = expected_count(kind, facts)
    if should_come is not None:
        found["expected_count"] = should_come
    return found


def expected_count(kind: str, facts: Facts) -> int | None:
    """How many should come: all members, or those of the committee, where that is known."""
    calls = SHAPES[kind].calls
    if calls == ALL_MEMBERS and facts.regular is not None:
        return facts.regular + (facts.probationary or 0)
    return facts.officers or None if calls == OFFICERS else None


def likely_day(kind: str, facts: Facts, *, on: dt.date) -> dt.date:
    """Today; for a theme day the fixed day of this month once it has come."""
    if kind == RecordKind.THEME_DAY and facts.meeting_day:
        fixed = fixed_day(facts.meeting_day, on)
        return fixed if fixed <= on else on
    return on


def fixed_day(day: int, month: dt.date) -> dt.date:
    """The fixed day in a month; its last where there is none."""
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, last))


def next_fixed_day(day: int, *, on: dt.date, held_this_month: bool) -> dt.date:
    """The next fixed day: this month's unless it was held, then next month's."""
    this = fixed_day(day, on)
    return fixed_day(day, months_later(on.replace(day=1), 1)) if held_this_month else this
