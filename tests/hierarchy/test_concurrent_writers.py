"""Eight people found and move bodies at every tier of one tree at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction

from hierarchy import proof, tree
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import move_organization
from hierarchy.models import Organization
from hierarchy.rules import SLOT_WIDTH
from hierarchy.terms import Kind, Tier
from tests.hierarchy.conftest import Desk
from tests.world import FOUNDED, World

Act = Callable[..., None]
WRITERS = 8
ACTS = 25
BELOW: dict[str, tuple[str, str]] = {
    Tier.CITY: (Tier.COMMITTEE, Kind.WORKING_BODY),
    Tier.COMMITTEE: (Tier.STATION, Kind.STATION),
    Tier.STATION: (Tier.OFFICER, Kind.OFFICER_POST),
    Tier.OFFICER: (Tier.BRANCH, Kind.BRANCH),
}
ABOVE = {lower: upper for upper, (lower, _) in BELOW.items()}


def found_plainly(world: World, **wanted: Any) -> None:
    """Through the tree alone."""
    tree.insert(**wanted, founded_on=FOUNDED)


def found_by_action(world: World, **wanted: Any) -> None:
    """With rights, history, posts and trail."""
    found_organization(**wanted, on=world.on, reason="并发", actor=world.home.system)


def move_plainly(world: World, *, node: Organization, parent: Organization) -> None:
    """Through the tree alone."""
    tree.move(node=node, parent=parent)


def move_by_action(world: World, *, node: Organization, parent: Organization) -> None:
    """With rights, history and trail; a move to where it stands already is no failure."""
    if node.parent_id != parent.pk:
        move_organization(
            organization=node, parent=parent, on=world.on, reason="并发", actor=world.home.system
        )


class Writer:
    """One person: founds and moves at random, retrying each act once; keeps what failed."""

    def __init__(self, world: World, number: int, found: Act, move: Act) -> None:
        self.world, self.found, self.move = world, found, move
        self.chance = random.Random(number)
        self.tenant = world.tenant
        self.region = world.home.regions["pingjiang"]
        self.number = number
        self.failures: list[BaseException] = []
        self.first_failures: list[BaseException] = []

    def work(self) -> None:
        try:
            for step in range(ACTS):
                self._act(step)
        finally:
            connection.close()

    def _act(self, step: int) -> None:
        act: Callable[[int], None] = self.chance.choice([self._found, self._found, self._move])
        try:
            act(step)
        except (IntegrityError, OperationalError, ValidationError) as error:
            self.first_failures.append(error)
            try:
                act(step)
            except (IntegrityError, OperationalError, ValidationError) as again:
                self.failures.append(again)

    def _any(self, tier: str) -> Organization:
        nodes = Organization.objects.filter(tenant=self.tenant, tier=tier)
        return self.chance.choice(list(nodes.order_by("pk")))

    def _found(self, step: int) -> None:
        upper = self.chance.choice(list(BELOW))
        lower, kind = BELOW[upper]
        with transaction.atomic():
            self.found(
                self.world,
                parent=self._any(upper),
                tier=lower,
                kind=kind,
                name=f"新设{self.number}-{step}",
                region=self.region,
            )

    def _move(self, step: int) -> None:
        tier = self.chance.choice([Tier.STATION, Tier.OFFICER, Tier.BRANCH])
        node, parent = self._any(tier), self._any(ABOVE[tier])
        with transaction.atomic():
            self.move(self.world, node=node, parent=parent)


def all_at_once(world: World, found: Act, move: Act) -> list[Writer]:
    writers = [Writer(world, number, found, move) for number in range(WRITERS)]
    threads = [threading.Thread(target=writer.work) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "a writer hangs"
    return writers


@pytest.mark.parametrize(
    ("found", "move"),
    [(found_plainly, move_plainly), (found_by_action, move_by_action)],
    ids=["tree", "actions"],
)
def test_eight_writers_leave_a_sound_tree_without_a_deadlock(
    committed_world: World, desk: Desk, found: Act, move: Act
) -> None:
    before = Organization.objects.filter(tenant=committed_world.tenant).count()
    writers = all_at_once(committed_world, found, move)
    assert [error for writer in writers for error in writer.failures] == []
    locked = [e for writer in writers for e in writer.first_failures if "deadlock" in str(e)]
    assert locked == []
    assert [str(fault) for fault in proof.faults_of(committed_world.tenant)] == []
    assert Organization.objects.filter(tenant=committed_world.tenant).count() > before + ACTS


def _slot_without_the_counter(*, parent_id: int, tier: str) -> tree.Slot:
    """Hand out the place after the last child: what one writes without thinking of two."""
    parent = Organization.objects.get(pk=parent_id)
    last = Organization.objects.children_of(parent).order_by("-rght").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('hierarchy_organization', 'id'))")
        (new_id,) = cursor.fetchone()
    return tree.Slot(
        lft=last.rght + 1 if last else parent.lft + 1,
        width=SLOT_WIDTH[tier],
        tree_id=parent.tree_id,
        level=parent.level + 1,
        ancestors={
            f"{name}_id": getattr(parent, f"{name}_id")
            for name in ("committee", "county", "station", "officer")
        },
        new_id=new_id,
    )


def _row_without_the_counter(node: Organization) -> None:
    slot = _slot_without_the_counter(parent_id=node.parent_id, tier=node.tier)
    numbers = {name: getattr(slot, name) for name in ("lft", "rght", "tree_id", "level")}
    own = {f"{node.tier}_id": slot.new_id} if node.tier != Tier.BRANCH else {}
    for name, value in {"id": slot.new_id, **numbers, **slot.ancestors, **own}.items():
        setattr(node, name, value)
    node.next_free = None if node.tier == Tier.BRANCH else slot.lft + 1
    node.save(force_insert=True)


def test_the_same_writers_go_wrong_without_the_parents_counter(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_take_slot", _slot_without_the_counter)
    monkeypatch.setattr(tree, "_insert_row", _row_without_the_counter)
    writers = all_at_once(committed_world, found_plainly, move_plainly)
    broken = [error for writer in writers for error in writer.first_failures]
    assert broken or list(proof.faults_of(committed_world.tenant))
    assert any("organization_slot_once" in str(error) for error in broken)
