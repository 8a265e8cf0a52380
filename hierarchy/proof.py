"""Proving the tree: every number and every repeated id against ``parent``, in SQL.

``parent`` is the truth. Each check is one statement, so it sees one moment and may run
while others write. ``hierarchy.actions.proofs`` records the outcome; rights fail closed
where it failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from hierarchy.models import Organization, Region, Tenant
from hierarchy.rules import SLOT_WIDTH
from hierarchy.terms import ANCESTOR_COLUMN, Tier

_ORG = Organization._meta.db_table
_REGION = Region._meta.db_table
_WIDTH = "CASE c.tier " + " ".join(f"WHEN '{t}' THEN {w}" for t, w in SLOT_WIDTH.items()) + " END"


@dataclass(frozen=True, slots=True)
class Fault:
    """One organisation on which the tree does not hold, and how."""

    check: str
    organization_id: int
    name: str
    words: str

    def __str__(self) -> str:
        return f"[{self.check}] {self.organization_id} {self.name}：{self.words}"


def _ancestor(tier: str, column: str) -> str:
    own = f"CASE WHEN c.tier = '{tier}' THEN c.id ELSE p.{column}_id END"
    return f"c.{column}_id IS DISTINCT FROM ({own})"


_CHILD = f"FROM {_ORG} c JOIN {_ORG} p ON p.id = c.parent_id WHERE c.tenant_id = %(tenant)s AND "
_ANY = f"FROM {_ORG} c WHERE c.tenant_id = %(tenant)s AND "

# check → (what is wrong, the rows on which it is). Table and tier names are ours.
CHECKS: dict[str, tuple[str, str]] = {
    "root": (
        "根节点的编号、层次或树号不对",
        f"{_ANY} c.parent_id IS NULL AND (c.lft, c.level, c.tree_id, c.tier)"
        " <> (1, 0, c.tenant_id, 'city')",
    ),
    "one_root": (
        "一个城市只能有一个根",
        f"{_ANY} c.parent_id IS NULL AND EXISTS (SELECT 1 FROM {_ORG} o"  # noqa: S608
        " WHERE o.tenant_id = c.tenant_id AND o.parent_id IS NULL AND o.id <> c.id)",
    ),
    "inside": (
        "左右值不在上级之内，或树号、城市与上级不同",
        f"{_CHILD} NOT (c.lft > p.lft AND c.rght < p.rght"
        " AND c.tree_id = p.tree_id AND c.tenant_id = p.tenant_id)",
    ),
    "level": ("层次不是上级加一", f"{_CHILD} c.level <> p.level + 1"),
    "overlap": (
        "与同级组织的左右值重叠",
        "FROM (SELECT c.id, c.name, c.lft, max(c.rght) OVER (PARTITION BY c.parent_id"
        " ORDER BY c.lft, c.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach"
        f" {_ANY} c.parent_id IS NOT NULL) c WHERE c.reach >= c.lft",
    ),
    "width": ("编号位的宽度与层级不符", f"{_ANY} c.rght - c.lft + 1 <> {_WIDTH}"),
    "next_free": (
        "下一个编号位已被占用或越界",
        f"{_ANY} ((c.tier = 'branch') <> (c.next_free IS NULL) OR c.next_free <= c.lft"  # noqa: S608
        f" OR c.next_free > c.rght OR EXISTS (SELECT 1 FROM {_ORG} k"
        " WHERE k.parent_id = c.id AND k.rght >= c.next_free))",
    ),
    **{
        f"ancestor_{column}": (
            f"所记的上级（{column}）与上级链不符",
            f"{_CHILD} {_ancestor(tier, column)}",
        )
        for tier, column in ANCESTOR_COLUMN.items()
    },
    "root_ancestors": (
        "根节点不应记有上级",
        f"{_ANY} c.tier = '{Tier.CITY}'"
        " AND coalesce(c.committee_id, c.county_id, c.station_id, c.officer_id) IS NOT NULL",
    ),
    "place": (
        "所记的县区、镇街与所在区域不符",
        f"FROM {_ORG} c JOIN {_REGION} r ON r.id = c.region_id WHERE c.tenant_id = %(tenant)s"
        " AND (r.tenant_id <> c.tenant_id"
        " OR c.town_id IS DISTINCT FROM CASE r.level WHEN 'town' THEN r.id END"
        " OR c.district_id IS DISTINCT FROM"
        " CASE r.level WHEN 'town' THEN r.parent_id WHEN 'district' THEN r.id END)",
    ),
}


def faults_of(tenant: Tenant) -> Iterator[Fault]:
    """Every fault of one city's tree; none when it is sound."""
    with connection.cursor() as cursor:
        for check, (words, source) in CHECKS.items():
            cursor.execute(f"SELECT c.id, c.name {source} ORDER BY c.id", {"tenant": tenant.pk})
            yield from (Fault(check, pk, name, words) for pk, name in cursor.fetchall())


_RENUMBER = f"""
WITH RECURSIVE walk (id, tier, lft, level, committee, county, station, officer) AS (
    SELECT c.id, c.tier, 1::bigint, 0, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
    FROM {_ORG} c WHERE c.tenant_id = %(tenant)s AND c.parent_id IS NULL
  UNION ALL
    SELECT c.id, c.tier,
           (w.lft + 1 + sum({_WIDTH}) OVER (PARTITION BY c.parent_id ORDER BY c.lft, c.id
                                            ROWS UNBOUNDED PRECEDING) - {_WIDTH})::bigint,
           w.level + 1,
           CASE WHEN c.tier = 'committee' THEN c.id ELSE w.committee END,
           CASE WHEN c.tier = 'county' THEN c.id ELSE w.county END,
           CASE WHEN c.tier = 'station' THEN c.id ELSE w.station END,
           CASE WHEN c.tier = 'officer' THEN c.id ELSE w.officer END
    FROM walk w JOIN {_ORG} c ON c.parent_id = w.id
), used AS (
    SELECT c.parent_id, sum({_WIDTH})::bigint AS width
    FROM {_ORG} c WHERE c.tenant_id = %(tenant)s GROUP BY c.parent_id
), target AS (
    SELECT w.*, w.lft + {_WIDTH.replace("c.tier", "w.tier")} - 1 AS rght,
           CASE WHEN w.tier <> 'branch' THEN w.lft + 1 + coalesce(u.width, 0) END AS next_free,
           CASE r.level WHEN 'town' THEN r.parent_id WHEN 'district' THEN r.id END AS district,
           CASE r.level WHEN 'town' THEN r.id END AS town
    FROM walk w JOIN {_ORG} c ON c.id = w.id JOIN {_REGION} r ON r.id = c.region_id
    LEFT JOIN used u ON u.parent_id = w.id
)
UPDATE {_ORG} c SET
    tree_id = %(tenant)s, lft = t.lft, rght = t.rght, level = t.level, next_free = t.next_free,
    committee_id = t.committee, county_id = t.county, station_id = t.station,
    officer_id = t.officer, district_id = t.district, town_id = t.town
FROM target t
WHERE c.id = t.id AND
    (c.tree_id, c.lft, c.rght, c.level, c.next_free, c.committee_id, c.county_id, c.station_id,
     c.officer_id, c.district_id, c.town_id)
    IS DISTINCT FROM
    (%(tenant)s, t.lft, t.rght, t.level, t.next_free, t.committee, t.county, t.station,
     t.officer, t.district, t.town)
"""  # noqa: S608 - table and tier names are ours


def renumber(tenant: Tenant) -> int:
    """Write all numbers of one city anew from ``parent``, without gaps; rows changed.

    Must run in a transaction. Locks every row of the city first, in id order, until no
    new one has come in: an insert needs its parent's row, so none can follow.
    """
    rows = Organization.objects.filter(tenant=tenant).order_by("pk").values_list("pk", flat=True)
    locked: list[int] = []
    while (found := list(rows.select_for_update(no_key=True))) != locked:
        locked = found
    with connection.cursor() as cursor:
        cursor.execute(_RENUMBER, {"tenant": tenant.pk})
        return int(cursor.rowcount)
