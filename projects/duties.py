"""What articles 8, 9 and 16 ask of a body in a year, and how far it has come (年度项目任务).

A row says what is owed and by when; what meets it is counted here, each time anew, from
projects, paths and budgets. Nothing here writes: see ``actions/duties.py``.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, Sum

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from projects.models import DutyRule, JointPath, Project, YearBudget, YearDuty
from projects.terms import DutyKind, PathStatus, ProjectStatus
from workflow.terms import Force

OF_THE_CITY: Final = (DutyKind.SET_BUDGET,)
"""What article 16 asks of the city itself; the rest is asked of each committee."""
ASKED_ELSEWHERE: Final = (DutyKind.SET_PATH,)
"""Reminded of by the routines' rule S-06 already; shown here, never urged twice."""
NEAR_DAYS: Final = 30
NEWCOMERS_DAYS: Final = 90
"""A body founded within the year has so long at least, but never beyond the year's end."""

Counts = Counter[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One demand, how much of it is there, and how it looks on a day."""

    duty: YearDuty
    count: int
    on: dt.date

    @property
    def is_met(self) -> bool:
        """Whether there is enough."""
        return self.count >= self.duty.needed

    @property
    def is_late(self) -> bool:
        """Whether its day has passed without enough."""
        return not self.is_met and self.duty.due_on < self.on

    @property
    def light(self) -> str:
        """Blue once met; red when late and binding (应当), yellow when late or near."""
        if self.is_met:
            return "blue"
        if self.is_late:
            return "red" if self.duty.rule.force == Force.MUST else "yellow"
        return "yellow" if (self.duty.due_on - self.on).days <= NEAR_DAYS else "green"

    @property
    def words(self) -> str:
        """How it stands, in one word."""
        if self.is_met:
            return "已完成"
        return "已逾期" if self.is_late else "待完成"


def tier_of(kind: str) -> str:
    """Of which tier a demand is made."""
    return Tier.CITY if kind in OF_THE_CITY else Tier.COMMITTEE


def due_day(rule: DutyRule, *, year: int, founded_on: dt.date) -> dt.date:
    """By when a demand is due in a year: the rule's day, later for a body founded within it."""
    last = calendar.monthrange(year, rule.due_month)[1]
    day = dt.date(year, rule.due_month, min(rule.due_day, last))
    if founded_on.year == year and founded_on > dt.date(year, 1, 1):
        day = max(day, founded_on + dt.timedelta(days=NEWCOMERS_DAYS))
    return min(day, dt.date(year, 12, 31))


def rule_for(
    rules: Iterable[DutyRule], kind: str, *, year: int, founded_on: dt.date, on: dt.date
) -> DutyRule | None:
    """The version that rules a body's year: the one of 1 January, or of the body's first day
    in the year, or the first that the city set within it; none that begins after ``on``."""
    start = max(dt.date(year, 1, 1), founded_on)
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind
        and rule.effective_from <= on
        and (rule.effective_to is None or rule.effective_to >= start)
    ]
    return min(fitting, key=lambda rule: rule.effective_from, default=None)


def counts_of(duties: Iterable[YearDuty]) -> Counts:
    """How much of each demand is there, by body, year and kind. One query a kind that is asked."""
    rows = list(duties)
    kinds = {row.kind for row in rows}
    bodies = {row.organization_id for row in rows}
    years = {row.year for row in rows}
    found: Counts = Counter()
    if kinds & {DutyKind.PLAN_PROJECT, DutyKind.COMPLETE_PROJECT, DutyKind.BRAND}:
        found += _projects(bodies, years)
    if kinds & {DutyKind.SET_PATH, DutyKind.PATH_EFFECT}:
        found += _paths(bodies, years)
    if DutyKind.SET_BUDGET in kinds:
        found += _budgets(bodies, years)
    return found


def standings(duties: Sequence[YearDuty], *, on: dt.date) -> list[Standing]:
    """Each demand with what is there of it."""
    found = counts_of(duties)
    return [Standing(row, found[row.organization_id, row.year, row.kind], on) for row in duties]


def duties_of(*, organization: Organization, year: int, actor: Actor) -> list[Standing]:
    """What is asked of one body in one year, in the order of its day. At most four queries."""
    rows = (
        YearDuty.objects.visible_to(actor)
        .filter(organization=organization, year=year)
        .select_related("rule", "organization")
        .order_by("due_on", "pk")
    )
    return standings(list(rows), on=actor.on)


def _projects(bodies: Collection[int], years: Collection[int]) -> Counts:
    """Planned and completed of each year's own round; brands of each year they touch (article 9).

    A brand counts where it was recognised within the year, or is still valid on its last day.
    """
    rows: Any = Project.objects.filter(applicant__in=bodies)
    found: Counts = Counter()
    for body, year, status, accepted, since, until in rows.planned().values_list(
        *("applicant_id", "year", "status", "accepted_on", "brand_on", "brand_until")
    ):
        found[body, year, DutyKind.PLAN_PROJECT.value] += 1
        found[body, year, DutyKind.COMPLETE_PROJECT.value] += accepted is not None
        if status == ProjectStatus.BRAND and since and until:
            for one in years:
                if since.year == one or _spans(since, until, one):
                    found[body, one, DutyKind.BRAND.value] += 1
    return found


def _spans(since: dt.date, until: dt.date, year: int) -> bool:
    return since <= dt.date(year, 12, 31) <= until


def _paths(bodies: Collection[int], years: Collection[int]) -> Counts:
    """Set by the committee, and reported on (article 8)."""
    rows: Any = JointPath.objects.filter(organization__in=bodies, year__in=years)
    told = Q(status__in=(PathStatus.REPORTED, PathStatus.CONFIRMED))
    counted = (
        rows.counted()
        .order_by()
        .values_list("organization_id", "year")
        .annotate(chosen=Count("pk"), told=Count("pk", filter=told))
    )
    found: Counts = Counter()
    for body, year, chosen, effects in counted:
        found[body, year, DutyKind.SET_PATH.value] = chosen
        found[body, year, DutyKind.PATH_EFFECT.value] = effects
    return found


def _budgets(bodies: Collection[int], years: Collection[int]) -> Counts:
    """Sources with money in the year's budget, cuts taken off (article 16)."""
    rows = (
        YearBudget.objects.filter(organization__in=bodies, year__in=years)
        .order_by()
        .values_list("organization_id", "year", "source_id")
        .annotate(total=Sum("amount"))
    )
    found: Counts = Counter()
    for body, year, _, total in rows:
        if total > 0:
            found[body, year, DutyKind.SET_BUDGET.value] += 1
    return found
