"""What the tests of the ledger share: units entered by the system, and days of the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from coverage.actions.units import register_unit
from coverage.models import Crossing, Unit
from coverage.terms import UnitKind
from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.world import City, World

COUNTED = dt.date(2026, 2, 1)
FACTS = ("has_union", "has_league", "is_above_scale", "credit_code", "phone", "building")


def entered(
    world: World | City,
    name: str = "示例单位",
    *,
    place: Organization | None = None,
    region: str = "pingjiang",
    industry: str = "mall",
    on: dt.date = COUNTED,
    **given: Any,
) -> Unit:
    """A unit of the ledger, under the officer of 平江1岗 unless said otherwise."""
    city = world.home if isinstance(world, World) else world
    facts = {key: value for key, value in given.items() if key in FACTS}
    return register_unit(
        place=place or city.officer,
        facts={
            "name": name,
            "kind": UnitKind.PRIVATE,
            "industry": city.industries[industry],
            "region": city.regions[region],
            **facts,
        },
        figures={"employees": 20, **{k: v for k, v in given.items() if k not in FACTS}},
        effective_on=on,
        actor=city.system,
    )


def joint_branch(world: World, name: str = "平江联合党支部") -> Organization:
    """Another joint branch under 平江1岗."""
    return found_organization(
        parent=world.officer,
        tier=Tier.BRANCH,
        kind=Kind.JOINT_BRANCH,
        name=name,
        region=world.home.regions["pingjiang"],
        on=COUNTED,
        reason="设立",
        actor=world.home.system,
    )


def open_kinds(row: Unit | Organization) -> list[str]:
    """The kinds of what is open on a unit or a body."""
    return sorted(_of(row).open().values_list("kind", flat=True))


def settled(row: Unit | Organization) -> list[tuple[str, str]]:
    """What was settled on a unit or a body, with the words why."""
    rows: Iterable[tuple[str, str]] = (
        _of(row).filter(settled_at__isnull=False).order_by("pk").values_list("kind", "settled_why")
    )
    return list(rows)


def _of(row: Unit | Organization) -> Any:
    if isinstance(row, Unit):
        return Crossing.objects.filter(unit=row)
    return Crossing.objects.filter(organization=row)
