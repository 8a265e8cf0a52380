"""What a view is handed: Django's request with the actor and htmx on it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from hierarchy.actors import Actor


class ActorRequest(HttpRequest):
    """A request that passed ``ActingMiddleware``: views take this type, nothing makes one."""

    actor: Actor
    htmx: HtmxDetails
