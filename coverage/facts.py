"""What the ledger knows of party organisations on a day, told to other rooms."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from coverage.models import CommitteeMember, PartyOrganization, Unit, UnitState
from coverage.rulebook import DEFAULTS, NUMBER_ON
from coverage.rules import COMMITTEE_AT_LEAST, ELECTING_KINDS
from coverage.terms import Duty, OperatingState, RuleKey
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Kind
from workflow.facts import Facts

# For each unit its last state by the day, summed by the party organisation that covered it;
# with the number from which such an organisation has a committee that day.
_MEMBERS = f"""
    SELECT known.place_id, SUM(known.members_here), SUM(known.probationary),
      COALESCE({NUMBER_ON}, %(usual)s)
    FROM {Unit._meta.db_table} u
    CROSS JOIN LATERAL (
        SELECT s.place_id, s.members_here, s.probationary, s.operating
        FROM {UnitState._meta.db_table} s
        WHERE s.unit_id = u.id AND s.effective_on <= %(on)s
        ORDER BY s.effective_on DESC, s.id DESC LIMIT 1
    ) known
    JOIN {Organization._meta.db_table} o ON o.id = known.place_id
    WHERE u.tenant_id = %(tenant)s AND known.operating = %(operating)s
      AND o.tier = 'branch' AND o.kind <> %(unit)s
      AND (%(bodies)s::bigint[] IS NULL OR (
        o.id = ANY(%(bodies)s::bigint[]) AND u.id IN (
            SELECT b.unit_id FROM {UnitState._meta.db_table} b
            WHERE b.place_id = ANY(%(bodies)s::bigint[])
        )
      ))
    GROUP BY known.place_id
"""  # noqa: S608 - names are ours


@dataclass(frozen=True, slots=True)
class Seat:
    """One stay of a person in a duty (任职); ``ends_on`` is the first day without it."""

    name: str
    duty: str
    starts_on: dt.date | None
    ends_on: dt.date | None

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Seat:
        """A seat as it was read along with its body."""
        first, last = (
            dt.date.fromisoformat(day) if day else None
            for day in (told["starts_on"], told["ends_on"])
        )
        return cls(told["name"], told["duty"], first, last)

    @property
    def days(self) -> list[dt.date]:
        """The days on which it begins and ends."""
        return [day for day in (self.starts_on, self.ends_on) if day is not None]

    def is_held(self, on: dt.date) -> bool:
        """Whether the duty is held that day."""
        begun = self.starts_on is None or self.starts_on <= on
        return begun and (self.ends_on is None or self.ends_on > on)


class PartyFacts:
    """Members, committee, term and approval of a city's party organisations.

    One query, and one for each day.
    """

    def facts(
        self,
        *,
        tenant: Tenant,
        days: Sequence[dt.date],
        organizations: Iterable[int] | None = None,
    ) -> Mapping[dt.date, Mapping[int, Facts]]:
        """The facts of each day by organisation id; of all when ``organizations`` is ``None``."""
        asked = None if organizations is None else list(organizations)
        parties = {row[0]: _Party(row, seats) for row, seats in _parties(tenant, asked)}
        found = {}
        for day in days:
            members = _members(tenant, day, asked)
            found[day] = {
                pk: _facts(parties.get(pk), members.get(pk), day)
                for pk in members.keys() | parties.keys()
            }
        return found


class _Members(NamedTuple):
    """Members by the ledger on a day, and from how many a committee must be elected."""

    regular: int
    probationary: int
    committee_from: int


class _Party:
    """The particulars and seats of one body, worked out once between two changes of its seats."""

    __slots__ = ("_days", "_known", "_row", "_seats")

    def __init__(self, row: tuple[Any, ...], seats: Sequence[Seat]) -> None:
        self._row, self._seats = row, seats
        self._days = sorted({day for seat in seats for day in seat.days})
        self._known: dict[int, Facts] = {}

    @property
    def is_electing(self) -> bool:
        """Whether it is of a kind that elects a committee by its members (R-08)."""
        return self._row[1] in ELECTING_KINDS

    def on(self, day: dt.date) -> Facts:
        """What they say on a day."""
        step = bisect_right(self._days, day)
        if step not in self._known:
            self._known[step] = Facts(**_told(self._row, self._seats, day))
        return self._known[step]


def _facts(party: _Party | None, members: _Members | None, day: dt.date) -> Facts:
    told = Facts() if party is None else party.on(day)
    if members is None:
        return told
    electing = party is None or party.is_electing
    return replace(
        told,
        regular=members.regular,
        probationary=members.probationary,
        committee_due=electing and members.regular >= members.committee_from,
    )


def _members(tenant: Tenant, on: dt.date, asked: list[int] | None) -> dict[int, _Members]:
    with connection.cursor() as cursor:
        cursor.execute(
            _MEMBERS,
            {
                "tenant": tenant.pk,
                "on": on,
                "operating": OperatingState.OPERATING.value,
                "unit": Kind.UNIT.value,
                "bodies": asked,
                "rule": RuleKey.COMMITTEE_FROM.value,
                "usual": DEFAULTS.committee_from,
            },
        )
        return {pk: _Members(*map(int, numbers)) for pk, *numbers in cursor.fetchall()}


def _parties(
    tenant: Tenant, asked: list[int] | None
) -> Iterator[tuple[tuple[Any, ...], list[Seat]]]:
    """The particulars of each body, with every seat of its committee, past ones too. One query."""
    rows = PartyOrganization.objects.filter(tenant=tenant)
    if asked is not None:
        rows = rows.filter(organization_id__in=asked)
    seats = CommitteeMember.objects.filter(party_organization=OuterRef("pk")).order_by("pk")
    seat = JSONObject(**{name: F(name) for name in ("name", "duty", "starts_on", "ends_on")})
    for *particulars, told in rows.values_list(
        *("organization_id", "organization__kind", "term_from", "term_to", "meeting_day"),
        *("approved_on", "superior", "superior_organization__name"),
        ArraySubquery(seats.values_list(seat, flat=True)),
    ):
        yield tuple(particulars), [Seat.of_json(one) for one in told or ()]


def _told(party: tuple[Any, ...], seats: Sequence[Seat], on: dt.date) -> dict[str, Any]:
    """What the particulars and the committee say on a day."""
    _, _, term_from, term_to, meeting_day, approved_on, superior, superior_name = party
    committee = Committee(term_from=term_from, seats=seats)
    held = committee.held(on)
    return {
        "officers": len(held),
        "has_committee": len(held) >= COMMITTEE_AT_LEAST,
        "term_from": term_from,
        "term_to": term_to,
        "vacant_since": min((day for _, day in committee.vacancies(on)), default=None),
        "seated_on": max((seat.starts_on for seat in held if seat.starts_on), default=None),
        "meeting_day": meeting_day,
        "approved_on": approved_on,
        "secretary": next((seat.name for seat in held if seat.duty == Duty.SECRETARY), ""),
        "superior": superior or superior_name or "",
    }


@dataclass(frozen=True, slots=True)
class Committee:
    """The seats of one body's committee, past ones too, and the first day of its term."""

    term_from: dt.date | None
    seats: Sequence[Seat]

    def held(self, on: dt.date) -> list[Seat]:
        """Those held on a day."""
        return [seat for seat in self.seats if seat.is_held(on)]

    def vacancies(self, on: dt.date) -> list[tuple[str, dt.date]]:
        """Each seat of this term that stands empty on a day: its duty, and since when.

        Whoever took a duty up filled the seat that had been empty longest.
        """
        found: list[tuple[str, dt.date]] = []
        held = Counter(seat.duty for seat in self.held(on))
        left: dict[str, list[dt.date]] = defaultdict(list)
        for seat in self.seats:
            if seat.ends_on is not None and seat.ends_on <= on and self._is_of_term(seat.ends_on):
                left[seat.duty].append(seat.ends_on)
        for duty, days in left.items():
            most = max(self._count(duty, day - dt.timedelta(days=1)) for day in days)
            missing = max(most - held[duty], 0)
            found.extend((duty, day) for day in sorted(days)[len(days) - missing :])
        return sorted(found, key=lambda one: one[1])

    def _is_of_term(self, day: dt.date) -> bool:
        return self.term_from is None or day > self.term_from

    def _count(self, duty: str, on: dt.date) -> int:
        return sum(1 for seat in self.seats if seat.duty == duty and seat.is_held(on))


def committees_of(*, tenant: Tenant, organizations: Iterable[int]) -> dict[int, Committee]:
    """The committee of each body whose particulars are registered. One query."""
    rows = _parties(tenant, list(organizations))
    return {row[0]: Committee(term_from=row[2], seats=seats) for row, seats in rows}
