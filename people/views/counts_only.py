"""What pages of members say in a city that keeps counts only (未启用党员名册)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from people.policy import policy_of
from people.views.surroundings import people_tabs


def counts_only(request: ActorRequest, *, current: str, title: str) -> HttpResponse | None:
    """The page that says so and leads to the counts; ``None`` where the register is kept.

    ``current`` is the tab it stands under. One query.
    """
    actor = request.actor
    if actor.tenant is not None and policy_of(actor.tenant, actor.on).register_on:
        return None
    context = {
        "title": title,
        "tabs": people_tabs(actor, current=current),
        "may_count": actor.may(Capability.VIEW_WORK),
    }
    return render(request, "people/counts_only.html", context)
