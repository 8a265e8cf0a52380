"""The wall of a year: all rules, one rule body by body, or one body rule by rule."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier
from routines.figures import tally
from routines.filters import within
from routines.forms.wall import WallForm
from routines.models import Obligation, ObligationRule
from routines.views.surroundings import routine_tabs
from routines.wall import MONTHS, lines_by_body, lines_by_rule, lines_of_body, rows_of_year

BODIES = 25


@login_required
@require_safe
def wall(request: ActorRequest) -> HttpResponse:
    """Which of the three walls depends on what was asked; a branch sees its own at once."""
    actor = request.actor
    if not actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有年度墙可看。如需查看，请切换岗位。")
    form = WallForm(request.GET, actor=actor)
    asked = form.asked
    body = form.one_body or _only_body(actor)
    rows = rows_of_year(Obligation.objects.visible_to(actor), form.year)
    rules = list(ObligationRule.objects.visible_to(actor))
    page = None
    if body is not None:
        rows = rows.filter(organization=body)
        lines = lines_of_body(rows, rules, on=actor.on)
    else:
        rows = rows.filter(within(form.part)) if form.part else rows
        if form.chosen_rule:
            rows = rows.filter(rule__code=form.chosen_rule)
            page = keyset_page(
                _bodies(rows, actor), keys=("name_key", "id"), query=request.GET, size=BODIES
            )
            bodies = [(each.pk, each.label) for each in page.rows]
            lines = lines_by_body(rows, bodies, asked=asked, on=actor.on)
        else:
            lines = lines_by_rule(rows, rules, asked=asked, on=actor.on)
    context = {
        "form": form,
        "body": body,
        "rule": next((rule for rule in rules if rule.code == form.chosen_rule), None),
        "lines": lines,
        "months": MONTHS,
        "page": page,
        "figures": tally(rows, on=actor.on) if lines else None,
        "roll_url": _roll(form, body),
        "tabs": routine_tabs(actor, current="wall"),
        "today": actor.on,
    }
    return render(request, "routines/wall.html", context)


def _bodies(rows: Any, actor: Actor) -> Any:
    """The bodies in scope that are asked at all, by name."""
    asked = rows.filter(organization=OuterRef("pk"))
    return Organization.objects.within(actor, capability=Capability.VIEW_WORK).filter(Exists(asked))


def _only_body(actor: Actor) -> Organization | None:
    """The one branch of somebody who sees no more than that."""
    scope = actor.scope(Capability.VIEW_WORK)
    nodes = {node.organization_id for node in scope.nodes}
    if scope.regions or len(nodes) != 1 or scope.nodes[0].tier != Tier.BRANCH:
        return None
    return Organization.objects.within(actor, capability=Capability.VIEW_WORK).first()


def _roll(form: WallForm, body: Organization | None) -> str:
    asked = {"due_from": f"{form.year}-01-01", "due_to": f"{form.year}-12-31"}
    if body is not None:
        asked["body"] = str(body.pk)
    elif form.part:
        asked["within"] = str(form.part.pk)
    if form.chosen_rule:
        asked["rule"] = form.chosen_rule
    return f"{reverse('routines:obligation_list')}?{urlencode(asked)}"
