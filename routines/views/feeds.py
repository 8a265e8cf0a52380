"""Calendar addresses: one's own list of them, and the file behind a secret address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hierarchy.actors import Actor, load_actor
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from routines.actions.feeds import hash_of, make_feed, note_read, revoke_feed
from routines.feeds import AHEAD, BACK, MOST, calendar_of
from routines.models import CalendarFeed, Obligation
from routines.month import own_bodies


@login_required
@require_safe
def feed_list(request: ActorRequest) -> HttpResponse:
    """The addresses in use, and making another."""
    actor = request.actor
    if not actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有可以订阅的日历。如需订阅，请切换岗位。")
    return _listed(request, address="")


@login_required
@require_POST
def feed_make(request: ActorRequest) -> HttpResponse:
    """建立订阅: the address is shown this once."""
    actor = request.actor
    if not actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有可以订阅的日历。如需订阅，请切换岗位。")
    organization = None
    if chosen := request.POST.get("organization", ""):
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        organization = get_object_or_404(bodies, pk=row_id(chosen))
    _, token = make_feed(actor=actor, organization=organization)
    return _listed(
        request, address=request.build_absolute_uri(reverse("routines:feed", args=[token]))
    )


@login_required
@require_POST
def feed_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """停用."""
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.actor), pk=pk)
    revoke_feed(feed=feed, actor=request.actor)
    messages.success(request, "已停用，该地址从现在起读不到任何内容。需要时可以重新建立。")
    return redirect("routines:feed_list")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file: what the owner of the address may see now; 404 for any other secret."""
    found = (
        CalendarFeed.objects.live()
        .select_related("user", "organization")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if found is None:
        raise Http404
    actor = load_actor(found.user, at=timezone.now())
    note_read(feed=found, actor=actor)
    name = found.organization.label if found.organization else "我的制度日历"
    content = calendar_of(
        _rows(found, actor),
        name=name,
        base_url=request.build_absolute_uri("/").rstrip("/"),
        at=timezone.localtime(actor.at),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response


def _rows(found: CalendarFeed, actor: Actor) -> Any:
    rows = Obligation.objects.visible_to(actor).expected()
    if found.organization_id is not None:
        rows = rows.filter(organization_id=found.organization_id)
    else:
        rows = rows.filter(organization_id__in=own_bodies(actor))
    rows = rows.filter(due_on__range=(actor.on - BACK, actor.on + AHEAD))
    return rows.select_related("rule", "organization").order_by("due_on", "id")[:MOST]


def _listed(request: ActorRequest, *, address: str) -> HttpResponse:
    actor = request.actor
    own = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    feeds = CalendarFeed.objects.visible_to(actor).live().select_related("organization")
    context = {
        "address": address,
        "feeds": list(feeds.order_by("pk")),
        "bodies": list(own.filter(pk__in=own_bodies(actor)).by_name()),
        "today": actor.on,
    }
    return render(request, "routines/feed_list.html", context)
