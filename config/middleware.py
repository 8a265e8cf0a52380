"""What happens around every request: its id, the idle timeout, the content policy, refusals."""

import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from config import errors

Handler = Callable[[HttpRequest], HttpResponse]

ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
RENEW_AFTER_SECONDS = 60
SIGNED_OUT = "登录已过期，刚才的操作没有办理，请登录后重做。"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
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
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            now = int(time.time())
            idle = now - int(request.session.get(SEEN_AT, 0))
            # Loaded by now: what has ended, or never was, is empty and stays so.
            if idle >= RENEW_AFTER_SECONDS and not request.session.is_empty():
                request.session[SEEN_AT] = now
        return self.get_response(request)


class UnreadableAddressMiddleware:
    """Refuse an address with a character that no text of the database holds (NUL).

    Searches, filters and places in a list need not each look for it. The interface (`/api/`)
    names the parameter instead.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_unreadable = "\0" in request.path or "%00" in request.META["QUERY_STRING"]
        if is_unreadable and not request.path.startswith("/api/"):
            return errors.bad_request(request)
        return self.get_response(request)


class SignedOutMiddleware:
    """Lead a visitor whose session has ended back to the page of the press, not to its address.

    What a button posts to is no page: signing in would end at a refusal of the method. And an
    answer that htmx would draw into a card must lead the whole window to the sign-in page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        by_htmx = request.headers.get("HX-Request") == "true"
        if not (by_htmx or request.method not in SAFE_METHODS) or not _asks_to_sign_in(response):
            return response
        if request.user.is_authenticated:
            return response
        messages.warning(request, SIGNED_OUT)
        door = urlsplit(response["Location"]).path
        address = f"{door}?{urlencode({'next': _page_of_the_press(request)})}"
        if by_htmx:
            return HttpResponse(status=401, headers={"HX-Redirect": address})
        response["Location"] = address
        return response


class RefusedMethodMiddleware:
    """Show a page where a method is refused; browsers show one of their own for an empty answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming:
            return response
        if response.content and not request.path.startswith("/api/"):
            return response
        page = errors.method_not_allowed(request)
        page["Allow"] = response.get("Allow", "")
        return page


def _asks_to_sign_in(response: HttpResponse) -> bool:
    """Whether this is a redirect to a sign-in page that remembers what was asked for."""
    if response.status_code != 302:
        return False
    target = urlsplit(response["Location"])
    doors = (resolve_url(settings.LOGIN_URL), resolve_url("admin:login"))
    return target.path in doors and "next" in parse_qs(target.query)


def _page_of_the_press(request: HttpRequest) -> str:
    """Where the visitor was looking, as the browser says, if that is one of our pages."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(
        told, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not own:
        return "/"
    page = urlsplit(told)
    return f"{page.path or '/'}?{page.query}" if page.query else page.path or "/"
