"""Planting many organisations at once, with their history, posts, holders and rights."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from hierarchy import grants, trail
from hierarchy.actors import Actor
from hierarchy.bulk import (
    ORGANIZATION_COLUMNS,
    HolderSpec,
    NodeSpec,
    Sprout,
    first_of_site,
    number,
    organization_rows,
    roots_of,
)
from hierarchy.copying import copy_rows, take_ids
from hierarchy.models import (
    Appointment,
    Organization,
    OrganizationChange,
    OrganizationGrant,
    Position,
    StationSite,
    Tenant,
)
from hierarchy.rules import DEFAULT_POSITIONS, STAFF_ROLES, STAFF_TIERS
from hierarchy.terms import ROLE_CAPABILITIES, Tier

# (node index, title) → (position id, role)
_Posts = dict[tuple[int, str], tuple[int, str]]


@transaction.atomic
def plant_bulk(
    *,
    tenant: Tenant,
    specs: Sequence[NodeSpec],
    on: dt.date,
    reason: str,
    actor: Actor,
    holders: Sequence[HolderSpec] = (),
) -> list[int]:
    """Plant organisations by COPY; their ids in the order of ``specs``. System only.

    Names, codes and placements are the caller's to have checked (the
    database still refuses a code twice). Every node gets its default posts; ``holders``
    are appointed to them with their rights. Raises ``ValidationError``: ``no_room``,
    ``not_earlier``, ``kind_not_of_tier``, ``no_such_post``; ``PermissionDenied``.
    """
    if not actor.is_system:
        raise PermissionDenied("批量建立组织由系统管理命令办理，页面上不能办理。")
    roots = roots_of(specs)
    _give_sites(tenant, specs)
    ids = take_ids(Organization, len(specs))
    grown = number(specs=specs, ids=ids, roots=roots)
    copy_rows(
        Organization,
        ORGANIZATION_COLUMNS,
        organization_rows(specs=specs, grown=grown, tenant_id=tenant.pk, on=on),
    )
    for root in roots.values():
        Organization.objects.filter(pk=root.id).update(next_free=root.next_free)
    _copy_changes(tenant, specs, grown, on=on, reason=reason, actor=actor)
    posts = _copy_positions(tenant, specs, ids)
    if holders:
        _copy_appointments(specs, ids, holders, posts, on=actor.on, reason=reason)
    trail.record(
        verb="organization.plant",
        target=tenant,
        actor=actor,
        tenant=tenant,
        after={"organizations": len(ids), "appointments": len(holders), "on": on},
        reason=reason,
    )
    return ids


def _give_sites(tenant: Tenant, specs: Sequence[NodeSpec]) -> None:
    """A site of its own for every station that shares none."""
    bare = [spec for spec in specs if spec.tier == Tier.STATION and spec.site is None]
    sites = StationSite.objects.bulk_create(
        [StationSite(tenant=tenant, name=spec.name, region=spec.region) for spec in bare]
    )
    for spec, site in zip(bare, sites, strict=True):
        spec.site = site


def _copy_changes(
    tenant: Tenant,
    specs: Sequence[NodeSpec],
    grown: Sequence[Sprout],
    *,
    on: dt.date,
    reason: str,
    actor: Actor,
) -> None:
    columns = (
        *("tenant_id", "organization_id", "verb", "effective_on", "reason", "document_no"),
        *("name", "kind", "parent_id", "region_id", "is_closed", "recorded_at", "recorded_by"),
    )
    found = OrganizationChange.Verb.FOUND.value
    rows = (
        (
            *(tenant.pk, sprout.id, found, spec.founded_on or on, reason, ""),
            *(spec.name, spec.kind, sprout.parent_id, spec.region.pk, False),
            *(actor.at, actor.name),
        )
        for spec, sprout in zip(specs, grown, strict=True)
    )
    copy_rows(OrganizationChange, columns, rows)


def _copy_positions(tenant: Tenant, specs: Sequence[NodeSpec], ids: Sequence[int]) -> _Posts:
    served = {spec.site.pk for spec in specs if spec.site}
    taken = set(
        Position.objects.filter(organization__site_id__in=served).values_list(
            "organization__site_id", flat=True
        )
    )
    wanted = [
        (index, title, role)
        for index in sorted(first_of_site(specs))
        if not ((site := specs[index].site) and site.pk in taken)
        for title, role in DEFAULT_POSITIONS[specs[index].kind]
    ]
    pks = take_ids(Position, len(wanted))
    copy_rows(
        Position,
        ("id", "tenant_id", "organization_id", "title", "role", "is_abolished"),
        (
            (pk, tenant.pk, ids[index], title, str(role), False)
            for pk, (index, title, role) in zip(pks, wanted, strict=True)
        ),
    )
    return {
        (index, title): (pk, role) for pk, (index, title, role) in zip(pks, wanted, strict=True)
    }


def _copy_appointments(
    specs: Sequence[NodeSpec],
    ids: Sequence[int],
    holders: Sequence[HolderSpec],
    posts: _Posts,
    *,
    on: dt.date,
    reason: str,
) -> None:
    _check_posts(specs, holders, posts)
    pks = take_ids(Appointment, len(holders))
    copy_rows(
        Appointment,
        ("id", "user_id", "position_id", "starts_on", "ends_on", "reason"),
        (
            (
                pk,
                each.user_id,
                posts[each.node, each.title][0],
                each.starts_on,
                each.ends_on,
                reason,
            )
            for pk, each in zip(pks, holders, strict=True)
        ),
    )
    live = [
        (pk, each)
        for pk, each in zip(pks, holders, strict=True)
        if each.ends_on is None or each.ends_on >= on
    ]
    _copy_grants(specs, ids, live, posts)
    staff = {
        each.user_id
        for _, each in live
        if posts[each.node, each.title][1] in STAFF_ROLES and specs[each.node].tier in STAFF_TIERS
    }
    User.objects.filter(pk__in=staff).update(is_staff=True)


def _check_posts(specs: Sequence[NodeSpec], holders: Sequence[HolderSpec], posts: _Posts) -> None:
    for holder in holders:
        if (holder.node, holder.title) not in posts:
            raise ValidationError(
                f"“{specs[holder.node].name}”没有“{holder.title}”岗位，请核对职务名称。",
                code="no_such_post",
            )


def _copy_grants(
    specs: Sequence[NodeSpec],
    ids: Sequence[int],
    live: Sequence[tuple[int, HolderSpec]],
    posts: _Posts,
) -> None:
    permissions = grants.permission_ids(Organization)
    codes = {
        role: sorted(permissions[name] for name in names)
        for role, names in ROLE_CAPABILITIES.items()
    }
    tied: dict[int, list[int]] = defaultdict(list)
    for spec, pk in zip(specs, ids, strict=True):
        if spec.site:
            tied[spec.site.pk].append(pk)

    def nodes(index: int) -> list[int]:
        site = specs[index].site
        return tied[site.pk] if site else [ids[index]]

    copy_rows(
        OrganizationGrant,
        ("user_id", "permission_id", "content_object_id", "appointment_id"),
        (
            (each.user_id, permission, node, pk)
            for pk, each in live
            for node in nodes(each.node)
            for permission in codes[posts[each.node, each.title][1]]
        ),
    )
