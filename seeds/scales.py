"""How large a demo city is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The size of a demo city.

    ``stations`` counts nodes of the tree: one 区域党建工作站 that serves three industries
    counts three. ``leaves`` are branches and units without one, ``units`` the rows of the
    ledger, ``snapshots`` the month-ends that it keeps. ``every_move`` writes a trail entry
    for every signature, report and decision; without it, one for each list.
    """

    name: str
    stations: int
    officers: int
    leaves: int
    units: int
    snapshots: int
    with_last_year: bool
    every_move: bool


SMALL = Scale(
    name="small",
    stations=12,
    officers=40,
    leaves=300,
    units=900,
    snapshots=12,
    with_last_year=True,
    every_move=True,
)
TWIN = Scale(
    name="twin",
    stations=10,
    officers=20,
    leaves=80,
    units=240,
    snapshots=3,
    with_last_year=False,
    every_move=True,
)
CITY = Scale(
    name="city",
    stations=120,
    officers=1_500,
    leaves=12_000,
    units=60_000,
    snapshots=12,
    with_last_year=False,
    every_move=False,
)
SCALES = {scale.name: scale for scale in (SMALL, CITY)}
