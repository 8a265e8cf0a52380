"""The trial run of a scheme (试算): what some bodies would get of what the system reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.forms.scheme_trial import TrialForm
from inspections.models import Indicator
from inspections.reading import Line, lost_sources
from inspections.scheme_deeds import may_try
from inspections.scheme_outline import Outline, outline_of
from inspections.scheme_words import unit_of
from inspections.trial import TrialLine, trial
from inspections.views.schemes import article_of, scheme_or_404
from inspections.views.surroundings import inspection_tabs


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One indicator across the bodies; ``cells`` are empty where nothing is read."""

    indicator: Indicator
    unit: str
    cells: list[tuple[Organization, Line | None]]


@login_required
@require_safe
def scheme_trial(request: ActorRequest, pk: int) -> HttpResponse:
    """Try a scheme on the data of some bodies; nothing is written."""
    scheme, actor = scheme_or_404(request, pk), request.actor
    if not may_try(scheme, actor):
        require(actor, Capability.DRAFT, at=scheme.owner)
    form = TrialForm(request.GET, scheme=scheme, actor=actor)
    bodies = form.cleaned_data["body"] if form.is_valid() else []
    lines = trial(scheme, bodies=bodies, period=form.period) if bodies else []
    outline = outline_of(scheme)
    context = {
        "scheme": scheme,
        "article": article_of(scheme),
        "form": form,
        "lines": lines,
        "rows": _rows(outline, lines) if lines else [],
        "manual": sum(one.points for one in outline.indicators if not one.is_automatic),
        "lost": [name for names in lost_sources(scheme).values() for name in names],
        "tabs": inspection_tabs(actor, current="scheme_list"),
        "today": actor.on,
    }
    status = 422 if form.errors else 200
    return render(request, "inspections/scheme_trial.html", context, status=status)


def _rows(outline: Outline, lines: list[TrialLine]) -> list[TrialRow]:
    return [
        TrialRow(
            indicator,
            unit_of(indicator.source),
            [(line.body, line.lines.get(indicator.pk)) for line in lines],
        )
        for indicator in outline.indicators
        if indicator.is_automatic
    ]
