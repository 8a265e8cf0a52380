"""Who stands in the demo's ledger: the units of every fifth-tier body, and many without one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from coverage.terms import Cover, UnitKind
from hierarchy.models import Industry, Organization, OrganizationChange, Region, Tenant
from hierarchy.terms import Kind, Tier
from seeds.cast import SEED
from seeds.city import City
from seeds.credit_codes import credit_code
from seeds.ledger_figures import COVER_OF_KIND, Dated, draw_figures, draw_past
from seeds.names import NameBook, UnitName

_KIND_OF_TYPE: dict[str, UnitKind] = {
    **{kind.label: kind for kind in UnitKind},
    "港澳台": UnitKind.GREATER_CHINA,
    "外商投资": UnitKind.FOREIGN,
    "混合所有": UnitKind.MIXED,
    "民办非企业（社会服务机构）": UnitKind.SOCIAL_SERVICE,
}
# How a unit without a fifth-tier body is covered: the rest is covered by none.
_LOOSE_COVERS = ((0.06, Cover.INDUSTRY), (0.15, Cover.FALLBACK), (1.00, Cover.NONE))
# Where it hangs: with an officer mostly, some still with the station, a few with the committee.
_AT_STATION, _AT_COMMITTEE = 0.04, 0.01
_CODE_TO_COME = 0.04
_BUILDINGS = ("商务中心", "科创园", "大厦", "生活广场")
_JOINED_LATER = (Cover.JOINT, Cover.INDUSTRY, Cover.FALLBACK)
_JOINT_UNITS = (2, 3, 3, 4, 4, 4, 5, 5, 5, 6)


@dataclass(frozen=True, slots=True)
class Spot:
    """A body that units hang under, as its row stands now."""

    pk: int
    kind: str
    parent_id: int
    industry_id: int
    region_id: int
    founded_on: dt.date
    line: tuple[int | None, ...]


@dataclass(slots=True)
class Unit:
    """One unit to write, with its past; the last of which is its present."""

    pk: int
    serial: int
    spot: Spot
    named: UnitName
    code: str
    industry: Industry
    town: Region
    building: str
    association: str
    past: list[Dated] = field(default_factory=list)

    @property
    def kind(self) -> UnitKind:
        """What it is in law."""
        return _KIND_OF_TYPE[self.named.unit_type]

    @property
    def now(self) -> Dated:
        """Its present figures, and since when they hold."""
        return self.past[-1]


class Register:
    """Draws the units of one city; equal scales give equal units in whatever city."""

    def __init__(self, city: City, *, book: NameBook, today: dt.date) -> None:
        tenant = city.tenant
        self._city = city
        self._book = book
        self._today = today
        self._rng = Random(f"{SEED}:ledger:{city.scale.name}")  # noqa: S311 - the same each time
        self._industries = Industry.objects.in_bulk(
            Industry.objects.filter(tenant=tenant).values_list("pk", flat=True)
        )
        regions = Region.objects.filter(tenant=tenant).select_related("parent")
        self._regions = {region.pk: region for region in regions}
        self._serial = len(city.cast.by_tier[Tier.BRANCH])
        self.spots = _spots(tenant, today)
        self._branches: dict[int, list[Spot]] = defaultdict(list)
        for spot in self.spots.values():
            if spot.kind in COVER_OF_KIND and spot.kind not in (Kind.UNIT, Kind.JOINT_BRANCH):
                self._branches[spot.parent_id].append(spot)
        self._founded = _founded_in_the_year(tenant, today)

    def units(self) -> Iterator[Unit]:
        """Every unit, without a key yet: those of bodies first, then the others."""
        count = 0
        for unit in self._of_bodies():
            count += 1
            yield unit
        officers = [self.spots[pk] for pk in self._ids(Tier.OFFICER) if pk in self.spots]
        for officer in cycle(officers):
            if count >= self._city.scale.units:
                return
            count += 1
            yield self._loose(officer)

    def _ids(self, tier: str) -> list[int]:
        return [self._city.ids[index] for index in self._city.cast.by_tier[tier]]

    def _of_bodies(self) -> Iterator[Unit]:
        for serial, pk in enumerate(self._ids(Tier.BRANCH), start=1):
            spot = self.spots.get(pk)
            if spot is None:
                continue
            joint = spot.kind == Kind.JOINT_BRANCH
            for _ in range(self._rng.choice(_JOINT_UNITS) if joint else 1):
                if joint:
                    self._serial += 1
                yield self._unit(
                    spot, COVER_OF_KIND[spot.kind], serial=self._serial if joint else serial
                )

    def _loose(self, officer: Spot) -> Unit:
        """A unit that hangs under an officer, or further up still."""
        rng = self._rng
        self._serial += 1
        draw, spot = rng.random(), officer
        cover = next(cover for limit, cover in _LOOSE_COVERS if draw < limit)
        branches = self._branches.get(officer.pk)
        if cover != Cover.NONE:
            # Covered by a party organisation near by, though it is not of its own.
            cover, spot = (cover, rng.choice(branches)) if branches else (Cover.NONE, officer)
        elif rng.random() < _AT_STATION:
            spot = self.spots[officer.parent_id]
            if rng.random() < _AT_COMMITTEE / _AT_STATION:
                spot = self.spots[spot.parent_id]
        return self._unit(spot, cover, serial=self._serial, town=self._regions[officer.region_id])

    def _unit(self, spot: Spot, cover: Cover, *, serial: int, town: Region | None = None) -> Unit:
        rng = self._rng
        town = town or self._regions[spot.region_id]
        industry = self._industries[spot.industry_id]
        district = self._regions[town.parent_id or 0]
        named = self._book.unit(index=serial, industry=industry.code, district=district.name)
        known = spot.kind == Kind.UNIT or rng.random() >= _CODE_TO_COME
        unit = Unit(
            pk=0,
            serial=serial,
            spot=spot,
            named=named,
            code=credit_code(kind=named.code_prefix, district_code=district.code, serial=serial)
            if known
            else "",
            industry=industry,
            town=town,
            building=self._building(town),
            association=f"{district.name}{industry.name}商会（示例）" if rng.random() < 0.2 else "",
        )
        figures = draw_figures(rng, cover=cover, kind=spot.kind, place_id=spot.pk)
        unit.past = draw_past(
            figures,
            rng,
            today=self._today,
            founded_on=self._founded.get(spot.pk),
            uncovered_at=spot.parent_id if cover in _JOINED_LATER else spot.pk,
        )
        return unit

    def _building(self, town: Region) -> str:
        if self._rng.random() > 0.5:
            return ""
        short = town.name.removesuffix("街道").removesuffix("镇")
        return f"{short}{self._rng.choice(_BUILDINGS)}（示例）"


def _spots(tenant: Tenant, today: dt.date) -> dict[int, Spot]:
    bodies = Organization.objects.filter(tenant=tenant, parent__isnull=False).open(today)
    bodies = bodies.order_by("pk")
    columns = ("pk", "kind", "parent_id", "industry_id", "region_id", "founded_on")
    line = ("committee_id", "county_id", "station_id", "officer_id")
    rows: Any = bodies.values_list(*columns, *line).iterator(chunk_size=5_000)
    spots = {}
    for pk, kind, parent_id, industry_id, region_id, founded_on, *above in rows:
        spots[pk] = Spot(pk, kind, parent_id, industry_id, region_id, founded_on, tuple(above))
    return spots


def _founded_in_the_year(tenant: Tenant, today: dt.date) -> dict[int, dt.date]:
    """Units that turned into branches not long ago, and when."""
    changes = OrganizationChange.objects.filter(
        organization__tenant=tenant,
        verb=OrganizationChange.Verb.FOUND_BRANCH,
        effective_on__gt=today - dt.timedelta(days=365),
    )
    return dict(changes.values_list("organization_id", "effective_on"))
