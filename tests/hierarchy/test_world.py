"""The world that the other tests stand on is what its docstring says."""

from __future__ import annotations

import pytest

from hierarchy.models import Organization
from tests.world import BODIES, HOLDERS, KEEPERS, READERS, World


def test_both_cities_have_equal_names_and_codes(world: World) -> None:
    def named(tenant: object) -> set[tuple[str, str]]:
        rows = Organization.objects.filter(tenant=tenant)
        return set(rows.values_list("name", "code"))

    assert named(world.home.tenant) == named(world.twin.tenant)
    assert Organization.objects.filter(tenant=world.tenant).count() == len(BODIES) + 1


@pytest.mark.parametrize("name", [*HOLDERS, *READERS, *KEEPERS, "delegate"])
def test_everyone_with_a_post_acts_as_it(world: World, name: str) -> None:
    actor = world.actor(name)
    assert actor.acting is not None
    assert actor.tenant == world.home.tenant


@pytest.mark.parametrize("name", ["expired", "stranger"])
def test_nobody_else_has_a_post(world: World, name: str) -> None:
    assert world.actor(name).posts == ()


def test_the_station_stands_under_both_industries(world: World) -> None:
    assert world.station.site == world.lawyer_station.site
    assert world.station.name == world.lawyer_station.name
    assert world.station.parent == world.mall
    assert world.lawyer_station.parent == world.lawyer
