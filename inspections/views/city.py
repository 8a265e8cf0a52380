"""全市情况: coverage, findings, rectification and reviews of a year in the reader's scope."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from inspections import insight
from inspections.city_results import CityResults, Share, city_results
from inspections.punctual import RULE
from inspections.views.surroundings import inspection_tabs

YEARS_BACK = 5


@login_required
@require_safe
def city(request: ActorRequest) -> HttpResponse:
    """The year in numbers with their denominators; pictures come last."""
    actor = request.actor
    if not actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您当前的岗位不查看体检情况。如需查看，请切换到相应岗位。")
    years = [actor.on.year - back for back in range(YEARS_BACK + 1)]
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one) == asked), actor.on.year)
    found = city_results(actor, year=year)
    context = {
        "found": found,
        "year": year,
        "years": years,
        "tiles": _tiles(found),
        "findings_chart": _findings_chart(found),
        "rule": RULE,
        "tabs": inspection_tabs(actor, current="board"),
        "today": actor.on,
    }
    return render(request, "inspections/city.html", context)


def _tiles(found: CityResults) -> list[dict[str, Any]]:
    pages = (
        ("体检覆盖", found.covered, "个", "inspections:round_list"),
        ("问题已销号", found.settled, "个", "inspections:finding_list"),
        ("整改按期完成", found.in_time, "项", "inspections:rectification_list"),
        ("述职评议已反馈", found.reviews, "个", "inspections:review_list"),
    )
    return [
        {
            "label": label,
            "value": share.part,
            "unit": f"/{share.whole:,} {unit}",
            "url": reverse(page),
            "note": _share(share),
        }
        for label, share, unit, page in pages
    ]


def _share(share: Share) -> str:
    if not share.whole:
        return "没有应完成数"
    rate = (Decimal(share.part) * 100 / share.whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rate}%"


def _findings_chart(found: CityResults) -> str:
    lines = found.findings
    series = [("红项", [one.red for one in lines]), ("黄项", [one.yellow for one in lines])]
    return insight.counts([one.name for one in lines], series, "个")
