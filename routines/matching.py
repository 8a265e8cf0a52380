"""What a record could answer, and how far a row is answered; nothing here writes.

A record fits an expected row of its body when it was held in the row's window, is of a kind
that the rule takes, and carries one of the rule's marks where there are any. It is judged by
the day it took place. One record answers a rule once: where the windows of two periods
overlap, the earlier one that is still open is proposed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q, QuerySet

from routines.models import Obligation, ObligationRule
from routines.rules import period_words
from routines.terms import Counting, Standing

if TYPE_CHECKING:
    from hierarchy.models import Organization

MOST = 40


class Held(Protocol):
    """What of a record is matched: a saved one, or one being typed."""

    @property
    def organization_id(self) -> int: ...
    @property
    def happened_on(self) -> dt.date: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def marks(self) -> Sequence[str]: ...
    @property
    def group_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Typed:
    """A record that is still being typed."""

    organization_id: int
    happened_on: dt.date
    kinds: tuple[str, ...]
    marks: tuple[str, ...] = ()
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row that a record could answer; ``likely`` ones are ticked beforehand."""

    obligation: Obligation
    likely: bool
    words: str

    @property
    def pk(self) -> int:
        """The row's id: what the form sends."""
        return self.obligation.pk


def fits(held: Held, row: Obligation, rule: ObligationRule) -> bool:
    """Whether a record could answer a row."""
    return (
        row.organization_id == held.organization_id
        and row.standing == Standing.EXPECTED
        and row.opens_on <= held.happened_on <= row.grace_until
        and not set(rule.answered_by).isdisjoint(held.kinds)
        and (not rule.marks or not set(rule.marks).isdisjoint(held.marks))
        and (rule.counting != Counting.GROUP or held.group_id is not None)
    )


def candidates(held: Held) -> QuerySet[Obligation]:
    """The rows of the body in whose windows the day lies, with their rules. One query."""
    asked = Q(rule__answered_by__overlap=list(held.kinds))
    return (
        Obligation.objects.expected()
        .filter(asked, organization_id=held.organization_id)
        .filter(opens_on__lte=held.happened_on, grace_until__gte=held.happened_on)
        .select_related("rule")
        .order_by("due_on", "rule__code", "pk")
    )


def proposals(held: Held, *, on: dt.date) -> list[Proposal]:
    """What a record could answer, by the day it is due; frozen rows are left alone."""
    found: list[Proposal] = []
    ticked: set[str] = set()
    for row in candidates(held)[:MOST]:
        if not fits(held, row, row.rule) or is_frozen(row, on=on):
            continue
        likely = row.met_on is None and row.rule.code not in ticked
        if likely:
            ticked.add(row.rule.code)
        found.append(Proposal(row, likely, words_of(row)))
    return sorted(found, key=lambda one: not one.likely)


def is_frozen(row: Obligation, *, on: dt.date) -> bool:
    """Whether a row is closed for good; a reopening moves its day."""
    return on > row.freezes_on


def words_of(row: Obligation) -> str:
    """A row in words: 主题党日（2026年6月）."""
    rule = row.rule
    return named(rule.name, rule.period, row.period_start, row.period_end)


def named(rule: str, period: str, start: dt.date, end: dt.date) -> str:
    """The same of a row that was read in parts: its rule's name and its period."""
    return f"{rule}（{period_words(period, start, end)}）"


@dataclass(frozen=True, slots=True)
class Count:
    """How far a row is answered: how much is done, and the day on which it was enough."""

    done: int
    met_on: dt.date | None


def count(rule: ObligationRule, *, needed: int, records: Iterable[Any]) -> Count:
    """Count the records that answer a row, in the order in which they took place.

    Of party groups each counts up to what one of them owes; where a rule has several marks,
    each of them must have been covered.
    """
    done, met_on, so_far = 0, None, []
    needed = max(needed, len(rule.marks)) if len(rule.marks) > 1 else needed
    for record in sorted(records, key=lambda one: (one.happened_on, one.pk)):
        so_far.append(record)
        done = _done(rule, so_far)
        if met_on is None and done >= needed:
            met_on = record.happened_on
    return Count(done, met_on)


def _done(rule: ObligationRule, records: Sequence[Any]) -> int:
    if rule.counting == Counting.GROUP:
        by_group = Counter(record.group_id for record in records if record.group_id)
        return sum(min(times, rule.needed) for times in by_group.values())
    if len(rule.marks) > 1:
        return len(set(rule.marks) & {mark for record in records for mark in record.marks})
    return len(records)


def open_rows(organization: Organization, *, on: dt.date) -> QuerySet[Obligation]:
    """What a body still owes and may be done now, or was due and is not frozen. One query."""
    return (
        Obligation.objects.in_window(on)
        .filter(organization=organization, freezes_on__gte=on)
        .select_related("rule")
        .order_by("due_on", "rule__code", "pk")
    )
