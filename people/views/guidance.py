"""Pages of the part guidance."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from people.views.surroundings import people_tabs


@login_required
@require_safe
def directory(request: ActorRequest) -> HttpResponse:
    """The first page."""
    return render(
        request, "people/directory.html", {"tabs": people_tabs(request.actor, current="directory")}
    )
