"""Many organisations at once: numbers worked out here, rows written by COPY.

For seeds, imports and benches. One by one, ``hierarchy.actions`` is the way; this writes
the same rows (nodes, history, posts, appointments, grants) for 10^5 nodes in seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.core.exceptions import ValidationError

from hierarchy import tree
from hierarchy.models import Industry, Organization, Region, StationSite
from hierarchy.names import pinyin_key
from hierarchy.rules import SLOT_WIDTH, check_kind
from hierarchy.terms import ANCESTOR_COLUMN, Tier

_ANCESTORS = ("committee", "county", "station", "officer")
ORGANIZATION_COLUMNS = (
    *("id", "tenant_id", "parent_id", "tier", "kind", "name", "short_name", "name_key", "code"),
    *("industry_id", "region_id", "district_id", "town_id", "site_id"),
    *("may_issue_documents", "may_approve_members", "founded_on", "closed_on"),
    *("lft", "rght", "tree_id", "level", "next_free"),
    *(f"{name}_id" for name in _ANCESTORS),
)


@dataclass(slots=True)
class NodeSpec:
    """One organisation to plant. ``parent`` is an existing node or the index of an earlier spec.

    ``industry`` is the parent's by default. Stations that share a ``site`` are tied; a
    station without one gets its own. All nodes of one site are planted in one call.
    """

    parent: Organization | int
    tier: str
    kind: str
    name: str
    region: Region
    code: str = ""
    short_name: str = ""
    industry: Industry | None = None
    site: StationSite | None = None
    may_issue_documents: bool = False
    may_approve_members: bool = False
    founded_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class HolderSpec:
    """Who holds the post ``title`` of the planted node ``node`` (index), from which day."""

    node: int
    title: str
    user_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None


@dataclass(slots=True)
class Sprout:
    """A node with its numbers: what one row of the tree needs."""

    id: int
    parent_id: int
    tier: str
    lft: int
    rght: int
    level: int
    next_free: int
    industry_id: int | None
    ancestors: list[int | None] = field(default_factory=list)


def number(
    *, specs: Sequence[NodeSpec], ids: Sequence[int], roots: dict[int, Sprout]
) -> list[Sprout]:
    """Give every spec its slot, pure arithmetic; advances ``next_free`` of ``roots`` too.

    Raises ``ValidationError`` ``no_room`` when a node has no slot left, ``not_earlier``
    when a spec names a parent that does not come before it.
    """
    grown: list[Sprout] = []
    for index, (spec, pk) in enumerate(zip(specs, ids, strict=True)):
        check_kind(tier=spec.tier, kind=spec.kind)
        parent = _parent_of(spec, index, grown, roots)
        width = SLOT_WIDTH[spec.tier]
        lft = parent.next_free
        if lft + width > parent.rght:
            raise ValidationError(
                f"“{spec.name}”的上级已没有可用的编号位，请将其分设到其他上级。", code="no_room"
            )
        parent.next_free += width
        grown.append(_sprout(spec, pk=pk, parent=parent, lft=lft, width=width))
    return grown


def _parent_of(spec: NodeSpec, index: int, grown: list[Sprout], roots: dict[int, Sprout]) -> Sprout:
    if isinstance(spec.parent, Organization):
        return roots[spec.parent.pk]
    if not 0 <= spec.parent < index:
        raise ValidationError(
            f"第 {index + 1} 行“{spec.name}”的上级须排在它之前，请调整行序。", code="not_earlier"
        )
    return grown[spec.parent]


def _sprout(spec: NodeSpec, *, pk: int, parent: Sprout, lft: int, width: int) -> Sprout:
    ancestors = parent.ancestors
    own = ANCESTOR_COLUMN.get(spec.tier)
    if own:
        ancestors = list(ancestors)
        ancestors[_ANCESTORS.index(own)] = pk
    return Sprout(
        id=pk,
        parent_id=parent.id,
        tier=spec.tier,
        lft=lft,
        rght=lft + width - 1,
        level=parent.level + 1,
        next_free=lft + 1,
        industry_id=spec.industry.pk if spec.industry else parent.industry_id,
        ancestors=ancestors,
    )


def roots_of(specs: Sequence[NodeSpec]) -> dict[int, Sprout]:
    """The existing nodes that specs hang under, locked and read as they stand now."""
    found = {spec.parent.pk: spec.parent for spec in specs if isinstance(spec.parent, Organization)}
    tree.lock(nodes=[], parents=list(found.values()))
    return {
        node.pk: Sprout(
            id=node.pk,
            parent_id=node.parent_id or 0,
            tier=node.tier,
            lft=node.lft,
            rght=node.rght,
            level=node.level,
            next_free=node.next_free or node.rght,
            industry_id=node.industry_id,
            ancestors=[node.committee_id, node.county_id, node.station_id, node.officer_id],
        )
        for node in Organization.objects.filter(pk__in=found)
    }


def organization_rows(
    *, specs: Sequence[NodeSpec], grown: Sequence[Sprout], tenant_id: int, on: dt.date
) -> Iterator[tuple[object, ...]]:
    """One row a node, in the order of ``ORGANIZATION_COLUMNS``."""
    places = {spec.region.pk: tree.place_columns(spec.region) for spec in specs}
    for spec, sprout in zip(specs, grown, strict=True):
        place = places[spec.region.pk]
        yield (
            *(sprout.id, tenant_id, sprout.parent_id, spec.tier, spec.kind),
            *(spec.name, spec.short_name, pinyin_key(spec.name), spec.code, sprout.industry_id),
            *(spec.region.pk, place["district_id"], place["town_id"]),
            spec.site.pk if spec.site else None,
            *(spec.may_issue_documents, spec.may_approve_members),
            *(spec.founded_on or on, None),
            *(sprout.lft, sprout.rght, tenant_id, sprout.level),
            None if spec.tier == Tier.BRANCH else sprout.next_free,
            *sprout.ancestors,
        )


def first_of_site(specs: Sequence[NodeSpec]) -> set[int]:
    """The indexes of nodes that carry posts: all but the second and later of a tied site."""
    sites = sorted(
        (spec.site.pk, index) for index, spec in enumerate(specs) if spec.site is not None
    )
    later = {
        index
        for _, group in groupby(sites, key=lambda pair: pair[0])
        for _, index in list(group)[1:]
    }
    return set(range(len(specs))) - later
