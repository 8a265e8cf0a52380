"""评价指导员: what one's own bodies said, and saying it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.opinions import give_opinion, years_open
from people.forms.guidance import OpinionForm
from people.models import Opinion
from people.views.surroundings import people_tabs, team_ways
from workflow.views.enclosed import FORM_METHODS

MOST = 40


@login_required
@require_safe
def opinion_list(request: ActorRequest) -> HttpResponse:
    """The branches and units one acts for, and what they said of their officers."""
    actor = request.actor
    bodies = bodies_handled(actor, tier=Tier.BRANCH, officer__isnull=False)
    ids = [body.pk for body in bodies]
    rows = Opinion.objects.visible_to(actor).filter(organization__in=ids)
    given = list(rows.select_related("organization", "officer").order_by("-year", "-pk")[:MOST])
    year = actor.on.year
    done = {one.organization_id for one in given if one.year == year}
    context = {
        "year": year,
        "given": given,
        "waiting": [body for body in bodies if body.pk not in done],
        "has_bodies": bool(bodies),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="opinion_list"),
        "today": actor.on,
    }
    return render(request, "people/opinion_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def opinion_new(request: ActorRequest, pk: int) -> HttpResponse:
    """评价 in the name of one branch or unit."""
    actor = request.actor
    rows = Organization.objects.within(actor, capability=Capability.HANDLE).of_tier(Tier.BRANCH)
    body: Organization = get_object_or_404(rows.select_related("officer"), pk=pk)
    form = OpinionForm(request.POST or None, years=years_open(actor))
    back = reverse("people:opinion_list")

    def act(data: dict[str, Any]) -> Done:
        give_opinion(organization=body, year=data["year"], content=form.content, actor=actor)
        return Done("已提交评价，感谢参与。本年度不需要再次评价。", back)

    page = FormPage(
        title="评价指导员",
        submit="提交",
        back_url=back,
        back_label="指导员评价",
        lead=f"{body.name}评价{body.officer.name}" if body.officer else body.name,
        article="第十五条",
        confirm="每个年度评价一次，提交后不能修改。指导员看不到是哪家单位评价的。",
        draft_key=f"opinion-{pk}",
    )
    return answer(request, page=page, form=form, act=act)
