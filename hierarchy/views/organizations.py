"""The tree, the list and one body."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy import open_work
from hierarchy.actors import Actor
from hierarchy.forms.filters import OrganizationFilter
from hierarchy.models import Organization, OrganizationChange, Region
from hierarchy.paging import PAGE_SIZE, keyset_page
from hierarchy.posts import posts_of
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability
from hierarchy.views.acts import acts_for
from hierarchy.views.tabs import hierarchy_tabs


@login_required
@require_safe
def organization_list(request: ActorRequest) -> HttpResponse:
    """The tree from the reader's own tops; with a filter, a flat list; with a day, as it was."""
    visible = Organization.objects.visible_to(request.actor)
    form = OrganizationFilter(request.GET, actor=request.actor)
    context: dict[str, Any] = {
        "form": form,
        "tabs": hierarchy_tabs(request.actor, current="organizations"),
        "clear_url": reverse("hierarchy:organization_list"),
        "today": request.actor.on,
    }
    if not form.is_valid():
        return render(request, "hierarchy/organization_list.html", context, status=422)
    day = form.cleaned_data["on"]
    if form.is_empty:
        context["tops"] = _tops(visible, request.actor)
        return render(request, "hierarchy/organization_tree.html", context)
    if day is None:
        rows = _chosen(visible.open(request.actor.on), form.cleaned_data)
        rows = rows.select_related("parent", "region", "industry")
        keys = ("name_key", "id")
    else:
        rows = _past(request.actor, day, form.cleaned_data)
        keys = ("name", "id")
    context |= {"page": keyset_page(rows, keys=keys, query=request.GET), "day": day}
    return render(request, "hierarchy/organization_list.html", context)


@login_required
@require_safe
def organization_children(request: ActorRequest, pk: int) -> HttpResponse:
    """The direct subordinates of one body, as branches of the tree (a fragment)."""
    organization = get_object_or_404(Organization.objects.visible_to(request.actor), pk=pk)
    children = list(_children(organization, request.actor)[: PAGE_SIZE + 1])
    context = {
        "nodes": children[:PAGE_SIZE],
        "parent": organization,
        "has_more": len(children) > PAGE_SIZE,
    }
    return render(request, "hierarchy/_organization_nodes.html", context)


@login_required
@require_safe
def organization_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One body: facts, posts and holders, subordinates, history, and what may be done."""
    organization = get_object_or_404(
        Organization.objects.visible_to(request.actor).select_related(
            *("parent", "region", "district", "industry", "site", "tenant"),
            "station__region",
        ),
        pk=pk,
    )
    actor = request.actor
    children = list(_children(organization, actor)[: PAGE_SIZE + 1])
    changes = OrganizationChange.objects.visible_to(actor).filter(organization=organization)
    sees_work = can(actor, Capability.VIEW_WORK, at=organization)
    context = {
        "organization": organization,
        "kind": actor.words.kind(organization.kind),
        "posts": posts_of(organization, actor=actor),
        "children": children[:PAGE_SIZE],
        "has_more": len(children) > PAGE_SIZE,
        "changes": changes.select_related("parent", "region", "counterpart").order_by("-id"),
        "open_work": open_work.in_words([organization.pk]) if sees_work else None,
        "acts": acts_for(organization, actor=actor),
        "may_appoint": can(actor, Capability.MANAGE_APPOINTMENTS, at=organization),
        "is_open": organization.is_open(actor.on),
        "today": actor.on,
    }
    return render(request, "hierarchy/organization_detail.html", context)


def _children(organization: Organization, actor: Actor) -> Any:
    """Open direct subordinates in the reader's scope, with how many stand under each."""
    below = Q(children__closed_on__isnull=True) | Q(children__closed_on__gt=actor.on)
    return (
        Organization.objects.visible_to(actor)
        .children_of(organization)
        .open(actor.on)
        .select_related("region", "industry")
        .annotate(child_count=Count("children", filter=below))
        .by_name()
    )


def _tops(visible: Any, actor: Actor) -> list[Organization]:
    """The highest bodies in scope: those whose superior the reader does not see."""
    superior = visible.filter(pk=OuterRef("parent_id"))
    below = Q(children__closed_on__isnull=True) | Q(children__closed_on__gt=actor.on)
    return list(
        visible.open(actor.on)
        .filter(~Exists(superior))
        .select_related("region", "industry")
        .annotate(child_count=Count("children", filter=below))
        .by_name()[:PAGE_SIZE]
    )


def _chosen(rows: Any, chosen: dict[str, Any]) -> Any:
    rows = rows.search(chosen["q"])
    if chosen["region"]:
        rows = rows.filter(_in_region("", chosen["region"]))
    conditions = {name: chosen[name] for name in ("tier", "industry", "parent") if chosen[name]}
    return rows.filter(**conditions)


def _past(actor: Actor, day: dt.date, chosen: dict[str, Any]) -> Any:
    """The state of each body on a day, from its history; scope is that of today."""
    changes = OrganizationChange.objects.visible_to(actor)
    last = changes.as_of(day).values("pk")
    rows = changes.filter(pk__in=last, is_closed=False)
    if chosen["q"]:
        rows = rows.filter(
            Q(name__contains=chosen["q"]) | Q(organization__code__iexact=chosen["q"])
        )
    if chosen["region"]:
        rows = rows.filter(Q(region=chosen["region"]) | Q(region__parent=chosen["region"]))
    if chosen["parent"]:
        rows = rows.filter(parent=chosen["parent"])
    kept = {f"organization__{name}": chosen[name] for name in ("tier", "industry") if chosen[name]}
    return rows.filter(**kept).select_related("organization", "parent", "region")


def _in_region(prefix: str, region: Region) -> Q:
    if region.level == Region.Level.CITY:
        return Q()
    return Q(**{f"{prefix}{region.level}": region})
