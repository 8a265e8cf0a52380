"""Readings of the ledger's indicators, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from coverage.indicators import CoverageIndicators
from hierarchy.models import Organization
from tests.world import World
from workflow.indicators import Period, Reading

HALF = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 5))


def read(
    world: World, key: str, bodies: Sequence[Organization], period: Period = HALF
) -> dict[int, Reading]:
    """One indicator of some bodies."""
    tenant = world.home.bodies["city"].tenant
    pks = [body.pk for body in bodies]
    source = CoverageIndicators()
    return dict(source.readings(f"coverage.{key}", tenant=tenant, bodies=pks, period=period))


def parts(found: dict[int, Reading], body: Organization) -> tuple[int, int | None] | None:
    """Value and denominator of a body as whole numbers."""
    reading = found.get(body.pk)
    if reading is None:
        return None
    return int(reading.value), None if reading.of is None else int(reading.of)
