"""One unit on one page: facts, verdicts, contacts, history, and what one may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from coverage.attention import usual_next
from coverage.models import ChangeNotice, ContactRecord, FactChange, Unit, UnitState
from coverage.past import by_day, fact_steps_of, stays_of, steps_of
from coverage.rules import verdicts_of
from coverage.standing import above_branch, above_officer
from coverage.terms import Cover, OperatingState
from coverage.views.surroundings import rules_of
from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier

_CONTACTS, _NOTICES, _STATES, _FACTS = 12, 8, 120, 40
_TONES = {"must": "red", "usually": "yellow", "custom": ""}


def unit_or_404(request: ActorRequest, pk: int) -> Unit:
    """The unit, where the reader sees it."""
    rows = Unit.objects.visible_to(request.actor).select_related(
        *("tenant", "industry", "region", "district", "town", "station"),
        *("place__parent", "place__party_organization", "officer", "committee"),
    )
    unit: Unit = get_object_or_404(rows, pk=pk)
    return unit


@login_required
@require_safe
def unit_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything known of one unit, and what the reader may do about it."""
    unit = unit_or_404(request, pk)
    actor = request.actor
    rules = rules_of(actor)
    contacts = list(
        ContactRecord.objects.visible_to(actor)
        .filter(unit=unit)
        .select_related("recorded_by")
        .order_by("-contacted_on", "-id")[:_CONTACTS]
    )
    states = list(
        UnitState.objects.visible_to(actor)
        .filter(unit=unit)
        .select_related("place")
        .order_by("-effective_on", "-id")[:_STATES]
    )[::-1]
    facts = FactChange.objects.visible_to(actor).filter(unit=unit).latest_first()[:_FACTS]
    notices = ChangeNotice.objects.visible_to(actor).filter(unit=unit).select_related("unit")
    verdicts = verdicts_of(unit, rules, covered_units=_covered(unit))
    last = contacts[0] if contacts else None
    context = {
        "unit": unit,
        "party": _party(unit),
        "verdicts": [(verdict, _TONES[str(verdict.force)]) for verdict in verdicts],
        "contacts": contacts,
        "last": last,
        "days_since": (actor.on - last.contacted_on).days if last else None,
        "days_verified": (actor.on - unit.verified_on).days if unit.verified_on else None,
        "stale_days": rules.stale_days,
        "steps": by_day(steps_of(states), fact_steps_of(facts)),
        "stays": stays_of(states),
        "notices": notices.order_by("-id")[:_NOTICES],
        "source": states[-1] if states else None,
        "deeds": deeds(unit, actor),
        "habit": usual_next(contacts, rules=rules, on=actor.on),
        "today": actor.on,
    }
    return render(request, "coverage/unit_detail.html", context)


def deeds(unit: Unit, actor: Actor) -> dict[str, bool]:
    """What this person may do to the unit: it draws the buttons, each act asks again."""
    station = unit.station
    keeps = can(actor, Capability.KEEP_LEDGER, at=unit.stand)
    return {
        "keep": keeps,
        "give": can(actor, Capability.KEEP_LEDGER, at=above_branch(unit.stand)),
        "verify": bool(station and can(actor, Capability.REVIEW, at=station))
        or can(actor, Capability.KEEP_LEDGER, at=above_officer(unit.stand)),
        "retire": keeps and unit.operating == OperatingState.OPERATING,
        "found": unit.cover != Cover.ALONE
        and unit.operating == OperatingState.OPERATING
        and can(actor, Capability.MANAGE_ORGANIZATIONS, at=unit.stand),
    }


def _party(unit: Unit) -> Any:
    """The body that covers it, when it is a party organisation."""
    place = unit.place
    return place if place.tier == Tier.BRANCH and not place.is_unit else None


def _covered(unit: Unit) -> int | None:
    """How many units its joint branch covers: of all of them, seen or not, only the number."""
    if unit.cover != Cover.JOINT:
        return None
    return unit.place.units.filter(cover=Cover.JOINT).operating().count()
