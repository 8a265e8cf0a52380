"""One body's year on one page: what articles 8, 9 and 16 still ask, and what there is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier
from projects import dossier
from projects.duties import Standing, duties_of
from projects.forms.filters import FIRST_YEAR, YEARS_AHEAD
from projects.models import JointPath, Project, Regulation
from projects.standing import light_of, next_step
from projects.terms import DutyKind, RegulationKind
from projects.views.surroundings import project_tabs
from projects.views.writing import may_apply

TIERS = (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY)
# By demand: the page on which it is met, and what its link says.
_PAGES: dict[str, tuple[str, str]] = {
    DutyKind.PLAN_PROJECT: ("projects:project_new", "申报项目"),
    DutyKind.COMPLETE_PROJECT: ("projects:board", "查看进展"),
    DutyKind.BRAND: ("projects:library", "查看品牌案例"),
    DutyKind.SET_PATH: ("projects:path_new", "起草路径"),
    DutyKind.PATH_EFFECT: ("projects:path_list", "报告成效"),
    DutyKind.SET_BUDGET: ("projects:funds", "查看经费"),
}
# Forms are offered to those alone who write for the body.
_FORMS = ("projects:project_new", "projects:path_new")


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
        .with_records()
        .select_related("applicant__parent", "category")
        .order_by("ends_on", "pk")
    )
    may_write = organization.pk in actor.organization_ids(Capability.HANDLE)
    context = {
        "organization": organization,
        "year": year,
        "duties": [
            (one, *_page(one, may_write=may_write))
            for one in duties_of(organization=organization, year=year, actor=actor)
        ],
        "regulations": _regulations(organization, actor),
        "may_write": may_write,
        "lines": [
            (one, light_of(one, on=actor.on), next_step(one), dossier.stages_of(one))
            for one in projects
        ],
        "paths": _paths(organization, year, request),
        "years": _years(organization, year, actor.on.year),
        "tabs": project_tabs(actor, current="projects"),
        "may_apply": may_apply(actor) and may_write,
        "today": actor.on,
    }
    return render(request, "projects/project_year.html", context)


def _page(one: Standing, *, may_write: bool) -> tuple[str, str]:
    """Where a demand that is still open is met, and what the link says; nothing once it is."""
    name, label = _PAGES[one.duty.kind]
    if one.is_met or (name in _FORMS and not may_write):
        return "", ""
    query = f"?body={one.duty.organization_id}" if name in _FORMS else ""
    return reverse(name) + query, label


def _regulations(organization: Organization, actor: Actor) -> list[tuple[RegulationKind, Any]]:
    """The three regulations of article 10, each with the version in force; of committees alone."""
    if organization.tier == Tier.CITY:
        return []
    rows = Regulation.objects.visible_to(actor).in_force().filter(organization=organization)
    known = {row.kind: row for row in rows}
    return [(kind, known.get(kind.value)) for kind in RegulationKind]


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
