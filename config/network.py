"""Who is calling: the client's address behind a known number of proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address the outermost trusted proxy saw, or the peer's when there is none.

    Only the last `TRUSTED_PROXIES` entries of X-Forwarded-For were written by our own proxies;
    whatever stands before them the client may have made up.
    """
    peer = request.META.get("REMOTE_ADDR") or None
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if not trusted or len(forwarded) < trusted:
        return peer
    return forwarded[-trusted] or peer
