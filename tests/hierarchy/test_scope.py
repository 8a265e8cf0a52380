"""Who sees which bodies: each actor against each node."""

from __future__ import annotations

import pytest

from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability
from tests.world import BODIES, World

ALL = {"city", *BODIES}
STATION = {"station", "officer", "branch", "second_branch", "unit"}
LAWYER_STATION = {"lawyer_station", "lawyer_officer", "lawyer_branch"}
SINGLE = {"single", "sibling_officer", "sibling_branch"}
PLACE = STATION | LAWYER_STATION

SEEN: dict[str, set[str]] = {
    "city_leader": ALL,
    "city_clerk": ALL,
    "administrator": ALL,
    "auditor": ALL,
    "mall_leader": {"mall"} | STATION | SINGLE,
    "mall_clerk": {"mall"} | STATION | SINGLE,
    "lawyer_leader": {"lawyer"} | LAWYER_STATION,
    "lawyer_clerk": {"lawyer"} | LAWYER_STATION,
    "station_head": STATION | LAWYER_STATION,
    "station_clerk": STATION | LAWYER_STATION,
    "single_head": SINGLE,
    "officer": STATION - {"station"},
    "delegate": STATION - {"station"},
    "sibling_officer": SINGLE - {"single"},
    "lawyer_officer": LAWYER_STATION - {"lawyer_station"},
    "secretary": {"branch"},
    "second_secretary": {"second_branch"},
    "contact": {"unit"},
    "sibling_secretary": {"sibling_branch"},
    "lawyer_secretary": {"lawyer_branch"},
    "district_reader": PLACE,
    "town_reader": PLACE,
    "sip_reader": SINGLE,
    "expired": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("name", SEEN)
def test_each_actor_sees_exactly_its_part_of_the_tree(world: World, name: str) -> None:
    seen = set(Organization.objects.visible_to(world.actor(name)).values_list("pk", flat=True))
    assert seen == {world.home.bodies[body].pk for body in SEEN[name]}


@pytest.mark.parametrize("name", SEEN)
def test_asking_about_one_body_agrees_with_the_query(world: World, name: str) -> None:
    actor = world.actor(name)
    seen = {body for body in ALL if can(actor, Capability.VIEW, at=getattr(world, body))}
    assert seen == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_twins_see_nothing_of_each_other(world: World, name: str) -> None:
    visible = Organization.objects.visible_to(world.actor(f"twin.{name}"))
    assert not visible.filter(tenant=world.home.tenant).exists()
    assert visible.count() == len(SEEN[name])


def test_keepers_see_bodies_but_no_work(world: World) -> None:
    for name in ("administrator", "auditor"):
        assert not world.actor(name).may(Capability.VIEW_WORK)


def test_a_superior_looks_but_does_not_sign_for_its_inferior(world: World) -> None:
    leader = world.actor("city_leader")
    assert can(leader, Capability.VIEW_WORK, at=world.branch)
    assert not can(leader, Capability.HANDLE, at=world.branch)
    assert not can(leader, Capability.REVIEW, at=world.officer)


def test_territory_looks_comments_and_keeps_the_ledger_only(world: World) -> None:
    reader = world.actor("district_reader")
    held = {cap for cap in Capability if can(reader, cap, at=world.branch)}
    assert held == {
        Capability.VIEW,
        Capability.VIEW_WORK,
        Capability.COMMENT,
        Capability.KEEP_LEDGER,
    }


def test_the_industrial_park_reads_the_street_it_administers(world: World) -> None:
    """斜塘 lies in 吴中 by the civil register, yet 工业园区 runs it."""
    assert world.single.district == world.home.regions["sip"]


def test_a_tree_that_failed_its_proof_opens_nothing(world: World) -> None:
    tenant = world.tenant
    tenant.tree_is_sound = False
    tenant.save()
    actor = world.actor("city_leader")
    assert not Organization.objects.visible_to(actor).exists()
    assert not can(actor, Capability.VIEW, at=world.city)
    twin = world.actor("twin.city_leader")
    assert Organization.objects.visible_to(twin).count() == len(ALL)
