"""Particulars of the demo's party organisations: approval, superior, term, committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from coverage.models import CommitteeMember, PartyOrganization
from coverage.terms import Cover, Duty
from hierarchy.copying import copy_rows, take_ids
from hierarchy.models import Organization, Region, Tenant
from hierarchy.terms import Kind
from seeds.cast import SEED
from seeds.ledger_figures import COVER_OF_KIND
from seeds.ledger_units import Spot
from seeds.names import NameBook, phone_number
from seeds.voices import Voices

_PARTY_COLUMNS = (
    *("id", "tenant_id", "organization_id", "formation", "formation_reason", "party_code"),
    *("superior", "superior_organization_id", "approved_on", "document_no"),
    *("term_from", "term_to", "meeting_day", "venue", "phone", "updated_on"),
)
_MEMBER_COLUMNS = ("party_organization_id", "name", "duty", "starts_on", "ends_on")
_WHY_JOINT = (
    "各单位同在一处楼宇，地域相邻，便于开展组织生活（示例）",
    "各单位同属一个行业，业务相近，便于管理（示例）",
    "依托行业协会，就近就便组建（示例）",
)
_COMMITTEE = (Duty.SECRETARY, Duty.ORGANIZER, Duty.PUBLICIST, Duty.DISCIPLINE, Duty.DEPUTY)
_COMMITTEE_FROM = 7
_TERM_YEARS = 3


@dataclass(slots=True)
class Parties:
    """Writes the particulars of one city's party organisations."""

    tenant: Tenant
    voices: Voices
    book: NameBook
    today: dt.date
    towns: dict[int, Region]
    affiliated: dict[int, Organization]
    """By branch, its 隶属党委 where that is in the system; of others only the name is known."""

    def write(self, spots: list[Spot], *, members: dict[int, int]) -> int:
        """One row a party organisation, and its committee; ``members`` by organisation."""
        ids = take_ids(PartyOrganization, len(spots))
        rng = Random(f"{SEED}:ledger:parties")  # noqa: S311 - the same each time, on purpose
        terms = [self._term(rng) for _ in spots]
        copy_rows(PartyOrganization, _PARTY_COLUMNS, self._rows(spots, ids, terms, rng))
        copy_rows(CommitteeMember, _MEMBER_COLUMNS, self._members(spots, ids, terms, members))
        return len(spots)

    def _term(self, rng: Random) -> dt.date:
        """The day the present committee was elected: one in forty should have gone by now."""
        years = _TERM_YEARS if rng.random() < 0.975 else _TERM_YEARS + 0.2
        return self.today - dt.timedelta(days=int(rng.random() * years * 365) + 20)

    def _rows(
        self, spots: list[Spot], ids: list[int], terms: list[dt.date], rng: Random
    ) -> Iterator[tuple[object, ...]]:
        for number, (pk, spot, term) in enumerate(zip(ids, spots, terms, strict=True), start=1):
            formation = COVER_OF_KIND[spot.kind]
            joint = formation == Cover.JOINT
            approved = max(spot.founded_on, dt.date(2019, 1, 7))
            town = self.towns[spot.region_id].name
            yield (
                *(pk, self.tenant.pk, spot.pk, formation.value),
                *(rng.choice(_WHY_JOINT) if joint else "", ""),
                *self._superior(spot, town),
                *(approved, f"示例〔{approved.year}〕{number}号"),
                *(term, _years_later(term)),
                *(rng.randrange(5, 29), f"{town}党群服务中心（示例）" if number % 3 else ""),
                *(phone_number(index=900_000 + number), self.today),
            )

    def _superior(self, spot: Spot, town: str) -> tuple[str, int | None]:
        if (committee := self.affiliated.get(spot.pk)) is not None:
            return committee.name, committee.pk
        return f"{town}党工委（示例）", None

    def _members(
        self, spots: list[Spot], ids: list[int], terms: list[dt.date], members: dict[int, int]
    ) -> Iterator[tuple[object, ...]]:
        """The secretary, by the name of who holds the post; from seven members a committee.

        Every seventeenth branch of that size has none yet.
        """
        fresh = count(40_000)
        for number, (pk, spot, term) in enumerate(zip(ids, spots, terms, strict=True), start=1):
            large = members.get(spot.pk, 0) >= _COMMITTEE_FROM or spot.kind in (
                Kind.GENERAL_BRANCH,
                Kind.BASE_COMMITTEE,
            )
            size = (3 if number % 2 else 5) if large and number % 17 else 1
            holder = next(iter(self.voices.get(spot.pk, ())), None)
            for place, duty in enumerate(_COMMITTEE[:size]):
                name = holder.name if holder and not place else self._name(next(fresh))
                yield pk, name, duty.value, term, None

    def _name(self, index: int) -> str:
        return self.book.person(index=index % len(self.book.person_names))


def _years_later(day: dt.date) -> dt.date:
    """The last day of a term that began on ``day``."""
    try:
        end = day.replace(year=day.year + _TERM_YEARS)
    except ValueError:
        end = day.replace(year=day.year + _TERM_YEARS, day=28)
    return end - dt.timedelta(days=1)
