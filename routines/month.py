"""A month of what falls due (制度日历): by day and rule, for one's own bodies or all in scope."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Min, QuerySet
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from routines.figures import Tally, tallies
from routines.models import Obligation, ObligationRule
from routines.terms import Standing
from workflow.facts import facts_of
from workflow.terms import Force

_WEEKS = Calendar()
_MISSED = {Force.MUST: ("red", "■"), Force.USUALLY: ("yellow", "▲"), Force.CUSTOM: ("blue", "◇")}


@dataclass(frozen=True, slots=True)
class Entry:
    """What falls due on a day by one rule: how many are done of how many, and the way in."""

    name: str
    done: int
    expected: int
    colour: str
    shape: str
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the grid."""

    date: dt.date
    in_month: bool
    is_today: bool
    entries: Sequence[Entry] = ()
    remarks: Sequence[str] = field(default_factory=tuple)


def own_bodies(actor: Actor) -> tuple[int, ...]:
    """The bodies whose own work the person does."""
    return actor.organization_ids(Capability.HANDLE)


def weeks_of(
    month: dt.date,
    rows: QuerySet[Obligation],
    rules: Iterable[ObligationRule],
    *,
    asked: Mapping[str, object],
    on: dt.date,
    remarks: Mapping[dt.date, Sequence[str]],
) -> list[list[Day]]:
    """The weeks of a month with what falls due on each day. Two queries."""
    by_id = {rule.pk: rule for rule in rules}
    days = list(_WEEKS.itermonthdates(month.year, month.month))
    due = rows.filter(due_on__range=(days[0], days[-1]), standing=Standing.EXPECTED)
    ids = _single(due)
    entries: dict[dt.date, list[Entry]] = defaultdict(list)
    for (day, rule_id), tally in sorted(
        tallies(due, by=("due", "rule"), on=on).items(),
        key=lambda pair: (pair[0][0], by_id[pair[0][1]].code),
    ):
        entries[day].append(_entry(by_id[rule_id], tally, day, ids.get((day, rule_id)), asked, on))
    shown = [
        Day(day, day.month == month.month, day == on, entries[day], remarks.get(day, ()))
        for day in days
    ]
    return [shown[first : first + 7] for first in range(0, len(shown), 7)]


def theme_days(month: dt.date, actor: Actor) -> dict[dt.date, list[str]]:
    """The fixed day of the month (固定主题党日) of one's own branches."""
    own = own_bodies(actor)
    if actor.tenant is None or not own:
        return {}
    found: dict[dt.date, list[str]] = defaultdict(list)
    facts = facts_of(tenant=actor.tenant, on=actor.on, organizations=own)
    for each in facts.values():
        if each.meeting_day:
            found[month.replace(day=each.meeting_day)].append("固定主题党日")
    return found


def _single(due: QuerySet[Obligation]) -> dict[tuple[dt.date, int], int]:
    """Any one row by day and rule: the way in where it is the only one."""
    rows = due.order_by().values_list("due_on", "rule_id").annotate(first=Min("pk"))
    return {(day, rule_id): pk for day, rule_id, pk in rows}


def _entry(
    rule: ObligationRule,
    tally: Tally,
    day: dt.date,
    row_id: int | None,
    asked: Mapping[str, object],
    on: dt.date,
) -> Entry:
    colour, shape, said = _stands(rule, tally, day, on)
    if tally.expected == 1 and row_id is not None:
        url = reverse("routines:obligation_detail", args=[row_id])
    else:
        query = {"rule": rule.code, "due_from": day, "due_to": day, **asked}
        given = {key: value for key, value in query.items() if value}
        url = f"{reverse('routines:obligation_list')}?{urlencode(given)}"
    return Entry(rule.name, tally.done, tally.expected, colour, shape, said, url)


def _stands(rule: ObligationRule, tally: Tally, day: dt.date, on: dt.date) -> tuple[str, str, str]:
    if tally.done == tally.expected:
        return "green", "✓", "已办"
    if day < on:
        colour, shape = _MISSED[Force(rule.force)]
        return colour, shape, f"逾期未办 {tally.missing} 个"
    return "", "●", f"未办 {tally.missing} 个"
