"""The ledger as rows of its own sheet: imported again they change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from coverage.imports.bodies import Bodies
from coverage.imports.columns import ATTRIBUTES, WORK_ONLY
from coverage.models import Unit
from coverage.terms import Cover
from documents.intake.terms import PENDING
from hierarchy.actors import Actor
from hierarchy.imports.regions import Regions
from hierarchy.models import Tenant
from hierarchy.terms import Capability

_COLUMNS: Final = (
    *ATTRIBUTES,
    *("cover", "industry_id", "region_id", "place_id", "counted_on"),
)


def exported_units(
    *, tenant: Tenant, actor: Actor, among: QuerySet[Unit] | None = None
) -> Iterator[Mapping[str, object]]:
    """The units that the actor keeps (``among`` those given), by name; choices as stored."""
    regions = Regions(tenant)
    bodies = Bodies(tenant, actor)
    units = Unit.objects.filter(tenant=tenant)
    if not actor.is_system:
        units = units.within(actor, capability=Capability.KEEP_LEDGER)
    if among is not None:
        units = units.filter(pk__in=among.order_by().values("pk"))
    rows = units.by_name().values_list(*_COLUMNS).iterator(chunk_size=2000)
    return (_row(dict(zip(_COLUMNS, row, strict=True)), regions, bodies) for row in rows)


def _row(unit: dict[str, Any], regions: Regions, bodies: Bodies) -> dict[str, object]:
    place = bodies.by_id[unit.pop("place_id")]
    officer = bodies.by_id.get(place.officer_id or 0)
    industry = str(unit.pop("industry_id"))
    district, town = regions.names_of(unit.pop("region_id"))
    groups = unit["has_union"] or unit["has_league"]
    if unit["cover"] == Cover.NONE and (officer or groups):
        unit["cover"] = WORK_ONLY
    return {
        **unit,
        "credit_code": unit["credit_code"] or PENDING,
        "industry": industry,
        "district": district,
        "town": town,
        "party": place.name if place.is_party else "",
        "officer": officer.name if officer else "",
    }
