"""The board of rounds (体检总览): what runs, how far it is, what it found."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from inspections.models import Round


@login_required
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """The rounds that the reader may see, the latest first."""
    rounds = Round.objects.visible_to(request.actor).select_related("organizer", "scheme")
    return render(request, "inspections/board.html", {"rounds": rounds.order_by("-year", "-id")})
