"""The search page, behind the box in the top bar."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from workbench.finding import find

LONGEST = 60


@login_required
@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """Everything in scope that bears the words asked for."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    groups = find(text, actor=request.actor) if text else []
    return render(request, "workbench/search.html", {"text": text, "groups": groups})
