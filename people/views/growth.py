"""Pages of the part growth."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from people.views.surroundings import people_tabs


@login_required
@require_safe
def course_list(request: ActorRequest) -> HttpResponse:
    """The first page."""
    return render(
        request,
        "people/course_list.html",
        {"tabs": people_tabs(request.actor, current="course_list")},
    )


@login_required
@require_safe
def talent_list(request: ActorRequest) -> HttpResponse:
    """The first page."""
    return render(
        request,
        "people/talent_list.html",
        {"tabs": people_tabs(request.actor, current="talent_list")},
    )
