"""我的队伍: workers, liaisons and officers of the reader's scope, first what is missing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from people.policy import policy_of
from people.staff_rules import EMPLOYERS
from people.team import MOST_NAMED, team_of, tiles_of
from people.views.surroundings import people_tabs, team_ways


@login_required
@require_safe
def team(request: ActorRequest) -> HttpResponse:
    """The first page of the room."""
    actor, found = request.actor, None
    if actor.tenant is not None:
        found = team_of(actor, policy=policy_of(actor.tenant, actor.on))
    grants = actor.scope(Capability.HANDLE).nodes
    context = {
        "team": found,
        "tiles": tiles_of(found) if found else [],
        "vacant": found.officers.vacant[:MOST_NAMED] if found else [],
        "over": found.officers.over[:MOST_NAMED] if found else [],
        "writes_staff": any(grant.tier in EMPLOYERS for grant in grants),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="team"),
        "today": actor.on,
    }
    return render(request, "people/team.html", context)
