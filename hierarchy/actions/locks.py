"""Rows held until the transaction ends, read as they stand now."""

from __future__ import annotations

from django.db.models import Q

from hierarchy.models import Organization, StationSite


def locked(organization: Organization) -> Organization:
    """The row as it stands now, held until the transaction ends."""
    return (
        Organization.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tenant", "parent", "region", "industry")
        .get(pk=organization.pk)
    )


def locked_with_tied(organization: Organization) -> list[Organization]:
    """The row and, for a tied station, every other open node of its site, in id order."""
    if organization.site_id is None:
        return [locked(organization)]
    StationSite.objects.select_for_update(no_key=True).get(pk=organization.site_id)
    return list(
        Organization.objects.select_for_update(of=("self",), no_key=True)
        .filter(Q(site_id=organization.site_id, closed_on__isnull=True) | Q(pk=organization.pk))
        .select_related("tenant", "parent", "region", "industry")
        .order_by("pk")
    )
