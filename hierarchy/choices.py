"""What the forms of this room may offer: rows the person may use for the act, and no others."""

from __future__ import annotations

from typing import Any

from hierarchy.actors import Actor
from hierarchy.models import Industry, Organization, Region, StationSite, TierPlacement
from hierarchy.terms import KINDS_OF_TIER, Capability, Kind, Tier


def bodies_founded_under(organization: Organization, *, actor: Actor) -> list[tuple[str, str]]:
    """What may be founded directly under a body today, as ``tier:kind`` and its label."""
    lower = (
        TierPlacement.objects.filter(tenant_id=organization.tenant_id, upper=organization.tier)
        .effective(actor.on)
        .values_list("lower", flat=True)
    )
    allowed = set(lower)
    several = len(allowed) > 1
    return [
        (f"{tier}:{kind}", _kind_label(tier, kind, several=several))
        for tier in Tier.values
        if tier in allowed
        for kind in KINDS_OF_TIER[tier]
    ]


def _kind_label(tier: str, kind: str, *, several: bool) -> str:
    label = str(Kind(kind).label)
    return f"{label}（{Tier(tier).label}）" if several else label


def superiors_for(organization: Organization, *, actor: Actor) -> Any:
    """Bodies under which this one may be moved: of a tier above it, managed by the person."""
    uppers = (
        TierPlacement.objects.filter(tenant_id=organization.tenant_id, lower=organization.tier)
        .effective(actor.on)
        .values("upper")
    )
    return (
        _managed(organization, actor=actor)
        .filter(tier__in=uppers)
        .exclude(pk=organization.parent_id)
    )


def partners_of(organization: Organization, *, actor: Actor) -> Any:
    """Bodies of the same tier that could take this one in."""
    return (
        _managed(organization, actor=actor)
        .filter(tier=organization.tier, parent__isnull=False)
        .exclude(pk=organization.pk)
    )


def successors_of(organization: Organization, *, actor: Actor) -> Any:
    """Bodies that could take over its work: alike, and of its industry, whose lists they serve."""
    return partners_of(organization, actor=actor).filter(industry=organization.industry_id)


def _managed(organization: Organization, *, actor: Actor) -> Any:
    return (
        Organization.objects.within(actor, capability=Capability.MANAGE_ORGANIZATIONS)
        .filter(tenant_id=organization.tenant_id)
        .open(actor.on)
        .select_related("parent", "industry")
        .by_name()
    )


def children_of(organization: Organization, *, actor: Actor) -> Any:
    """The open direct subordinates."""
    return Organization.objects.children_of(organization).open(actor.on).by_name()


def regions_of(tenant_id: int) -> Any:
    """Every place of the city; districts and towns in the order of their codes."""
    return Region.objects.filter(tenant_id=tenant_id).select_related("parent").order_by("code")


def industries_of(tenant_id: int, *, actor: Actor) -> Any:
    """The industries in force today."""
    return Industry.objects.filter(tenant_id=tenant_id).effective(actor.on).order_by("sort_order")


def sites_of(tenant_id: int) -> Any:
    """The stations' sites of the city."""
    return StationSite.objects.filter(tenant_id=tenant_id).order_by("name")
