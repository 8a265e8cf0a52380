"""What the charts of results draw: numbers for the shape, and the exact figures in words.

Every chart stands beside a table that says the same to readers without script. A body is drawn
alone: beside its own years, never beside another body.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse

from inspections.models import Inspection
from inspections.results import DimensionSum, round_title, total_text

FEWEST_AXES = 3
HUNDRED = Decimal(100)


def radar(dimensions: Iterable[DimensionSum]) -> str:
    """Each dimension's share of what applied, per cent; empty where it would be no shape."""
    drawn = [one for one in dimensions if one.full]
    if len(drawn) < FEWEST_AXES:
        return ""
    return _json(
        names=[one.name for one in drawn],
        values=[_share(one.points, one.full) for one in drawn],
        texts=[f"{one.name} {one.text}" for one in drawn],
    )


def totals(inspections: Sequence[Inspection]) -> str:
    """The totals of one body over its rounds, the earliest first; empty for a single one."""
    drawn = [one for one in inspections if one.total is not None]
    if len(drawn) < 2:
        return ""
    return _json(
        names=[round_title(one.round) for one in drawn],
        values=[float(one.total or 0) for one in drawn],
        texts=[f"{one.round.name} {total_text(one)}" for one in drawn],
        urls=[reverse("inspections:report", args=[one.pk]) for one in drawn],
    )


def counts(names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], unit: str) -> str:
    """Counts side by side, one bar a series; empty where there is nothing to count."""
    if not any(any(values) for _, values in series):
        return ""
    return _json(
        names=list(names),
        unit=unit,
        series=[{"label": label, "values": list(values)} for label, values in series],
    )


def _share(points: Decimal, full: Decimal) -> float:
    return float((points * HUNDRED / full).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _json(**picture: Any) -> str:
    return json.dumps(picture, ensure_ascii=False)
