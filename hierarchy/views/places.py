"""Where a post stands, for the pages about it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hierarchy.models import Organization, Region
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier


def place_page(*, organization: Organization | None, region: Region | None) -> tuple[str, str]:
    """The name of the place and the address of its page."""
    if organization is not None:
        url = reverse("hierarchy:organization_detail", args=[organization.pk])
        return organization.label, url
    if region is None:
        raise ValueError("a post stands at a body or in a region")
    return region.name, reverse("hierarchy:region_detail", args=[region.pk])


def require_appointing(
    request: ActorRequest,
    *,
    organization: Organization | None = None,
    region: Region | None = None,
) -> None:
    """Refuse with the reason whoever may not fill posts there; territory posts are the city's."""
    if organization is None and region is not None:
        visible = Organization.objects.visible_to(request.actor)
        organization = visible.filter(tenant_id=region.tenant_id, tier=Tier.CITY).first()
    if organization is None:
        raise PermissionDenied(
            "区域岗位由市委两新工委任免，您的岗位没有这项权限。请联系市委两新工委。"
        )
    require(request.actor, Capability.MANAGE_APPOINTMENTS, at=organization)
