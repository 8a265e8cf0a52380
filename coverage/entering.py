"""Under which bodies a person enters single units, and where such a unit may lie (登记单位)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.choices import regions_of
from hierarchy.models import Organization, Region
from hierarchy.terms import Capability, Tier


def may_enter_units(actor: Actor) -> bool:
    """Whether the ledger is the person's to keep above a branch, which keeps its own units only."""
    scope = actor.scope(Capability.KEEP_LEDGER)
    return bool(scope.regions) or any(grant.tier != Tier.BRANCH for grant in scope.nodes)


def places_for(actor: Actor) -> Any:
    """The own bodies and those directly below; in a territory its stations and officers.

    What lies further down is given on by those in between (归口调整).
    """
    own = actor.organization_ids(Capability.KEEP_LEDGER)
    territory = replace(actor.scope(Capability.KEEP_LEDGER), nodes=()).condition()
    return (
        Organization.objects.within(actor, capability=Capability.KEEP_LEDGER)
        .filter(
            Q(pk__in=own)
            | Q(parent_id__in=own)
            | (territory & Q(tier__in=(Tier.STATION, Tier.OFFICER)))
        )
        .exclude(tier__in=(Tier.CITY, Tier.BRANCH))
        .open(actor.on)
        .select_related("parent", "industry", "region")
        .order_by("tier", "name_key", "id")
    )


def regions_for(actor: Actor, places: Sequence[Organization]) -> Any:
    """The towns of the districts where the bodies stand; a district itself where it has none.

    Whoever keeps the ledger of a territory alone is offered nothing outside it.
    """
    rows = regions_of(places[0].tenant_id).filter(
        Q(level=Region.Level.TOWN) | Q(level=Region.Level.DISTRICT, children=None)
    )
    districts = {place.district_id for place in places}
    if None not in districts:
        rows = rows.filter(Q(parent_id__in=districts) | Q(pk__in=districts))
    scope = actor.scope(Capability.KEEP_LEDGER)
    held = {grant.region_id for grant in scope.regions if grant.level != Region.Level.CITY}
    if held and not scope.nodes:
        rows = rows.filter(Q(pk__in=held) | Q(parent_id__in=held))
    return rows
