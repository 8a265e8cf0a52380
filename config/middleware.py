"""What happens around every request: its id, the session's idle timeout and the content policy."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
RENEW_AFTER_SECONDS = 60
SEEN_AT = "seen_at"

PORTAL_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
ADMIN_POLICY = PORTAL_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")


class RequestIdMiddleware:
    """Give every request an id that its log lines, its audit entries and its answer share.

    An id sent by the proxy is kept when it looks like one; anything else is replaced.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if ACCEPTABLE_ID.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class ContentSecurityPolicyMiddleware:
    """Forbid inline and foreign scripts; only the admin's Alpine may evaluate expressions.

    Inline style attributes stay allowed: progress bars carry their width in one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path.startswith("/admin/") else PORTAL_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class IdleTimeoutMiddleware:
    """Slide the session's end along with its use, writing at most once a minute.

    The session cookie lives `SESSION_COOKIE_AGE` from the last write, so an idle screen is signed
    out after that time and a busy one never is.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.is_empty():
            now = int(time.time())
            if now - int(request.session.get(SEEN_AT, 0)) >= RENEW_AFTER_SECONDS:
                request.session[SEEN_AT] = now
        return self.get_response(request)
