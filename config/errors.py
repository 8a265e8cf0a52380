"""The pages shown when something is refused or broken.

Each names what happened, why, and what to do next. The page for 500 renders without context
processors, so that a broken session or database can't break the page that reports it.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

# What other systems are told in JSON, where people are shown a page.
_INTERFACE = {
    400: ("bad_request", "请求有误，请按接口说明核对后重试。"),
    403: ("forbidden", "没有权限。请核对令牌，或联系市级系统管理员。"),
    404: ("not_found", "没有这个接口地址，请按接口说明核对。"),
    405: ("bad_method", "这个地址不接受这种请求方法，请按接口说明核对。"),
    500: (
        "server_error",
        "服务器出错，本次没有登记任何内容。请稍后重试，仍不成功请将编号告知管理员。",
    ),
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request can't be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 with the reason the refusing code gave, if any."""
    return _page(request, 403, reason=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for a missing row and for one outside the reader's scope."""
    return _page(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer 405: the address takes what a button sends, it is not a page to open."""
    return _page(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the request id that finds the fault in the log."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose page grew stale; `reason` is Django's and stays in the log."""
    return _page(request, 403, template="csrf")


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer 429 after too many wrong passwords for one account from one address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return _page(request, 429, limit=settings.AXES_FAILURE_LIMIT, minutes=minutes)


def _page(
    request: HttpRequest, status: int, *, template: str = "", **context: object
) -> HttpResponse:
    context["request_id"] = getattr(request, "request_id", "")
    if request.path.startswith(("/livez", "/readyz")):
        return JsonResponse({"status": status}, status=status)
    if request.path.startswith("/api/"):
        code, words = _INTERFACE.get(status, _INTERFACE[500])
        told = {"code": code, "message": words, "request_id": context["request_id"]}
        return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    html = render_to_string(
        f"errors/{template or status}.html", context, request=None if status == 500 else request
    )
    return HttpResponse(html, status=status)
