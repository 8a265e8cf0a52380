"""Where party organisations lie close together and no front stands (article 16)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from projects.venue_gaps import gaps_of
from projects.views.surroundings import project_tabs


@login_required
@require_safe
def venue_gaps(request: ActorRequest) -> HttpResponse:
    """The towns that have enough party organisations: those without a venue first."""
    actor = request.actor
    context = {
        "gaps": gaps_of(tenant=actor.tenant, actor=actor) if actor.tenant else None,
        "tabs": project_tabs(actor, current="venues"),
        "may_keep": actor.may(Capability.HANDLE),
        "today": actor.on,
    }
    return render(request, "projects/venue_gaps.html", context)
