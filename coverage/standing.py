"""Where a unit stands: industry line from the body above it, territory from its region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hierarchy.models import Organization, Region
from hierarchy.scope import Stand

LINE_COLUMNS = ("committee_id", "county_id", "station_id", "officer_id")
TERRITORY_COLUMNS = ("district_id", "town_id")


def line_of(place: Organization) -> dict[str, int | None]:
    """The industry line's columns of whatever hangs under ``place``."""
    return {column: getattr(place, column) for column in LINE_COLUMNS}


def territory_of(region: Region) -> dict[str, int | None]:
    """The territory line's columns of whatever lies in ``region``."""
    if region.level == Region.Level.TOWN:
        return {"district_id": region.parent_id, "town_id": region.pk}
    if region.level == Region.Level.DISTRICT:
        return {"district_id": region.pk, "town_id": None}
    return dict.fromkeys(TERRITORY_COLUMNS)


def columns_of(place: Organization, region: Region) -> dict[str, int | None]:
    """All six columns of a unit that hangs under ``place`` and lies in ``region``."""
    return line_of(place) | territory_of(region)


def stand_of(*, place: Organization, region: Region, name: str) -> Stand:
    """Where a unit would stand, for asking rights at it before it is there."""
    return Stand(tenant_id=place.tenant_id, pk=place.pk, name=name, **columns_of(place, region))


def above_branch(stand: Stand) -> Stand:
    """The same place seen from the officer up: who holds a right only in the branch, or in the
    unit's own body, does not reach it."""
    pk = stand.officer_id or stand.station_id or stand.county_id or stand.committee_id
    return replace(stand, pk=pk or stand.pk)


def above_officer(stand: Stand) -> Stand:
    """The same place seen from the tier above the officer: who holds a right only as the
    officer, or in the branch, does not reach it."""
    pk = stand.station_id or stand.county_id or stand.committee_id or stand.pk
    parts: Mapping[str, int | None] = {
        column: getattr(stand, column) for column in (*LINE_COLUMNS, *TERRITORY_COLUMNS)
    }
    return Stand(tenant_id=stand.tenant_id, pk=pk, name=stand.name, **{**parts, "officer_id": None})
