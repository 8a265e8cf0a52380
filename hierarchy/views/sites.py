"""The front page of a station (区域党建工作站): one place, whatever industries it serves."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hierarchy import open_work
from hierarchy.models import Organization, StationSite
from hierarchy.posts import posts_of
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability


@login_required
@require_safe
def station_site(request: ActorRequest, pk: int) -> HttpResponse:
    """One station over its industries; seen by whoever sees one of its nodes."""
    site = get_object_or_404(
        StationSite.objects.visible_to(request.actor).select_related("region"), pk=pk
    )
    seen = Organization.objects.visible_to(request.actor).filter(site=site).open(request.actor.on)
    nodes = list(seen.select_related("parent", "industry").by_name())
    if not nodes:
        raise Http404
    counts = _counts(request, nodes)
    ids = [node.pk for node in nodes]
    context = {
        "site": site,
        "nodes": [{"organization": node, **counts.get(node.pk, {})} for node in nodes],
        "posts": posts_of(nodes[0], actor=request.actor),
        "open_work": (open_work.in_words(ids) if request.actor.may(Capability.VIEW_WORK) else None),
        "today": request.actor.on,
    }
    return render(request, "hierarchy/station_site.html", context)


def _counts(request: ActorRequest, nodes: list[Organization]) -> dict[int, dict[str, int]]:
    rows = (
        Organization.objects.visible_to(request.actor)
        .open(request.actor.on)
        .filter(station__in=nodes)
        .values("station_id")
        .annotate(
            officers=Count("pk", filter=Q(tier="officer")),
            branches=Count("pk", filter=Q(tier="branch") & ~Q(kind="unit")),
            units=Count("pk", filter=Q(kind="unit")),
        )
    )
    return {row.pop("station_id"): row for row in rows}
