"""Being written."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from hierarchy.requests import ActorRequest


@login_required
def amendment_new(request: ActorRequest, **given: Any) -> HttpResponse:
    """Being written."""
    raise Http404


@login_required
def amendment_detail(request: ActorRequest, **given: Any) -> HttpResponse:
    """Being written."""
    raise Http404
