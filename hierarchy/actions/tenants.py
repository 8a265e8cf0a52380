"""Founding a city: the tenant, its placement table and the root of its tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hierarchy import trail, tree
from hierarchy.actions.history import write_change
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
    TierPlacement.objects.bulk_create(
        [
            TierPlacement(tenant=tenant, upper=upper, lower=lower, effective_from=on)
            for upper, lower in placements
        ]
    )
    region = Region.objects.create(
        tenant=tenant,
        code=region_code,
        name=region_name,
        name_key=pinyin_key(region_name)[:120],
        level=Region.Level.CITY,
    )
    root = tree.plant(
        tenant=tenant,
        name=committee_name,
        short_name=short_name,
        kind=Kind.CITY_COMMITTEE,
        region=region,
        founded_on=on,
        may_issue_documents=True,
    )
    furnish(root)
    write_change(
        organization=root,
        verb=OrganizationChange.Verb.FOUND,
        on=on,
        reason="开设城市",
        actor=actor,
    )
    trail.record(
        verb="tenant.found",
        target=tenant,
        actor=actor,
        tenant=tenant,
        organization=root,
        after={"code": code, "name": name, "root": root.name},
    )
    return root
