"""Writing sheets of party organisations, and taking them back, through the ordinary actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from coverage.actions.parties import Seat, amend_party
from coverage.models import PartyOrganization, Unit
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.sheets import (
    changed_meanwhile,
    close_founded,
    founded_obstacles,
    named,
    why_of,
)
from hierarchy.actors import Actor
from hierarchy.models import Organization, Region
from hierarchy.terms import Tier
from workflow.models import ImportRow, ImportRun

_V = ImportRow.Verdict
Committee = Mapping[str, list[str]]
"""Names by duty."""


def committees_of(
    organization_ids: Iterable[int], *, on: dt.date
) -> dict[int, dict[str, list[str]]]:
    """Who sits in the committees of these bodies on a day: names by duty, by body."""
    rows = (
        PartyOrganization.objects.filter(organization__in=list(organization_ids))
        .filter(
            Q(committee_members__ends_on__isnull=True) | Q(committee_members__ends_on__gt=on),
            committee_members__isnull=False,
        )
        .order_by("committee_members__pk")
        .values_list("organization_id", "committee_members__duty", "committee_members__name")
    )
    found: dict[int, dict[str, list[str]]] = {}
    for organization_id, duty, name in rows:
        found.setdefault(organization_id, {}).setdefault(duty, []).append(name)
    return found


@transaction.atomic
def write_parties(
    *,
    rows: Iterable[ImportRow],
    run: ImportRun,
    actor: Actor,
    progress: Callable[[int], None],
) -> None:
    """Found what is new and keep the particulars of what is there.

    Every row asks for its own right. Raises what founding and amending raise, and
    ``ValidationError`` ``taken_meanwhile``.
    """
    for count, row in enumerate(rows, start=1):
        if row.verdict == _V.NEW:
            body = _found(row, run, actor)
            row.target_id = body.pk
            row.save(update_fields=["target_id"])
        else:
            body = _present(row)
            if _state_of(body, row.before, on=actor.on) != row.before:
                raise changed_meanwhile(body.name)
        _keep(body, row.values, actor)
        progress(count)


def _found(row: ImportRow, run: ImportRun, actor: Actor) -> Organization:
    values = row.values["body"]
    parent = Organization.objects.filter(pk=values["parent_id"]).first()
    if parent is None:
        raise changed_meanwhile(row.title)
    return found_organization(
        parent=parent,
        tier=Tier.BRANCH,
        kind=values["kind"],
        name=values["name"],
        region=Region.objects.get(pk=values["region_id"], tenant=run.tenant),
        on=dt.date.fromisoformat(values["founded_on"]),
        reason=why_of("批量导入", run),
        document_no=row.values["facts"].get("document_no", ""),
        actor=actor,
        code=values["code"],
    )


def _present(row: ImportRow) -> Organization:
    body = Organization.objects.filter(pk=row.target_id, closed_on__isnull=True).first()
    if body is None:
        raise changed_meanwhile(row.title)
    return body


def _keep(body: Organization, values: Mapping[str, Any], actor: Actor) -> None:
    facts = {
        name: PartyOrganization._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
        for name, value in values["facts"].items()
        if value or name != "formation"
    }
    committee = values.get("committee")
    seats = None
    if committee is not None:
        seats = [Seat(name, duty) for duty, names in committee.items() for name in names]
    if facts or seats is not None:
        amend_party(organization=body, on=actor.on, actor=actor, facts=facts, committee=seats)


def _state_of(body: Organization, like: Mapping[str, Any], *, on: dt.date) -> dict[str, Any]:
    """What a body has now of what ``like`` names, in the same form."""
    party = PartyOrganization.objects.filter(organization=body).first()
    party = party or PartyOrganization(organization=body)
    found: dict[str, Any] = {"facts": {name: plain(getattr(party, name)) for name in like["facts"]}}
    if "committee" in like:
        found["committee"] = committees_of([body.pk], on=on).get(body.pk, {})
    return found


def plain(value: Any) -> Any:
    """A particular as a plan keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def party_obstacles(*, run: ImportRun) -> list[str]:
    """What stands in the way of taking a sheet of party organisations back, in words."""
    new = list(run.rows.filter(verdict=_V.NEW).values_list("target_id", flat=True))
    covered = Unit.objects.filter(place__in=new).order_by("place__name_key", "place_id")
    changed = []
    for row in run.rows.filter(verdict=_V.CHANGED).order_by("number"):
        body = Organization.objects.get(pk=row.target_id)
        wanted = {key: row.values[key] for key in row.before}
        if _state_of(body, wanted, on=run.started_at.date()) != wanted:
            changed.append(body.name)
    lines = [
        named(covered.values_list("place__name", flat=True), "已覆盖单位"),
        *founded_obstacles(run=run),
        named(changed, "的信息之后又被修改"),
    ]
    return [line for line in lines if line]


@transaction.atomic
def undo_parties(*, run: ImportRun, actor: Actor) -> int:
    """Put particulars back as they were, and close what the sheet founded."""
    changed = list(run.rows.filter(verdict=_V.CHANGED).order_by("-number"))
    for row in changed:
        _keep(_present(row), row.before, actor)
    return len(changed) + close_founded(run=run, reason=why_of("撤销导入", run), actor=actor)
