"""问题: the list of findings in scope, and noting one that was seen outside a round."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.findings import note_finding, noting_body
from inspections.bodies_below import WATCHERS, bodies_below
from inspections.forms.rectifications import FindingForm
from inspections.forms.searches import FREE, OPEN, FindingFilter
from inspections.models import Finding
from inspections.querysets import awaits_letter
from inspections.terms import Level
from inspections.views.body_pick import ask_body, picked
from inspections.views.surroundings import inspection_tabs
from workflow.paging import keyset_page
from workflow.views.enclosed import FORM_METHODS


@login_required
@require_safe
def finding_list(request: ActorRequest) -> HttpResponse:
    """Findings in scope, the latest first, with how many are open."""
    actor = request.actor
    search = FindingFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization", "rectification", "inspection__round")
    context = {
        "form": search,
        "page": keyset_page(rows, keys=("-found_on", "-id"), query=request.GET),
        "tiles": _tiles(actor),
        "is_filtered": search.is_filtered,
        "may_note": bodies_below(actor, WATCHERS).exists(),
        "tabs": inspection_tabs(actor, current="finding_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "inspections/finding_list.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def finding_new(request: ActorRequest) -> HttpResponse:
    """登记问题 about a body below one's own; first the body is chosen."""
    actor = request.actor
    bodies = bodies_below(actor, WATCHERS)
    body = picked(request, bodies)
    back = reverse("inspections:finding_list")
    if body is None:
        words = {"title": "登记问题：选择组织", "back_url": back, "back_label": "问题"}
        return ask_body(request, bodies, what="登记问题", **words)
    require(actor, Capability.HANDLE, at=noting_body(body, actor))
    form = FindingForm(request.POST or None, initial={"found_on": actor.on})

    def act(given: dict[str, Any]) -> Done:
        note_finding(organization=body, content=given, actor=actor)
        return Done(
            "已登记。需要对方整改的，请到“整改”起草文书或登记口头指正。",
            f"{back}?body={body.pk}",
        )

    page = FormPage(
        title="登记问题",
        lead=body.name,
        submit="登记",
        back_url=back,
        back_label="问题",
        article="第十二条",
        draft_key=f"finding-new-{body.pk}",
        help="体检轮次之外发现的问题在这里登记；体检查出的红项、黄项由系统自动列出。",
    )
    return answer(request, page=page, form=form, act=act)


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    """How many are open, red and yellow, and how many wait for a letter: one query."""
    counts = (
        Finding.objects.visible_to(actor)
        .open()
        .aggregate(
            red=Count("pk", filter=Q(level=Level.RED)),
            yellow=Count("pk", filter=Q(level=Level.YELLOW)),
            free=Count("pk", filter=awaits_letter(actor.on)),
        )
    )
    url = reverse("inspections:finding_list")
    asked = (
        ("red", "未销号红项", f"state={OPEN}&level=red", "red"),
        ("yellow", "未销号黄项", f"state={OPEN}&level=yellow", "yellow"),
        ("free", "未列入整改", f"state={FREE}", ""),
    )
    return [
        {
            "label": label,
            "value": counts[key],
            "unit": "项",
            "url": f"{url}?{query}",
            "tone": tone if counts[key] else "",
        }
        for key, label, query, tone in asked
    ]
