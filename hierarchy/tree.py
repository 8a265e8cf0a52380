"""The one door for structural writes: MPTT with slotted numbers (decision 002).

Stock nested sets renumber half the tree for one insert and corrupt it when two run at
once. Here every tier has a fixed slot width; each inner node keeps ``next_free``, the
left edge of the slot it will give next.

* insert: one statement advances the parent's ``next_free`` (the row lock it takes is the
  only lock) and inserts the row into the slot. Exactly 1 + 1 rows, whatever the size of
  the tree, and one round trip, as for a row of a plain table.
* move of k rows: lock the subtree and both parents in id order, take a slot, add one
  constant to the subtree's numbers and rewrite its ancestor columns. Exactly k + 1 rows.
* close: nothing. Gaps are not closed.

``UNIQUE (tree_id, lft)`` turns a numbering bug into an IntegrityError. Callers run in a
transaction and have checked rights and rules; this module only keeps numbers true.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from hierarchy.models import Organization, Region, Tenant
from hierarchy.names import pinyin_key
from hierarchy.rules import SLOT_WIDTH, check_kind
from hierarchy.terms import ANCESTOR_COLUMN, Tier

_TABLE = Organization._meta.db_table
_NO_ROOM = "该上级已没有可用的编号位。请管理员运行 check_tree --fix 重排编号后再试。"

_TAKE_SLOT = f"""
    UPDATE {_TABLE} SET next_free = next_free + %(width)s
    WHERE id = %(parent)s AND next_free + %(width)s <= rght
    RETURNING next_free - %(width)s, tree_id, level,
              committee_id, county_id, station_id, officer_id,
              nextval(pg_get_serial_sequence('{_TABLE}', 'id'))
"""  # noqa: S608 - the table name is ours

# What a slot and its parent decide; every other column comes from the instance.
_FROM_SLOT = {
    "id": "slot.id",
    "lft": "slot.lft",
    "rght": "slot.lft + %(width)s - 1",
    "tree_id": "slot.tree_id",
    "level": "slot.level + 1",
    "next_free": "CASE WHEN %(tier)s <> 'branch' THEN slot.lft + 1 END",
    **{
        f"{name}_id": f"CASE WHEN %(tier)s = '{tier}' THEN slot.id ELSE slot.{name}_id END"
        for tier, name in ANCESTOR_COLUMN.items()
    },
}
_OWN = tuple(
    field for field in Organization._meta.concrete_fields if field.column not in _FROM_SLOT
)
_INSERT = f"""
    WITH slot (lft, tree_id, level, committee_id, county_id, station_id, officer_id, id) AS (
        {_TAKE_SLOT}
    )
    INSERT INTO {_TABLE} ({", ".join([*_FROM_SLOT, *(field.column for field in _OWN)])})
    SELECT {", ".join([*_FROM_SLOT.values(), *(f"%({field.column})s" for field in _OWN)])}
    FROM slot
    RETURNING {", ".join(_FROM_SLOT)}
"""  # noqa: S608

_SHIFT = f"""
    UPDATE {_TABLE} SET
        lft = lft + %(delta)s,
        rght = rght + %(delta)s,
        next_free = next_free + %(delta)s,
        level = level + %(levels)s,
        committee_id = CASE WHEN %(move_committee)s THEN %(committee)s ELSE committee_id END,
        county_id = CASE WHEN %(move_county)s THEN %(county)s ELSE county_id END,
        station_id = CASE WHEN %(move_station)s THEN %(station)s ELSE station_id END,
        officer_id = CASE WHEN %(move_officer)s THEN %(officer)s ELSE officer_id END,
        parent_id = CASE WHEN id = %(node)s THEN %(parent)s ELSE parent_id END
    WHERE tree_id = %(tree)s AND lft BETWEEN %(low)s AND %(high)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Slot:
    """A span handed out by a parent, with what the new node inherits from it."""

    lft: int
    width: int
    tree_id: int
    level: int
    ancestors: dict[str, int | None]
    new_id: int

    @property
    def rght(self) -> int:
        """The right edge, included."""
        return self.lft + self.width - 1


def place_columns(region: Region) -> dict[str, int | None]:
    """The district and town ids that a node in ``region`` carries."""
    if region.level == Region.Level.TOWN:
        return {"district_id": region.parent_id, "town_id": region.pk}
    if region.level == Region.Level.DISTRICT:
        return {"district_id": region.pk, "town_id": None}
    return {"district_id": None, "town_id": None}


def plant(
    *, tenant: Tenant, name: str, kind: str, region: Region, founded_on: dt.date, **fields: Any
) -> Organization:
    """Insert the root of a tenant's tree: its 市委两新工委."""
    root = Organization(
        tenant=tenant,
        tier=Tier.CITY,
        kind=kind,
        name=name,
        name_key=pinyin_key(name),
        region=region,
        founded_on=founded_on,
        tree_id=tenant.pk,
        lft=1,
        rght=SLOT_WIDTH[Tier.CITY],
        level=0,
        next_free=2,
        **place_columns(region),
        **fields,
    )
    with transaction.atomic():
        root.save(force_insert=True)
    return root


def insert(
    *,
    parent: Organization,
    tier: str,
    name: str,
    kind: str,
    region: Region,
    founded_on: dt.date,
    **fields: Any,
) -> Organization:
    """Insert a node under ``parent``: two rows written, one row locked.

    Raises ``ValidationError`` (``no_room``) when the parent has handed out all its slots.
    """
    check_kind(tier=tier, kind=kind)
    node = Organization(
        tenant_id=parent.tenant_id,
        parent_id=parent.pk,
        tier=tier,
        kind=kind,
        name=name,
        name_key=pinyin_key(name),
        region=region,
        founded_on=founded_on,
        **place_columns(region),
        **fields,
    )
    _insert_row(node)
    return node


def move(*, node: Organization, parent: Organization) -> list[int]:
    """Hang ``node`` and all below it under ``parent``; the ids that moved.

    Raises ``ValidationError`` when ``parent`` lies in another city, inside the subtree,
    or has no room.
    """
    lock(nodes=[node], parents=[parent])
    node.refresh_from_db()
    parent.refresh_from_db()
    if parent.tree_id != node.tree_id:
        raise ValidationError("不能把组织移到另一个城市。", code="other_tenant")
    if node.lft <= parent.lft <= node.rght:
        raise ValidationError("不能把组织移到它自己的下级之下。", code="inside_itself")
    slot = _take_slot(parent_id=parent.pk, tier=node.tier)
    moved = list(Organization.objects.subtree_of(node).order_by("lft").values_list("pk", flat=True))
    _shift(node=node, parent=parent, slot=slot)
    node.refresh_from_db()
    return moved


def relocate(*, organization_ids: Sequence[int], region: Region) -> None:
    """Write the place of these nodes: the region, and the district and town it lies in."""
    Organization.objects.filter(pk__in=organization_ids).update(
        region=region, **place_columns(region)
    )


def lock(*, nodes: Sequence[Organization], parents: Sequence[Organization] = ()) -> None:
    """Lock the subtrees of ``nodes``, their parents and ``parents`` until the transaction ends.

    All rows in id order, so that no two structural writes wait for each other in a ring.
    A row may come in between reading and locking; then everything is let go (a savepoint
    gives row locks back) and tried again with the larger set, never locked out of order.
    ``NO KEY UPDATE`` lets foreign keys to these rows be checked meanwhile.
    """
    wanted = _wanted(nodes, parents)
    while True:
        point = transaction.savepoint()
        list(
            Organization.objects.select_for_update(no_key=True)
            .filter(pk__in=wanted)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        found = _wanted(nodes, parents)
        if found <= wanted:
            transaction.savepoint_commit(point)
            return
        transaction.savepoint_rollback(point)
        wanted = found


def _wanted(nodes: Sequence[Organization], parents: Sequence[Organization]) -> set[int]:
    """The ids to lock, as the tree stands at this moment."""
    heads = Organization.objects.filter(pk__in=[node.pk for node in nodes])
    wanted = {parent.pk for parent in parents}
    for head in heads.only("tree_id", "lft", "rght", "parent_id"):
        rows = Organization.objects.subtree_of(head).values_list("pk", flat=True)
        wanted |= {*rows, *([head.parent_id] if head.parent_id else [])}
    return wanted


def _insert_row(node: Organization) -> None:
    """Write ``node`` into the next slot of its parent; its numbers come back with it."""
    own = {
        field.column: field.get_db_prep_save(field.pre_save(node, add=True), connection)
        for field in _OWN
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, {**own, "width": SLOT_WIDTH[node.tier], "parent": node.parent_id})
        row = cursor.fetchone()
    if row is None:
        raise ValidationError(_NO_ROOM, code="no_room")
    for column, value in zip(_FROM_SLOT, row, strict=True):
        setattr(node, column, value)
    node._state.adding = False
    node._state.db = connection.alias
    node._mptt_meta.update_mptt_cached_fields(node)


def _take_slot(*, parent_id: int, tier: str) -> Slot:
    width = SLOT_WIDTH[tier]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_SLOT, {"width": width, "parent": parent_id})
        row = cursor.fetchone()
    if row is None:
        raise ValidationError(_NO_ROOM, code="no_room")
    lft, tree_id, level, committee, county, station, officer, new_id = row
    return Slot(
        lft=lft,
        width=width,
        tree_id=tree_id,
        level=level + 1,
        ancestors={
            "committee_id": committee,
            "county_id": county,
            "station_id": station,
            "officer_id": officer,
        },
        new_id=new_id,
    )


def _shift(*, node: Organization, parent: Organization, slot: Slot) -> None:
    above = slot.ancestors
    own = ANCESTOR_COLUMN.get(node.tier)
    # A column below the moved node's own tier already names a node that moves along.
    order = ["committee", "county", "station", "officer"]
    inherited = set(order[: order.index(own)] if own else order)
    with connection.cursor() as cursor:
        cursor.execute(
            _SHIFT,
            {
                "delta": slot.lft - node.lft,
                "levels": slot.level - node.level,
                "committee": above["committee_id"],
                "county": above["county_id"],
                "station": above["station_id"],
                "officer": above["officer_id"],
                "move_committee": "committee" in inherited,
                "move_county": "county" in inherited,
                "move_station": "station" in inherited,
                "move_officer": "officer" in inherited,
                "node": node.pk,
                "parent": parent.pk,
                "tree": node.tree_id,
                "low": node.lft,
                "high": node.rght,
            },
        )
