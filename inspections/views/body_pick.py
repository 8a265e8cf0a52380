"""Choosing the body (选择组织) before something is noted of it or written to it."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.requests import ActorRequest

MOST: Final = 30


def picked(request: ActorRequest, bodies: Any) -> Organization | None:
    """The body that the address names; ``None`` where it names none. Outside: 404."""
    given = request.GET.get("body", "")
    if not given:
        return None
    rows = bodies.select_related("tenant", "station", "county", "committee", "officer")
    body: Organization | None = rows.filter(pk=row_id(given)).first()
    if body is None:
        raise Http404
    return body


def ask_body(request: ActorRequest, bodies: Any, *, what: str, **page: Any) -> HttpResponse:
    """The page of bodies to choose from; few stand there at once, many are looked for by name.

    Raises ``PermissionDenied`` for who has nobody below.
    """
    text = request.GET.get("q", "").strip()[:60]
    rows = bodies.search(text) if text else bodies
    found = list(rows.select_related("parent").by_name()[: MOST + 1])
    if not found and not text:
        raise PermissionDenied(f"您当前的岗位不能{what}。如需办理，请切换到相应岗位。")
    context = {
        **page,
        "bodies": found[:MOST],
        "has_more": len(found) > MOST,
        "most": MOST,
        "text": text,
        "kept": [(name, request.GET[name]) for name in ("kind",) if request.GET.get(name)],
    }
    return render(request, "inspections/body_pick.html", context)
