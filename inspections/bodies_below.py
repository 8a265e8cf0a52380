"""The bodies below the reader's own (下级组织): whom one may find fault with or write to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability, Kind, Tier
from inspections.rectification_rules import INSPECTED, ISSUERS

WATCHERS: Final = (*ISSUERS, Tier.OFFICER)
"""The tiers that note what they see; officers write no letters."""
_COLUMNS: Final = {
    Tier.COMMITTEE: "committee_id",
    Tier.COUNTY: "county_id",
    Tier.STATION: "station_id",
    Tier.OFFICER: "officer_id",
}


def bodies_below(actor: Actor, tiers: Sequence[str]) -> Any:
    """The open party bodies below those of these tiers for which the person writes."""
    below, own = Q(pk__in=()), []
    for grant in actor.scope(Capability.HANDLE).nodes:
        if grant.tier not in tiers:
            continue
        own.append(grant.organization_id)
        here = Q(tenant_id=grant.tenant_id)
        if column := _COLUMNS.get(Tier(grant.tier)):
            here &= Q(**{column: grant.organization_id})
        below |= here
    seen = Organization.objects.visible_to(actor).open(actor.on)
    return seen.filter(below, tier__in=INSPECTED).exclude(kind=Kind.UNIT).exclude(pk__in=own)


def issuer_for(organization: Organization, actor: Actor) -> Organization | None:
    """The nearest body above one that issues and for which the person writes."""
    above = [organization.station, organization.county, organization.committee]
    cities = Organization.objects.filter(tenant_id=organization.tenant_id, tier=Tier.CITY)
    for body in (*above, *cities):
        if body and body.pk != organization.pk and can(actor, Capability.HANDLE, at=body):
            return body
    return None
