"""The coverage page (覆盖情况): how far each industry and place has come, and what is missing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from coverage.forms.overview import CoverageForm
from coverage.layouts import FIVE, GAPS, LATER, LAYOUTS, Boxes, figures, gap_tiles, map_rows
from coverage.models import SnapshotUnit, Unit
from coverage.rates import MEASURES, Freshness, Point, freshness, rates, survey, trends
from coverage.views.surroundings import rules_of, unit_tabs
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability

# Drawn over time beside the figure chosen.
_TREND = ("organization_cover", "founded")


@login_required
@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """Figures, matrix, gap lists and map of the reader's scope; the trend comes after."""
    _require_view(request)
    actor = request.actor
    form = CoverageForm(request.GET, actor=actor)
    rules = rules_of(actor)
    units = Unit.objects.visible_to(actor).filter(form.condition())
    layout = LAYOUTS[form.chosen["layout"]]
    measure = MEASURES[form.chosen["measure"]]
    found, laid = survey(
        units,
        rules=rules,
        keys=(*FIVE, *GAPS),
        measure=measure.key,
        rows=layout.rows,
        columns=layout.columns,
    )
    boxes = Boxes(laid, layout, form.asked)
    places = map_rows(boxes, laid) if layout.columns == "district" else []
    context = {
        "form": form,
        "asked": _asked_in_words(form),
        "figures": figures(found, form.asked),
        "gaps": gap_tiles(found, form.asked),
        "measure": measure,
        "layout": layout,
        "matrix": laid,
        "lines": boxes.lines(),
        "sums": boxes.sums(),
        "places": places,
        "map_figures": {"label": measure.label, "rows": places},
        "query": request.GET.urlencode(),
        "tabs": unit_tabs(actor, current="coverage"),
        "today": actor.on,
    }
    return render(request, "coverage/overview.html", context)


@login_required
@require_safe
def overview_fresh(request: ActorRequest) -> HttpResponse:
    """How old the figures are, and what takes longer to count (a fragment of the page)."""
    _require_view(request)
    actor = request.actor
    form = CoverageForm(request.GET, actor=actor)
    rules = rules_of(actor)
    units = Unit.objects.visible_to(actor).filter(form.condition())
    found = freshness(units, on=actor.on, rules=rules)
    later = rates(units, rules=rules, keys=LATER)
    ages = _ages(found, form)
    context = {
        "fresh": found,
        "ages": ages,
        "means": [rate for rate in later if rate.kind == "mean"],
        "gaps": [*gap_tiles(later, form.asked), *_stale_tiles(ages, found)],
    }
    return render(request, "coverage/_freshness.html", context)


@login_required
@require_safe
def overview_trend(request: ActorRequest) -> HttpResponse:
    """Some figures over the month-end snapshots (a fragment of the coverage page)."""
    _require_view(request)
    form = CoverageForm(request.GET, actor=request.actor)
    units = SnapshotUnit.objects.visible_to(request.actor).filter(form.condition())
    chosen = form.chosen["measure"]
    keys = [*_TREND, *([chosen] if MEASURES[chosen].kind == "rate" else [])]
    lines = trends(units, measures=keys)
    context = _trend(lines, form)
    return render(request, "coverage/_trend.html", context)


def _require_view(request: ActorRequest) -> None:
    if not request.actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有覆盖情况可看。如需查看，请切换岗位。")


def _asked_in_words(form: CoverageForm) -> list[str]:
    return [str(form.chosen[name]) for name in ("industry", "region") if form.chosen[name]]


def _ages(found: Freshness, form: CoverageForm) -> list[dict[str, Any]]:
    kinds = (("联系", found.contact, "stale"), ("核实", found.verification, "unverified"))
    return [
        {
            "label": label,
            "age": age,
            "url": _ledger(age=key, **form.asked),
        }
        for label, age, key in kinds
    ]


def _stale_tiles(ages: list[dict[str, Any]], found: Freshness) -> list[dict[str, Any]]:
    """Units that nobody has come to, or looked through, for long."""
    return [
        {
            "label": f"久未{kind['label']}（{found.stale_days} 天）",
            "value": kind["age"].stale,
            "unit": "户",
            "url": kind["url"],
            "note": f"共 {found.units:,} 户中",
            "tone": "yellow" if kind["age"].stale else "",
        }
        for kind in ages
    ]


def _ledger(**asked: Any) -> str:
    return f"{reverse('coverage:unit_list')}?{urlencode(asked)}"


def _trend(lines: dict[str, list[Point]], form: CoverageForm) -> dict[str, Any]:
    """Lines over the same days, for the picture and for the table under it."""
    snapshots = {point.taken_for: point.snapshot_id for each in lines.values() for point in each}
    days = sorted(snapshots)
    by_day = {key: {point.taken_for: point for point in each} for key, each in lines.items()}
    rows = [
        {"day": day, "cells": [_cell(key, by_day[key].get(day), form) for key in lines]}
        for day in reversed(days)
    ]
    drawn = {
        "days": [f"{day.year}年{day.month}月" for day in days],
        "lines": [
            {
                "label": MEASURES[key].label,
                "rows": [_drawn(by_day[key].get(day)) for day in days],
            }
            for key in lines
        ],
    }
    return {
        "days": days,
        "labels": [MEASURES[key].label for key in lines],
        "rows": rows,
        "drawn": json.dumps(drawn, ensure_ascii=False),
    }


def _cell(key: str, point: Point | None, form: CoverageForm) -> dict[str, Any]:
    """One figure of one snapshot, with the way to the roll of that day."""
    url = ""
    if point is not None:
        query = urlencode({**form.asked, "measure": key, "side": "denominator"})
        url = f"{reverse('coverage:snapshot_roll', args=[point.snapshot_id])}?{query}"
    return {"label": MEASURES[key].label, "point": point, "url": url}


def _drawn(point: Point | None) -> dict[str, Any]:
    share = point.rate.percent if point else None
    return {
        "part": point.rate.numerator if point else 0,
        "whole": point.rate.denominator if point else 0,
        "share": None if share is None else str(share),
    }
