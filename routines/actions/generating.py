"""Expected rows (应办事项): made from the rules and the organisations of each period's eve.

Set-based and repeatable: a second run on the same day writes nothing. Whatever the facts
and rules no longer ask is not deleted but stands aside with its reason.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, transaction

from hierarchy.actors import Actor
from hierarchy.calendar import exceptions_between
from hierarchy.copying import copy_into
from hierarchy.models import Tenant
from hierarchy.roles import require_keeping
from routines.actions import generating_sql as sql
from routines.actions.fulfilling import recount
from routines.models import Obligation, ObligationRule
from routines.rules import (
    Window,
    WorkingDays,
    event_window,
    period_of,
    version_for,
    windows_between,
)
from routines.terms import Condition, Counting, Event, Period
from workflow import audit
from workflow.facts import Facts, facts_of_days

AHEAD_DAYS = 62
"""How long before its window opens the next period is made, so that reminders look ahead."""
# No rule's row is open for longer after its period began.
_BACK = dt.timedelta(days=3 * 366)
_UNFIT = {
    Condition.HAS_COMMITTEE: "未设支部委员会",
    Condition.HAS_GROUPS: "未划分党小组",
    Condition.HAS_MEMBERS: "没有党员",
    Condition.HAS_TERM: "未登记任期",
}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one run wrote: rows made, rows that stand otherwise now."""

    made: int = 0
    changed: int = 0

    @property
    def written(self) -> int:
        """Rows written in all; a second run writes none."""
        return self.made + self.changed

    def __add__(self, other: Refreshed) -> Refreshed:
        return Refreshed(self.made + other.made, self.changed + other.changed)


@transaction.atomic
def refresh_obligations(
    *,
    tenant: Tenant,
    actor: Actor,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Refreshed:
    """Make the expected rows of a city agree with its rules and facts (更新应办事项).

    The present period of each rule, the next one as soon as it is near, and earlier ones
    not yet closed. ``since`` also makes rows of periods that are closed already, where
    there are none; ``until`` makes those of all periods that begin by that day.
    """
    post = require_keeping(actor, tenant=tenant)
    done = renew(tenant=tenant, on=actor.on, since=since, until=until)
    if done.written:
        audit.record(
            verb="obligation.refresh",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"made": done.made, "changed": done.changed},
            post=post,
        )
    return done


@transaction.atomic
def order_refresh(*, tenant: Tenant, actor: Actor) -> None:
    """Put on record that somebody asked for a refresh now; the caller wakes the worker."""
    post = require_keeping(actor, tenant=tenant)
    audit.record(
        verb="obligation.order_refresh", target=tenant, actor=actor, tenant=tenant, post=post
    )


def renew(
    *,
    tenant: Tenant,
    on: dt.date,
    since: dt.date | None = None,
    until: dt.date | None = None,
    organizations: Collection[int] | None = None,
) -> Refreshed:
    """The work of ``refresh_obligations``, for all bodies or some; inside a transaction.

    One run at a time in a city: a second one waits, and finds nothing left to do.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    run = _Run(
        tenant=tenant,
        on=on,
        plan=plan_of(tenant=tenant, on=on, since=since, until=until),
        bodies=None if organizations is None else list(organizations),
    )
    return run.execute()


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rules are to be asked for which windows, and the calendar they were found by."""

    windows: Mapping[dt.date, list[tuple[ObligationRule, Window]]]
    events: list[ObligationRule]
    versions: Mapping[str, list[ObligationRule]]
    calendar: WorkingDays

    def others(self, rule: ObligationRule) -> list[int]:
        """The other versions of the same rule."""
        return [version.pk for version in self.versions[rule.code] if version.pk != rule.pk]

    @property
    def ended(self) -> list[str]:
        """The rules that have been changed or stopped."""
        return [
            code
            for code, versions in self.versions.items()
            if len(versions) > 1 or versions[0].effective_to
        ]


def plan_of(
    *,
    tenant: Tenant,
    on: dt.date,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Plan:
    """The windows to be looked at on a day, by the day on which bodies are judged."""
    versions: dict[str, list[ObligationRule]] = defaultdict(list)
    for rule in ObligationRule.objects.filter(tenant=tenant).order_by("code", "effective_from"):
        versions[rule.code].append(rule)
    calendar = exceptions_between(
        tenant=tenant, start=on - 2 * _BACK, end=max(until or on, on) + _BACK
    )
    made = _made(tenant, since) if since else set()
    windows: dict[dt.date, list[tuple[ObligationRule, Window]]] = defaultdict(list)
    events = []
    for several in versions.values():
        current = version_for(several, on)
        if current is not None and current.period == Period.EVENT:
            events.append(current)
        for rule in several:
            for window in _windows(rule, several, on, since, until, calendar):
                if window.freezes_on >= on or (rule.pk, window.period_start) not in made:
                    windows[min(window.eve, on)].append((rule, window))
    return Plan(dict(sorted(windows.items())), events, versions, calendar)


def _made(tenant: Tenant, since: dt.date) -> set[tuple[int, dt.date]]:
    """The periods that have rows already; of closed ones nothing more is asked."""
    rows = Obligation.objects.filter(tenant=tenant, period_start__gte=since).order_by()
    return set(rows.values_list("rule_id", "period_start").distinct())


def _windows(
    rule: ObligationRule,
    versions: Iterable[ObligationRule],
    on: dt.date,
    since: dt.date | None,
    until: dt.date | None,
    calendar: WorkingDays,
) -> Iterator[Window]:
    """The windows of one version: its own periods, not closed yet or asked for by ``since``."""
    if rule.period == Period.EVENT:
        return
    _, last = period_of(rule.period, on)
    following = last + dt.timedelta(days=1)
    start = max(rule.effective_from, since or on - _BACK)
    for window in windows_between(rule, start, until or following, calendar=calendar):
        begun = until is not None or window.period_start <= on
        near = begun or window.opens_on <= on + dt.timedelta(days=AHEAD_DAYS)
        open_still = since is not None or window.freezes_on >= on
        if near and open_still and version_for(versions, window.period_start) is rule:
            yield window


@dataclass(slots=True)
class _Run:
    """One run: day by day of judgement, rule by rule, and then the events of today."""

    tenant: Tenant
    on: dt.date
    plan: Plan
    bodies: list[int] | None
    done: Refreshed = field(default_factory=Refreshed)

    def execute(self) -> Refreshed:
        self._execute(sql.PREPARE)
        facts = facts_of_days(
            tenant=self.tenant, days=[self.on, *self.plan.windows], organizations=self.bodies
        )
        # Events first: a month in which a term had ended is judged by them.
        self._stage(self.on, facts[self.on])
        for rule in self.plan.events:
            self._ask_event(rule, facts[self.on])
        staged = self.on
        for day, asked in self.plan.windows.items():
            if day != staged:
                self._stage(day, facts[day])
                staged = day
            for rule, window in asked:
                self._ask(rule, window, day)
        if ended := self.plan.ended:
            self._change(sql.WITHDRAW_ENDED, codes=ended)
        self._execute(sql.DISCARD)
        return self.done

    def _stage(self, day: dt.date, facts: Mapping[int, Facts]) -> None:
        """Put the city's bodies down as they were on a day."""
        self._execute(sql.EMPTY)
        copy_into(sql.FACTS, sql.FACT_COLUMNS, (_row(pk, each) for pk, each in facts.items()))
        self._execute(sql.FILL_STAGE, day=day)

    def _ask(self, rule: ObligationRule, window: Window, day: dt.date) -> None:
        given = {
            **_values(rule),
            "day": day,
            **{name: getattr(window, name) for name in Window.__slots__},
        }
        if others := self.plan.others(rule):
            self._change(sql.TAKE_OVER, others=others, **given)
        self._ask_by(sql.period_statement(rule.condition, rule.period), given)

    def _ask_event(self, rule: ObligationRule, facts: Mapping[int, Facts]) -> None:
        given = _values(rule)
        self._execute(sql.EMPTY_EVENTS)
        copy_into(sql.EVENTS, sql.EVENT_COLUMNS, self._events(rule, facts))
        if others := self.plan.others(rule):
            self._change(sql.TAKE_OVER_EVENTS, others=others, **given)
        self._ask_by(sql.EVENT_STATEMENT, given)
        self._change(sql.CLOSE_EVENTS, **given)
        self._change(sql.SETTLE_EVENT[rule.event], **given)

    def _events(
        self, rule: ObligationRule, facts: Mapping[int, Facts]
    ) -> Iterator[tuple[object, ...]]:
        """The events that are near or have come, with their days."""
        known: dict[tuple[dt.date, dt.date], Window] = {}
        near = self.on + dt.timedelta(days=AHEAD_DAYS)
        for pk, each in facts.items():
            span = _span(rule.event, each)
            if span is None:
                continue
            if span not in known:
                begun, day = span
                known[span] = event_window(rule, begun=begun, day=day, calendar=self.plan.calendar)
            window = known[span]
            if window.opens_on <= near:
                yield (pk, *(getattr(window, name) for name in Window.__slots__))

    def _ask_by(self, statement: str, given: Mapping[str, Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._common, **given})
            made, changed, withdrawn, uncounted = cursor.fetchone()
        if uncounted:
            recount(uncounted)
        self.done += Refreshed(made, changed + withdrawn)

    def _change(self, statement: str, **given: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._common, **given})
            self.done = replace(self.done, changed=self.done.changed + cursor.rowcount)

    def _execute(self, statement: str, **given: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._common, **given})

    @property
    def _common(self) -> dict[str, Any]:
        return {"tenant": self.tenant.pk, "today": self.on, "bodies": self.bodies}


def _row(pk: int, facts: Facts) -> tuple[object, ...]:
    """What a body is judged by, in the order of ``FACT_COLUMNS``."""
    known = facts.regular is not None or facts.probationary is not None
    members = (facts.regular or 0) + (facts.probationary or 0) if known else None
    return (
        *(pk, members, facts.has_committee, facts.committee_due, facts.approved_on),
        *(facts.term_from, facts.term_to, facts.vacant_since, facts.seated_on),
    )


def _span(event: str, facts: Facts) -> tuple[dt.date, dt.date] | None:
    """When an event of a body began to be its own, and the day on which it happens."""
    if event == Event.TERM_END:
        return (facts.term_from or facts.term_to, facts.term_to) if facts.term_to else None
    return (facts.vacant_since, facts.vacant_since) if facts.vacant_since else None


def _values(rule: ObligationRule) -> dict[str, Any]:
    return {
        "rule": rule.pk,
        "code": rule.code,
        "tier": rule.tier,
        "kinds": list(rule.kinds),
        "needed": rule.needed,
        "by_group": rule.counting == Counting.GROUP,
        "unfit": _UNFIT.get(Condition(rule.condition), ""),
    }
