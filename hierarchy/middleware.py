"""Gives every request its actor, and ties what it writes to the request's id."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from hierarchy.actors import Actor, load_actor
from hierarchy.request_ids import current_request_id, tied_to
from hierarchy.requests import client_address

ACTING_KEY = "acting_appointment"


class ActingMiddleware:
    """Sets ``request.actor``: the signed-in person, now, with the post last switched to.

    It is loaded when first asked for, so that pages without rights cost nothing. All that
    the request writes carries its id: see ``hierarchy.request_ids``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        with tied_to(getattr(request, "request_id", "") or uuid.uuid4().hex):
            return self.get_response(request)


def _actor_of(request: HttpRequest) -> Actor:
    at = timezone.now()
    request_id = getattr(request, "request_id", "") or current_request_id()
    if not request.user.is_authenticated:
        return Actor(user=None, at=at, request_id=request_id)
    return load_actor(
        request.user,
        at=at,
        acting_id=request.session.get(ACTING_KEY),
        request_id=request_id,
        ip=client_address(request),
    )
