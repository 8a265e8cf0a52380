"""What the ledger tells an inspection of one branch: its committee, and who looks after it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, Q

from coverage.as_of import units_as_of
from coverage.facts import Committee, PartyFacts, committees_of
from coverage.measures import OPERATING
from coverage.models import ContactRecord
from coverage.rules import COMMITTEE_AT_LEAST
from coverage.terms import Duty
from hierarchy.models import Appointment, Organization, Tenant
from hierarchy.terms import Kind, Tier
from workflow.facts import Facts
from workflow.indicators import (
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    capped,
    pages,
    rated_by_body,
)

BRANCH = (Tier.BRANCH,)
VACANT_MONTHS: Final = 3
"""A seat that stands empty longer is a shortfall (缺委员超 3 月, domain.md §5.1 A1; R-22)."""
_LABELS: Final = {str(duty): str(label) for duty, label in Duty.choices}


def _branches(tenant: Tenant, bodies: Sequence[int]) -> dict[int, dt.date]:
    """Those of the bodies that are party organisations of the city, with their first day."""
    rows = Organization.objects.of_tier(Tier.BRANCH).exclude(kind=Kind.UNIT)
    rows = rows.filter(tenant=tenant, pk__in=bodies)
    return dict(rows.values_list("pk", "founded_on"))


class _Days(NamedTuple):
    """The day of reading and the one ``VACANT_MONTHS`` before it."""

    then: dt.date
    now: dt.date


def _committee_complete(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Seats that have stood empty for long; nothing at all without a secretary. Five queries."""
    own = _branches(tenant, bodies)
    days = _Days(months_before(period.on, VACANT_MONTHS), period.on)
    facts = PartyFacts().facts(tenant=tenant, days=days, organizations=own)
    committees = committees_of(tenant=tenant, organizations=own)
    page = pages("coverage:party_detail")
    empty = Committee(term_from=None, seats=())
    return {
        body: _shortfalls(
            committees.get(body, empty),
            {day: facts[day].get(body, Facts()) for day in days},
            days,
            page(body),
        )
        for body in own
    }


def _shortfalls(
    committee: Committee, facts: Mapping[dt.date, Facts], days: _Days, path: str
) -> Reading:
    """The reading of one body: the larger of what was left empty and what was never filled."""
    held = committee.held(days.now)
    has_secretary = any(seat.duty == Duty.SECRETARY for seat in held)
    rows = [
        RowBehind(f"{_LABELS[duty]}：空缺", since, since < days.then, path)
        for duty, since in committee.vacancies(days.now)
    ]
    vacant = sum(row.counts for row in rows)
    if not has_secretary and not any(row.label.startswith("书记：") for row in rows):
        rows.insert(0, RowBehind("书记：未登记", days.now, counts=True, path=path))
    lacking = _lacking(committee, facts, days)
    words = f"支部委员会：现登记 {len(held)} 人"
    if lacking:
        words += f"，应不少于 {COMMITTEE_AT_LEAST} 人"
    rows.append(RowBehind(words, days.now, lacking > 0, path))
    return Reading(
        value=Decimal(max(vacant, lacking)), lacks_all=not has_secretary, rows=capped(rows)
    )


def _lacking(committee: Committee, facts: Mapping[dt.date, Facts], days: _Days) -> int:
    """How many a committee that must be elected (R-08) has been short of all that time."""
    if not all(facts[day].committee_due for day in days):
        return 0
    most = max(len(committee.held(day)) for day in days)
    return max(COMMITTEE_AT_LEAST - most, 0)


class _Month(NamedTuple):
    """A calendar month that ends within the days."""

    first: dt.date
    last: dt.date


def _contacted_monthly(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Months in which one of a branch's units was contacted, of those gone by. Three queries.

    What a holder of a post in the branch wrote down itself is no contact of the officer. A
    branch founded within a month, or without a unit, has nothing to judge.
    """
    own = _branches(tenant, bodies)
    states = units_as_of(tenant=tenant, on=period.on, places=list(own)).filter(OPERATING)
    branch_of = dict(states.values_list("unit_id", "place_id"))
    contacts: dict[tuple[int, dt.date], tuple[dt.date, int]] = {}
    for unit, day in _contacts(branch_of, period):
        contacts[branch_of[unit], day.replace(day=1)] = (day, unit)
    covering = {body: own[body] for body in branch_of.values()}
    return rated_by_body(_months_of(covering, contacts, period))


def _months_of(
    founded: Mapping[int, dt.date],
    contacts: Mapping[tuple[int, dt.date], tuple[dt.date, int]],
    period: Period,
) -> Iterator[tuple[int, RowBehind]]:
    unit_page, party_page = pages("coverage:unit_detail"), pages("coverage:party_detail")
    months = list(months_in(period))
    for body, founded_on in founded.items():
        for month in months:
            label = f"{month.first.year}年{month.first.month}月"
            contact = contacts.get((body, month.first))
            if contact is not None:
                day, unit = contact
                yield body, RowBehind(label, day, counts=True, path=unit_page(unit))
            elif founded_on <= month.first and month.last < period.on:
                yield body, RowBehind(label, month.last, counts=False, path=party_page(body))


def _contacts(units: Mapping[int, int], period: Period) -> Any:
    """Contacts in the days that were on record by the day of reading, the oldest first."""
    own_posts = Appointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("contacted_on")),
        user_id=OuterRef("recorded_by_id"),
        position__organization_id=OuterRef("unit__place_id"),
        starts_on__lte=OuterRef("contacted_on"),
    )
    rows = ContactRecord.objects.filter(
        ~Exists(own_posts),
        unit_id__in=list(units),
        contacted_on__range=(period.start, min(period.end, period.on)),
        recorded_at__date__lte=period.on,
    )
    return rows.order_by("contacted_on", "pk").values_list("unit_id", "contacted_on")


def months_in(period: Period) -> Iterator[_Month]:
    """The calendar months that end within the days."""
    first = period.start.replace(day=1)
    while (last := _last_of(first)) <= period.end:
        yield _Month(first, last)
        first = last + dt.timedelta(days=1)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day some months before; the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = dt.date(year, month + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), _last_of(first))


def _last_of(day: dt.date) -> dt.date:
    return day.replace(day=monthrange(day.year, day.month)[1])


BRANCH_LINES: Final[tuple[tuple[Offered, Reader], ...]] = (
    (
        Offered(
            "coverage.committee_complete",
            "班子健全（缺额）",
            "人",
            BRANCH,
            f"取数日空缺超过 {VACANT_MONTHS} 个月的委员数，应设支部委员会而登记不足的按缺额计，"
            "两者取大；没有书记的不得分",
            has_denominator=False,
        ),
        _committee_complete,
    ),
    (
        Offered(
            "coverage.contacted_monthly",
            "指导员月度联系",
            "个月",
            BRANCH,
            "分母为期内已结束的月份数，分子为其中有所覆盖单位联系记录的，"
            "本党组织自己登记的联系记录不计",
        ),
        _contacted_monthly,
    ),
)
