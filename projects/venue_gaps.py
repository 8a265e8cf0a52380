"""Where branches lie close together and no front stands (article 16, S-17), town by town."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from hierarchy.actors import Actor
from hierarchy.models import Industry, Region, Tenant
from projects.models import Venue
from projects.policy import policy_of
from projects.terms import VenueStatus
from workflow.density import Density, density_of

MOST_INDUSTRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Town:
    """One town with enough party organisations, and the venues there."""

    region: Region
    density: Density
    industries: list[tuple[str, int]]
    standing: int
    planned: int

    @property
    def is_gap(self) -> bool:
        """Whether no venue is in use there."""
        return not self.standing


@dataclass(frozen=True, slots=True)
class Gaps:
    """Towns where party organisations lie close together; ``least`` is what counts as close."""

    least: int
    towns: list[Town]

    @property
    def with_venue(self) -> int:
        """In how many of them a venue is in use."""
        return sum(not town.is_gap for town in self.towns)

    @property
    def missing(self) -> list[Town]:
        """Those without, the densest first."""
        return [town for town in self.towns if town.is_gap]

    @property
    def served(self) -> list[Town]:
        """Those with one, the densest first."""
        return [town for town in self.towns if not town.is_gap]


def gaps_of(*, tenant: Tenant, actor: Actor) -> Gaps:
    """The towns of a city as the actor sees them; six queries, whatever its size.

    Party organisations are counted in the actor's scope, venues in the whole city: one that
    another line set up in the town serves it as well.
    """
    least = policy_of(tenant, actor.on).dense_branches
    dense = {
        pk: density
        for pk, density in density_of(tenant=tenant, on=actor.on, actor=actor).items()
        if density.branches >= least
    }
    regions = Region.objects.filter(pk__in=dense).select_related("parent")
    names = dict(Industry.objects.filter(tenant=tenant).values_list("pk", "name"))
    venues = _venues(tenant, list(dense))
    towns = [
        Town(
            region=region,
            density=dense[region.pk],
            industries=_industries(dense[region.pk], names),
            standing=venues[region.pk, VenueStatus.OPEN],
            planned=venues[region.pk, VenueStatus.PLANNED],
        )
        for region in regions
    ]
    towns.sort(key=lambda town: (-town.density.branches, town.region.code))
    return Gaps(least, towns)


def _venues(tenant: Tenant, regions: list[int]) -> Counter[tuple[int | None, str]]:
    rows = Venue.objects.filter(tenant=tenant, region__in=regions).order_by()
    counted = rows.values_list("region_id", "status").annotate(count=Count("pk"))
    return Counter({(region, status): count for region, status, count in counted})


def _industries(density: Density, names: dict[int, str]) -> list[tuple[str, int]]:
    """The industries with most party organisations there: for whom a station would stand."""
    most = sorted(density.by_industry.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(names[pk], count) for pk, count in most[:MOST_INDUSTRIES] if pk in names]
