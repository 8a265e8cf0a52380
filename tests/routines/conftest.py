"""What the tests of routines share: a city with its rules, and what is known of its branches."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coverage.models import CommitteeMember, PartyOrganization
from coverage.terms import Cover, Duty
from hierarchy.actors import Actor, system_actor
from hierarchy.models import Organization
from routines.actions.generating import Refreshed, refresh_obligations
from routines.actions.rules import seed_rules
from routines.models import Obligation
from tests.coverage.conftest import entered
from tests.snapshots import laid_down
from tests.world import AT, FOUNDED, City, World

_DUTIES = (Duty.SECRETARY, Duty.ORGANIZER, Duty.DISCIPLINE, Duty.PUBLICIST, Duty.DEPUTY)


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """A moment of a day, as the world counts it."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=AT.tzinfo)


def night(day: dt.date) -> Actor:
    """The system on a day."""
    return system_actor(at=at(day))


def with_rules(world: World | City) -> None:
    """The city's default rules, from its beginning."""
    city = world.home if isinstance(world, World) else world

    def seed() -> list[int]:
        return [len(seed_rules(tenant=city.tenant, on=FOUNDED, actor=city.system))]

    laid_down(("duty rules", city.tenant.pk), seed)


def refreshed(world: World | City, day: dt.date | None = None, **given: Any) -> Refreshed:
    """The expected rows, brought up to a day."""
    city = world.home if isinstance(world, World) else world
    return refresh_obligations(tenant=city.tenant, actor=night(day or city.on), **given)


def party(organization: Organization, *, officers: int = 0, **given: Any) -> PartyOrganization:
    """What is registered of a branch, with so many members of its committee."""
    row, _ = PartyOrganization.objects.update_or_create(
        organization=organization,
        defaults={
            "tenant_id": organization.tenant_id,
            "formation": Cover.ALONE,
            "updated_on": FOUNDED,
            **given,
        },
    )
    for number in range(officers):
        CommitteeMember.objects.create(
            party_organization=row,
            name=f"示例{number}",
            duty=_DUTIES[number],
            starts_on=given.get("term_from") or FOUNDED,
        )
    return row


def members(organization: Organization, world: World, count: int, *, on: dt.date) -> Any:
    """A unit that the branch covers, with so many regular members from a day on."""
    return entered(world, "示例单位", place=organization, members_here=count, on=on, cover="alone")


def owed(organization: Organization, code: str, **asked: Any) -> Obligation:
    """The one row of a body for a rule."""
    return Obligation.objects.get(organization=organization, rule__code=code, **asked)


def standings(organization: Organization, code: str) -> dict[str, str]:
    """By period: how the rows of a body for a rule stand."""
    rows = Obligation.objects.filter(organization=organization, rule__code=code)
    return {
        f"{start:%Y-%m-%d}": standing
        for start, standing in rows.order_by("period_start").values_list("period_start", "standing")
    }


@pytest.fixture
def ruled(world: World) -> World:
    """The world with the default rules in its first city."""
    with_rules(world)
    return world
