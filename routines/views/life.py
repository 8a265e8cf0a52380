"""组织生活: what a body is asked, one tap from being entered; for officers, whom to see first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Kind, Tier
from routines.defaults import facts_about, fixed_day, next_fixed_day
from routines.kinds import kinds_of
from routines.matching import words_of
from routines.models import Obligation, Record
from routines.needs import MOST, bodies_in_need, calm_bodies
from routines.rights import may_record, recording_post, records_for_another
from routines.rules import Light, light_of, month_end
from routines.terms import RecordKind, RecordStatus
from routines.views.addresses import address_of_kind, entering_address
from routines.views.surroundings import routine_tabs
from workflow.facts import Facts

RECENT = 6
# What is met is shown until the end of the month after it was due.
_SHOWN_AFTER = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of what is asked: its light, its words, and where it is entered."""

    row: Obligation
    light: Light
    words: str
    enter_url: str


@login_required
@require_safe
def life(request: ActorRequest) -> HttpResponse:
    """The branch of its own secretary; otherwise the branches in scope, by need."""
    actor = request.actor
    only = _only_body(actor)
    if only is not None:
        return redirect("routines:life_of", pk=only)
    officers = _officers(actor)
    text = request.GET.get("q", "").strip()[:60]
    needs = bodies_in_need(actor, only=officers or None, text=text)
    if officers and len(needs) < MOST:
        needs += calm_bodies(actor, officers=officers, but=[need.pk for need in needs], text=text)
    context = {
        "needs": needs,
        "urgent": sum(1 for need in needs if need.is_urgent),
        "is_officer": bool(officers),
        "is_cut": len(needs) >= MOST,
        "q": text,
        "tabs": routine_tabs(actor, current="life"),
        "today": actor.on,
    }
    return render(request, "routines/life.html", context)


@login_required
@require_safe
def life_of(request: ActorRequest, pk: int) -> HttpResponse:
    """One body: what is owed now, what was done, what comes next, what was entered last."""
    actor = request.actor
    organization = body_or_404(request, pk)
    may_enter = may_record(actor, at=organization)
    rows = _shown_rows(organization, actor)
    lines = [_line(row, organization, actor.on) for row in rows]
    # The facts are asked for the fixed day alone, which only who enters is offered.
    facts = facts_about(organization, on=actor.on) if may_enter else Facts()
    records = Record.objects.visible_to(actor).filter(organization=organization)
    recent = records.exclude(status=RecordStatus.WITHDRAWN).order_by("-happened_on", "-id")
    context = {
        "organization": organization,
        "owed": [line for line in lines if line.row.met_on is None],
        "done": [line for line in lines if line.row.met_on is not None],
        "suggestion": _suggestion(organization, facts, rows, actor) if may_enter else None,
        "recent": list(recent[:RECENT]),
        "kinds": _kind_buttons(organization) if may_enter else [],
        "may_enter": may_enter,
        "for_another": records_for_another(recording_post(actor, at=organization), at=organization),
        "has_groups": organization.tier == Tier.BRANCH,
        "tabs": routine_tabs(actor, current="life"),
        "today": actor.on,
    }
    return render(request, "routines/life_of.html", context)


def body_or_404(request: ActorRequest, pk: int) -> Organization:
    """A body in sight of whoever sees work there."""
    rows = Organization.objects.within(
        request.actor, capability=Capability.VIEW_WORK
    ).select_related("tenant")
    organization: Organization = get_object_or_404(rows, pk=pk)
    return organization


def _only_body(actor: Actor) -> int | None:
    """The one branch whose work the person does, when that is all the person does."""
    places = {(grant.organization_id, grant.tier) for grant in actor.scope(Capability.HANDLE).nodes}
    if len(places) != 1:
        return None
    pk, tier = places.pop()
    return pk if tier == Tier.BRANCH else None


def _officers(actor: Actor) -> list[int]:
    nodes = actor.scope(Capability.HANDLE).nodes
    return list({grant.organization_id for grant in nodes if grant.tier == Tier.OFFICER})


def _shown_rows(organization: Organization, actor: Actor) -> list[Obligation]:
    """What is open in its window and not frozen, and what was met lately. One query."""
    rows = (
        Obligation.objects.visible_to(actor)
        .expected()
        .filter(organization=organization, opens_on__lte=actor.on, freezes_on__gte=actor.on)
        .select_related("rule")
        .order_by("due_on", "rule__code", "pk")
    )
    return [row for row in rows if row.met_on is None or row.due_on >= actor.on - _SHOWN_AFTER]


def _line(row: Obligation, organization: Organization, on: dt.date) -> Line:
    return Line(
        row=row,
        light=light_of(row, rule=row.rule, on=on),
        words=words_of(row),
        enter_url=entering_address(row, organization=organization, on=on),
    )


def _kind_buttons(organization: Organization) -> list[dict[str, Any]]:
    if organization.kind == Kind.UNIT:
        return []
    return [
        {
            "label": RecordKind(kind).label,
            "url": address_of_kind(kind, organization=organization),
        }
        for kind in kinds_of(organization.tier)
    ]


def _suggestion(
    organization: Organization, facts: Facts, rows: list[Obligation], actor: Actor
) -> dict[str, Any] | None:
    """The next fixed 主题党日, derived: nothing is stored until somebody enters it."""
    if not facts.meeting_day or organization.tier != Tier.BRANCH:
        return None
    this_month = (actor.on.replace(day=1), month_end(actor.on))
    held = any(
        row.met_on is not None
        and (row.period_start, row.period_end) == this_month
        and RecordKind.THEME_DAY in row.rule.answered_by
        for row in rows
    )
    day = next_fixed_day(facts.meeting_day, on=actor.on, held_this_month=held)
    return {
        "day": day,
        "has_come": day <= actor.on,
        "fixed": fixed_day(facts.meeting_day, actor.on),
        "url": address_of_kind(RecordKind.THEME_DAY, organization=organization, day=day),
    }
