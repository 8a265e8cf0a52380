"""One body's year on one page: what articles 8, 9 and 16 still ask, and what there is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier
from projects import dossier
from projects.duties import Standing, duties_of
from projects.forms.filters import FIRST_YEAR, YEARS_AHEAD
from projects.models import JointPath, Project
from projects.standing import light_of, next_step
from projects.terms import DutyKind
from projects.views.surroundings import project_tabs
from projects.views.writing import may_apply

TIERS = (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY)
_PAGES: dict[str, str] = {
    DutyKind.PLAN_PROJECT: "projects:board",
    DutyKind.COMPLETE_PROJECT: "projects:board",
    DutyKind.BRAND: "projects:library",
}


@login_required
@require_safe
def project_year(request: ActorRequest, body: int, year: int) -> HttpResponse:
    """What one body owes of projects in a year, how far it is, and each project's place."""
    actor = request.actor
    bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    organization = get_object_or_404(bodies.select_related("tenant"), pk=body, tier__in=TIERS)
    if not FIRST_YEAR <= year <= actor.on.year + YEARS_AHEAD:
        raise Http404
    projects = (
        Project.objects.visible_to(actor)
        .of_year(year)
        .filter(applicant=organization)
        .select_related("applicant__parent", "category")
        .order_by("ends_on", "pk")
    )
    context = {
        "organization": organization,
        "year": year,
        "duties": [
            (one, _colour(one))
            for one in duties_of(organization=organization, year=year, actor=actor)
        ],
        "lines": [
            (one, light_of(one, on=actor.on), next_step(one), dossier.stages_of(one))
            for one in projects
        ],
        "paths": _paths(organization, year, request),
        "years": _years(organization, year, actor.on.year),
        "tabs": project_tabs(actor, current="projects"),
        "may_apply": may_apply(actor)
        and organization.pk in actor.organization_ids(Capability.HANDLE),
        "today": actor.on,
    }
    return render(request, "projects/project_year.html", context)


def _colour(one: Standing) -> str:
    """The light of a demand: blue only once it is met, for blue says settled (✓)."""
    if one.is_met:
        return "blue"
    return "green" if one.light == "blue" else one.light


def _paths(organization: Organization, year: int, request: ActorRequest) -> Any:
    rows = JointPath.objects.visible_to(request.actor).filter(organization=organization, year=year)
    return rows.select_related("lever").order_by("pk")


def _years(organization: Organization, year: int, now: int) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{one}年",
            "url": reverse("projects:project_year", args=[organization.pk, one]),
            "count": None,
            "is_current": one == year,
        }
        for one in sorted({now - 2, now - 1, now, now + 1, year})
    ]
