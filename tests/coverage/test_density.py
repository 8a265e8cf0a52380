"""How thick party organisations and units stand by town, as far as the reader sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coverage.actions.units import retire_unit
from coverage.terms import OperatingState
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import close_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.coverage.conftest import COUNTED, entered, joint_branch
from tests.world import FOUNDED, City, World
from workflow.density import Density, density_of

EVE = COUNTED - dt.timedelta(days=1)


def told(world: World, name: str = "city_leader", on: dt.date | None = None) -> dict[str, Density]:
    """What a person is told of the first city, by the name of the town."""
    found = density_of(tenant=world.tenant, on=on or world.home.on, actor=world.actor(name))
    return {town_name(world.home, pk): density for pk, density in found.items()}


def town_name(city: City, pk: int) -> str:
    return next(key for key, region in city.regions.items() if region.pk == pk)


def branches(world: World, name: str = "city_leader", on: dt.date | None = None) -> dict[str, int]:
    return {town: density.branches for town, density in told(world, name, on).items()}


def units(world: World, name: str = "city_leader", on: dt.date | None = None) -> dict[str, int]:
    return {town: density.units for town, density in told(world, name, on).items()}


def closed(world: World, body: Organization) -> None:
    """The body closes today."""
    close_organization(
        organization=body, on=world.home.on, reason="党员转出", actor=world.home.system
    )


def in_two_towns(world: World) -> None:
    """Two units in 平江街道, one of them covered, and one in 斜塘街道."""
    entered(world, "观前一号", place=world.branch, cover="alone", members_here=4)
    entered(world, "观前二号", members_here=1, members_elsewhere=5, probationary=2)
    entered(world, "湖东一号", place=world.sibling_officer, region="xietang")


def test_a_town_counts_party_organisations_units_and_members(world: World) -> None:
    in_two_towns(world)
    mall, lawyer = (world.home.industries[name].pk for name in ("mall", "lawyer"))

    assert told(world) == {
        "pingjiang": Density(branches=3, units=2, members=5, by_industry={mall: 2, lawyer: 1}),
        "xietang": Density(branches=1, units=1, members=0, by_industry={mall: 1}),
    }


def test_members_are_unknown_where_no_unit_is_known(world: World) -> None:
    assert {density.members for density in told(world).values()} == {None}


def test_another_city_counts_for_nothing(world: World) -> None:
    before = told(world)
    entered(world.twin, "对照一号", members_here=4)

    assert told(world) == before
    assert told(world, "twin.city_leader") == {}


def test_a_branch_counts_from_its_founding_to_its_closing(world: World) -> None:
    joint_branch(world)
    closed(world, world.lawyer_branch)
    yesterday = world.home.on - dt.timedelta(days=1)

    assert branches(world, on=EVE) == {"pingjiang": 3, "xietang": 1}
    assert branches(world, on=COUNTED) == {"pingjiang": 4, "xietang": 1}
    assert branches(world, on=yesterday) == {"pingjiang": 4, "xietang": 1}
    assert branches(world) == {"pingjiang": 3, "xietang": 1}
    assert branches(world, on=FOUNDED - dt.timedelta(days=1)) == {}


def test_a_unit_counts_from_when_it_is_known_until_it_works_no_more(world: World) -> None:
    unit = entered(world, "观前一号", members_here=3)
    retire_unit(
        unit=unit,
        operating=OperatingState.DEREGISTERED,
        on=world.home.on,
        reason="已注销",
        actor=world.home.system,
    )

    days = (EVE, COUNTED, world.home.on)
    assert [units(world, on=day)["pingjiang"] for day in days] == [0, 1, 0]
    assert [told(world, on=day)["pingjiang"].members for day in days] == [None, 3, None]


def test_what_lies_in_no_town_is_left_out(world: World) -> None:
    found_organization(
        parent=world.officer,
        tier=Tier.BRANCH,
        kind=Kind.BRANCH,
        name="姑苏党支部",
        region=world.home.regions["gusu"],
        on=COUNTED,
        reason="设立",
        actor=world.home.system,
    )
    entered(world, "全区单位", region="gusu")

    assert branches(world) == {"pingjiang": 3, "xietang": 1}
    assert sum(units(world).values()) == 0


@pytest.mark.parametrize(
    ("name", "bodies", "ledger"),
    [
        ("city_clerk", {"pingjiang": 3, "xietang": 1}, {"pingjiang": 3, "xietang": 1}),
        ("mall_leader", {"pingjiang": 2, "xietang": 1}, {"pingjiang": 2, "xietang": 1}),
        ("lawyer_clerk", {"pingjiang": 1}, {"pingjiang": 1}),
        ("single_head", {"xietang": 1}, {"xietang": 1}),
        ("officer", {"pingjiang": 2}, {"pingjiang": 2}),
        ("secretary", {"pingjiang": 1}, {"pingjiang": 1}),
        ("district_reader", {"pingjiang": 3}, {"pingjiang": 3}),
        ("town_reader", {"pingjiang": 3}, {"pingjiang": 3}),
        ("sip_reader", {"xietang": 1}, {"xietang": 1}),
        ("administrator", {}, {}),
        ("auditor", {}, {}),
        ("stranger", {}, {}),
    ],
)
def test_everybody_is_told_of_what_lies_in_their_scope_alone(
    world: World, name: str, bodies: dict[str, int], ledger: dict[str, int]
) -> None:
    in_two_towns(world)
    entered(world, "律所一号", place=world.lawyer_officer, industry="lawyer")

    yesterday = world.home.on - dt.timedelta(days=1)
    for day in (yesterday, world.home.on):
        assert branches(world, name, day) == bodies
        assert units(world, name, day) == ledger


def test_a_station_of_one_site_sees_both_industries(world: World) -> None:
    mall, lawyer = (world.home.industries[name].pk for name in ("mall", "lawyer"))

    assert told(world, "station_head")["pingjiang"].by_industry == {mall: 2, lawyer: 1}
    assert told(world, "mall_leader")["pingjiang"].by_industry == {mall: 2}


def test_two_queries_whatever_the_size(world: World, django_assert_num_queries: Any) -> None:
    in_two_towns(world)
    for number in range(5):
        joint_branch(world, f"平江第{number}联合党支部")
    tenant, actor = world.tenant, world.actor("city_leader")

    for day in (world.home.on, COUNTED):
        with django_assert_num_queries(2):
            density_of(tenant=tenant, on=day, actor=actor)
