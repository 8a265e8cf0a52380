"""What the tree writes, counted by the database, and what it refuses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from hierarchy import proof, tree
from hierarchy.models import Organization, TierPlacement
from hierarchy.terms import Kind, Tier
from tests.world import FOUNDED, World

_WRITTEN = """
    SELECT n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
    WHERE relname = 'hierarchy_organization'
"""


def written() -> tuple[int, int, int]:
    """Rows inserted, updated and deleted so far in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        row = cursor.fetchone()
    return tuple(row) if row else (0, 0, 0)


def grow(world: World, parent: Organization, tier: str, kind: str, name: str) -> Organization:
    return tree.insert(
        parent=parent,
        tier=tier,
        kind=kind,
        name=name,
        region=world.home.regions["pingjiang"],
        founded_on=FOUNDED,
    )


def faults(world: World) -> list[str]:
    return [str(fault) for fault in proof.faults_of(world.tenant)]


@pytest.mark.parametrize(
    ("parent", "tier", "kind"),
    [
        ("city", Tier.COMMITTEE, Kind.WORKING_BODY),
        ("mall", Tier.STATION, Kind.STATION),
        ("station", Tier.OFFICER, Kind.OFFICER_POST),
        ("officer", Tier.BRANCH, Kind.BRANCH),
    ],
)
def test_an_insert_writes_exactly_two_rows_at_every_tier(
    world: World, parent: str, tier: str, kind: str
) -> None:
    above = getattr(world, parent)
    before = written()
    grow(world, above, tier, kind, "新设")
    after = written()
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0]
    assert faults(world) == []


@pytest.mark.parametrize(
    ("body", "parent", "rows"),
    [("branch", "sibling_officer", 1), ("officer", "single", 4), ("station", "lawyer", 5)],
)
def test_a_move_of_k_rows_writes_exactly_k_and_one(
    world: World, body: str, parent: str, rows: int
) -> None:
    node, above = getattr(world, body), getattr(world, parent)
    before = written()
    moved = tree.move(node=node, parent=above)
    after = written()
    assert len(moved) == rows
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, rows + 1, 0]
    assert faults(world) == []


def test_a_county_committee_fits_between(world: World) -> None:
    for upper, lower in ((Tier.COMMITTEE, Tier.COUNTY), (Tier.COUNTY, Tier.STATION)):
        TierPlacement.objects.create(
            tenant=world.tenant, upper=upper, lower=lower, effective_from=FOUNDED
        )
    county = grow(world, world.lawyer, Tier.COUNTY, Kind.INDUSTRY_COMMITTEE, "吴中区律师行业党委")
    tree.move(node=world.station, parent=county)
    assert (world.branch.county, world.branch.committee) == (county, world.lawyer)
    assert faults(world) == []
    tree.move(node=county, parent=world.mall)
    assert (world.branch.county, world.branch.committee) == (county, world.mall)
    tree.move(node=world.station, parent=world.mall)
    assert world.branch.county is None
    assert faults(world) == []


def test_a_stale_save_writes_neither_place_nor_counter_back(world: World) -> None:
    stale, stale_branch = world.officer, world.branch
    grow(world, world.officer, Tier.BRANCH, Kind.BRANCH, "甲支部")
    tree.move(node=world.officer, parent=world.lawyer_station)
    stale.short_name = "旧读"
    stale.save()
    stale_branch.save()
    assert world.officer.short_name == "旧读"
    assert world.officer.parent == world.lawyer_station
    assert faults(world) == []


def test_stock_doors_are_shut(world: World) -> None:
    node = world.branch
    node.parent = world.sibling_officer
    with pytest.raises(TypeError):
        node.save()
    with pytest.raises(TypeError):
        node.move_to(world.officer)
    with pytest.raises(TypeError):
        node.delete()
    for door in ("rebuild", "insert_node", "move_node", "build_tree_nodes"):
        with pytest.raises(TypeError):
            getattr(Organization.objects, door)()


def test_a_full_parent_says_so(world: World) -> None:
    Organization.objects.filter(pk=world.officer.pk).update(next_free=world.officer.rght)
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        grow(world, world.officer, Tier.BRANCH, Kind.BRANCH, "溢出")
    assert caught.value.code == "no_room"


def test_nothing_moves_below_itself_or_into_another_city(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        tree.move(node=world.station, parent=world.officer)
    assert caught.value.code == "inside_itself"
    with pytest.raises(ValidationError) as caught:
        tree.move(node=world.station, parent=world.twin.mall)
    assert caught.value.code == "other_tenant"
