"""The territory line (块线): districts and towns, who watches them, what stands there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.models import Organization, Region
from hierarchy.posts import region_posts
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from hierarchy.views.tabs import hierarchy_tabs


@login_required
@require_safe
def region_list(request: ActorRequest) -> HttpResponse:
    """The districts of the city, with what the reader sees there."""
    districts = Region.objects.visible_to(request.actor).filter(level=Region.Level.DISTRICT)
    context = {
        "tabs": hierarchy_tabs(request.actor, current="regions"),
        "rows": _with_counts(request, list(districts.order_by("code")), column="district"),
        "today": request.actor.on,
    }
    return render(request, "hierarchy/region_list.html", context)


@login_required
@require_safe
def region_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One place: its towns, and the posts of the territory line in it."""
    region = get_object_or_404(
        Region.objects.visible_to(request.actor).select_related("parent", "civil_parent"), pk=pk
    )
    towns = Region.objects.visible_to(request.actor).filter(parent=region).order_by("code")
    visible = Organization.objects.visible_to(request.actor)
    root = visible.filter(tenant=region.tenant_id, tier=Tier.CITY).first()
    listed = f"{reverse('hierarchy:organization_list')}?region={region.pk}"
    context = {
        "region": region,
        "rows": _with_counts(request, list(towns), column="town"),
        "posts": region_posts(region, actor=request.actor, root=root),
        "may_appoint": root is not None
        and can(request.actor, Capability.MANAGE_APPOINTMENTS, at=root),
        "listed_url": listed,
        "today": request.actor.on,
    }
    return render(request, "hierarchy/region_detail.html", context)


def _with_counts(
    request: ActorRequest, regions: list[Region], *, column: str
) -> list[dict[str, Any]]:
    """Each place with its stations, branches and units without one, as far as the reader sees."""
    counted = (
        Organization.objects.visible_to(request.actor)
        .open(request.actor.on)
        .filter(**{f"{column}__in": regions})
        .values(column)
        .annotate(
            stations=Count("pk", filter=Q(tier=Tier.STATION)),
            branches=Count("pk", filter=Q(tier=Tier.BRANCH) & ~Q(kind="unit")),
            units=Count("pk", filter=Q(kind="unit")),
        )
    )
    found = {row.pop(column): row for row in counted}
    nothing = {"stations": 0, "branches": 0, "units": 0}
    return [{"region": region, **found.get(region.pk, nothing)} for region in regions]
