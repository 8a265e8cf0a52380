"""Units to join, for tests: near each other, with a member or two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coverage.actions.units import register_unit
from coverage.models import Unit
from coverage.terms import UnitKind
from hierarchy.models import Organization
from tests.world import City


def joining_unit(
    city: City, name: str, members: int = 1, *, place: Organization | None = None, **given: Any
) -> Unit:
    """A working unit of the ledger under an officer (the officer of the world by default)."""
    figures = {"employees": 40, "members_here": members} | given.pop("figures", {})
    facts = {
        "name": name,
        "kind": UnitKind.PRIVATE,
        "industry": city.industries["mall"],
        "region": city.regions["pingjiang"],
        "national_code": "5211",
        **given,
    }
    return register_unit(
        place=place or city.officer,
        facts=facts,
        figures=figures,
        effective_on=city.on - dt.timedelta(days=30),
        actor=city.system,
    )


def three_neighbours(city: City, *, place: Organization | None = None) -> list[Unit]:
    """Three units of one building with a member each; the second's head is a member."""
    return [
        joining_unit(
            city,
            f"观前{number}号商贸有限公司",
            building="观前大厦",
            head_is_member=number == 2,
            place=place,
        )
        for number in (1, 2, 3)
    ]
