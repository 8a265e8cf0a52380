"""Another industry or region: where the unit belongs then, and what follows from it.

What hangs under an officer, a station or a committee goes to the body that serves the new
place. What hangs in the tree itself (a party organisation, a unit's own node) stays there: only
who manages organisations moves that. See decision 014.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from coverage.actions.crossings import refresh_crossings
from coverage.actions.places import move_unit
from coverage.actions.states import Entry, note_facts
from coverage.joining.moves import PROPOSAL_MOVES
from coverage.models import JointProposal, Unit
from coverage.standing import territory_of
from coverage.terms import Cover, ProposalStatus
from hierarchy.actors import Actor, system_actor
from hierarchy.models import Industry, Organization, Region
from hierarchy.terms import Tier
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform


def relocate_unit(unit: Unit, proposed: Mapping[str, Any], entry: Entry) -> dict[str, list[int]]:
    """Give a locked unit the industry or region that was proposed; old and new ids by field.

    Raises ``ValidationError`` ``nowhere`` when no body serves the new industry.
    """
    old = {name: getattr(unit, f"{name}_id") for name in proposed}
    new = {name: pk for name, pk in proposed.items() if old[name] != pk}
    if not new:
        return {}
    industry = Industry.objects.get(pk=new.get("industry", unit.industry_id))
    region = Region.objects.get(pk=new.get("region", unit.region_id))
    place = _place_for(unit, industry, region, entry)
    unit.industry, unit.region = industry, region
    columns = territory_of(region)
    for column, value in columns.items():
        setattr(unit, column, value)
    unit.save(update_fields=["industry", "region", *columns])
    note_facts(unit, old, new, entry)
    if place.pk != unit.place_id:
        move_unit(unit, place, cover=Cover.NONE, entry=entry)
        _tell(unit, place, entry.actor)
    else:
        refresh_crossings(tenant=unit.tenant, actor=entry.actor, unit_ids=[unit.pk])
    _withdraw_proposals(unit, entry.actor)
    return {name: [old[name], new[name]] for name in new}


def _place_for(unit: Unit, industry: Industry, region: Region, entry: Entry) -> Organization:
    """Who serves the new place: its only officer, else the station, else the committee."""
    if unit.place.tier == Tier.BRANCH:
        return unit.place
    bodies = Organization.objects.filter(tenant_id=unit.tenant_id).open(entry.actor.on)
    station = _station(bodies.filter(tier=Tier.STATION, industry=industry), region)
    if station is not None:
        return _officer(unit, bodies.filter(station=station, tier=Tier.OFFICER), region) or station
    committee = bodies.filter(tier=Tier.COMMITTEE, industry=industry).order_by("pk").first()
    if committee is None:
        raise ValidationError(
            f"本市还没有“{industry.name}”的党建专委会（党委），无处归口。请先设立，再核实。",
            code="nowhere",
        )
    return committee


def _station(stations: Any, region: Region) -> Organization | None:
    """The only station of the street, else of the district, else of the city."""
    here: Region | None = region
    while here is not None:
        found = list(stations.filter(region=here)[:2])
        if found:
            return found[0] if len(found) == 1 else None
        here = here.parent
    return None


def _officer(unit: Unit, officers: Any, region: Region) -> Organization | None:
    """The officer it has, if that one serves the new street; else the only one who does."""
    serving = list(officers.filter(region=region).order_by("pk"))
    if unit.place in serving:
        return unit.place
    return serving[0] if len(serving) == 1 else None


def _withdraw_proposals(unit: Unit, actor: Actor) -> None:
    """A set that it stood in was joined for nearness that is no longer so."""
    system = system_actor(at=actor.at, request_id=actor.request_id)
    offered = JointProposal.objects.filter(rows__unit=unit, status=ProposalStatus.OFFERED)
    for proposal in offered.order_by("pk"):
        perform(proposal, "outdate", table=PROPOSAL_MOVES, actor=system)


def _tell(unit: Unit, place: Organization, actor: Actor) -> None:
    send_notices(
        tenant=unit.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"新归口单位，请安排联系：{unit.name}",
        body=f"行业或所属区域变更已核实，自即日起归口到“{place.name}”。",
        key=f"unit:{unit.pk}:moved:{actor.at.isoformat()}",
        path=reverse("coverage:unit_detail", args=[unit.pk]),
        organizations=[place],
        actor=actor,
    )
