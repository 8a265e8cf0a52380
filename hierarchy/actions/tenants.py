"""Founding a city: the tenant, its placement table and the root of its tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hierarchy import tree
from hierarchy.actions.history import Act, conclude
from hierarchy.actions.organizations import furnish
from hierarchy.actors import Actor
from hierarchy.models import Organization, OrganizationChange, Region, Tenant, TierPlacement
from hierarchy.names import pinyin_key
from hierarchy.rules import DEFAULT_PLACEMENTS
from hierarchy.terms import Kind


@transaction.atomic
def found_city(
    *,
    code: str,
    name: str,
    region_code: str,
    region_name: str,
    committee_name: str,
    on: dt.date,
    actor: Actor,
    is_demo: bool = False,
    short_name: str = "",
    placements: Iterable[tuple[str, str]] = DEFAULT_PLACEMENTS,
) -> Organization:
    """Set up a tenant with its region, placement table and 市委两新工委; returns the root.

    For the system only (seeds, commands). Raises ``ValidationError`` ``code_taken``.
    """
    if not actor.is_system:
        raise PermissionDenied("开设城市由系统管理命令办理，页面上不能办理。")
    if Tenant.objects.filter(code=code).exists():
        raise ValidationError(f"城市代码“{code}”已在使用，请换一个。", code="code_taken")
    tenant = Tenant.objects.create(code=code, name=name, is_demo=is_demo)
    _place_tiers(tenant, placements, on)
    root = tree.plant(
        tenant=tenant,
        name=committee_name,
        short_name=short_name,
        kind=Kind.CITY_COMMITTEE,
        region=_region(tenant, region_code, region_name),
        founded_on=on,
        may_issue_documents=True,
    )
    furnish(root)
    act = Act.of(on=on, reason="开设城市", actor=actor)
    conclude(root, act, verb=OrganizationChange.Verb.FOUND, before={}, after={"tenant": code})
    return root


def _place_tiers(tenant: Tenant, placements: Iterable[tuple[str, str]], on: dt.date) -> None:
    TierPlacement.objects.bulk_create(
        [
            TierPlacement(tenant=tenant, upper=upper, lower=lower, effective_from=on)
            for upper, lower in placements
        ]
    )


def _region(tenant: Tenant, code: str, name: str) -> Region:
    return Region.objects.create(
        tenant=tenant,
        code=code,
        name=name,
        name_key=pinyin_key(name)[:120],
        level=Region.Level.CITY,
    )
