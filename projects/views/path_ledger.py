"""Synchronised paths across years: which lever moved, by how much."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from projects.forms.filters import applicants
from projects.models import JointPath
from projects.path_ledger import by_body, ledger_of
from projects.views.surroundings import project_tabs


@login_required
@require_safe
def path_history(request: ActorRequest) -> HttpResponse:
    """The ledger of everything in scope, or of one committee."""
    actor = request.actor
    bodies = list(applicants(actor))
    body = _chosen(bodies, request.GET.get("body", ""))
    rows = JointPath.objects.visible_to(actor).counted()
    if body is not None:
        rows = rows.filter(organization=body)
    paths = list(rows.select_related("lever", "organization"))
    ledger = ledger_of(paths, body=body.pk if body else None)
    several = body is None and len(bodies) > 1
    context = {
        "ledger": ledger,
        "bodies": bodies,
        "body": body,
        "committees": by_body(paths, ledger.years) if several else [],
        "tabs": project_tabs(actor, current="paths"),
        "today": actor.on,
    }
    return render(request, "projects/path_history.html", context)


def _chosen(bodies: list[Organization], asked: str) -> Organization | None:
    return next((body for body in bodies if str(body.pk) == asked), None)
