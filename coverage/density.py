"""How thick party organisations and units stand in each town, told to other rooms (article 16)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Sum

from coverage.measures import OPERATING
from coverage.models import Unit, UnitState
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Capability, Kind, Tier
from workflow.density import Density


class LedgerDensity:
    """Party organisations, operating units and regular members by town. Two queries.

    Bodies count from their founding to their closing, units and members by what the ledger
    knew of that day; all lie in the town, and in the actor's scope, where they do today.
    """

    def density(self, *, tenant: Tenant, on: dt.date, actor: Actor) -> Mapping[int, Density]:
        """What the actor sees in each town, by the id of its region."""
        branches = _branches(tenant, on, actor)
        units = _units(tenant, on, actor)
        found = {}
        for town in branches.keys() | units.keys():
            industries = branches.get(town, {})
            count, members = units.get(town, (0, None))
            found[town] = Density(
                branches=sum(industries.values()),
                units=count,
                members=members,
                by_industry={pk: some for pk, some in industries.items() if pk is not None},
            )
        return found


def _branches(tenant: Tenant, on: dt.date, actor: Actor) -> dict[int, dict[int | None, int]]:
    """By town and industry: party organisations in force, where the actor sees their work."""
    rows = (
        Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        .filter(tenant=tenant, town__isnull=False)
        .of_tier(Tier.BRANCH)
        .exclude(kind=Kind.UNIT)
        .open(on)
        .order_by()
        .values_list("town_id", "industry_id")
        .annotate(count=Count("pk"))
    )
    found: dict[int, dict[int | None, int]] = defaultdict(dict)
    for town, industry, count in rows:
        found[town][industry] = count
    return found


def _units(tenant: Tenant, on: dt.date, actor: Actor) -> dict[int, tuple[int, int]]:
    """By town: operating units and the regular members whose relation is with them."""
    rows: Any
    if on >= actor.on:
        rows, town = Unit.objects.visible_to(actor).filter(tenant=tenant), "town_id"
    else:
        seen = UnitState.objects.visible_to(actor).filter(unit__tenant=tenant)
        rows, town = UnitState.objects.filter(pk__in=seen.as_of(on).values("pk")), "unit__town_id"
    counted = (
        rows.filter(OPERATING, **{f"{town.removesuffix('_id')}__isnull": False})
        .order_by()
        .values_list(town)
        .annotate(units=Count("pk"), members=Sum("members_here"))
    )
    return {pk: (units, members) for pk, units, members in counted}
