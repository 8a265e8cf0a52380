"""The rows that give rights: written when someone is appointed, gone when it ends.

Guardian's tables hold one row a capability a node (or region). Nothing else writes
them; ``hierarchy.actors.load_actor`` is what reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from hierarchy.models import (
    Appointment,
    Organization,
    OrganizationGrant,
    Position,
    Region,
    RegionGrant,
)
from hierarchy.terms import REGION_CAPABILITIES, ROLE_CAPABILITIES


def capabilities_of(position: Position) -> frozenset[str]:
    """What the holder of a post may do; territory posts only look and comment (article 5)."""
    granted = ROLE_CAPABILITIES[position.role]
    return granted & REGION_CAPABILITIES if position.region_id else granted


def nodes_of(position: Position) -> list[int]:
    """The ids of the nodes on which a post is held: all nodes of a tied station."""
    organization = position.organization
    if organization is None:
        return []
    if organization.site_id is None:
        return [organization.pk]
    tied = Organization.objects.filter(site_id=organization.site_id, closed_on__isnull=True)
    return list(tied.order_by("pk").values_list("pk", flat=True))


def write(appointments: Iterable[Appointment]) -> None:
    """Write the grants of these appointments; those already there stay as they are."""
    for appointment in appointments:
        position = appointment.position
        names = capabilities_of(position)
        if position.region_id:
            permissions = permission_ids(Region)
            RegionGrant.objects.bulk_create(
                [
                    RegionGrant(
                        user_id=appointment.user_id,
                        appointment=appointment,
                        permission_id=permissions[name],
                        content_object_id=position.region_id,
                    )
                    for name in sorted(names)
                ],
                ignore_conflicts=True,
            )
            continue
        permissions = permission_ids(Organization)
        OrganizationGrant.objects.bulk_create(
            [
                OrganizationGrant(
                    user_id=appointment.user_id,
                    appointment=appointment,
                    permission_id=permissions[name],
                    content_object_id=node,
                )
                for node in nodes_of(position)
                for name in sorted(names)
            ],
            ignore_conflicts=True,
        )


def withdraw(appointment_ids: Sequence[int]) -> int:
    """Delete every grant of these appointments; how many rows went."""
    found = 0
    for model in (OrganizationGrant, RegionGrant):
        count, _ = model.objects.filter(appointment_id__in=appointment_ids).delete()
        found += count
    return found


def withdraw_from(organization_ids: Sequence[int]) -> int:
    """Delete every grant on these nodes; how many rows went."""
    count, _ = OrganizationGrant.objects.filter(content_object_id__in=organization_ids).delete()
    return count


def permission_ids(model: type[models.Model]) -> dict[str, int]:
    """The permission rows of a model: codename → id."""
    content_type = ContentType.objects.get_for_model(model)
    rows = Permission.objects.filter(content_type=content_type)
    return dict(rows.values_list("codename", "pk"))
