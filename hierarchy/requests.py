"""What a view is handed: Django's request with the actor and htmx on it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django_htmx.middleware import HtmxDetails

from hierarchy.actors import Actor


class ActorRequest(HttpRequest):
    """A request that passed ``ActingMiddleware``: views take this type, nothing makes one."""

    actor: Actor
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str | None:
    """Who is calling, behind the proxies that the settings trust; as sign-in is counted by."""
    found: str | None = import_string(settings.AXES_CLIENT_IP_CALLABLE)(request)
    return found
