"""Scope: which rows a person may reach, as one SQL condition.

How each kind of data inherits scope:

* An organisation lies in a scope when it stands in the subtree of a node that one of
  the person's appointments grants (the industry line, 条), or in a region that one of
  them grants (the territory line, 块). A station stands under one committee and in one
  region, so its own subtree is the intersection of both without further words.
* Everything else lies where its organisation lies. Rows that are read by the hundred
  thousand carry their organisation's ancestor ids themselves.
* Several appointments add up. No appointment means no rows; so does a tree whose last
  proof failed. Another tenant is never in scope: every condition starts from a tenant.

A consequence worth knowing: moving an organisation moves its whole past work into the
new line's view at once, because scope follows where a node stands today.

Spans and ids are read once a request and never outlive it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Q

from hierarchy.terms import ANCESTOR_COLUMN, Capability, Tier


@dataclass(frozen=True, slots=True)
class NodeReach:
    """One capability on one node: where the node stands, and by which appointment."""

    capability: str
    appointment_id: int
    tenant_id: int
    organization_id: int
    tier: str


@dataclass(frozen=True, slots=True)
class RegionReach:
    """One capability in one region; ``level`` is city, district or town."""

    capability: str
    appointment_id: int
    tenant_id: int
    region_id: int
    level: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The union of what a set of grants opens for one capability."""

    nodes: tuple[NodeReach, ...] = ()
    regions: tuple[RegionReach, ...] = ()
    node_only: bool = False
    tenant_ids: frozenset[int] = field(default=frozenset())

    @property
    def is_empty(self) -> bool:
        """True when nothing at all is in scope."""
        return not self.nodes and not self.regions

    def condition(self, *, prefix: str = "", own: str = "id", tenant: str = "") -> Q:
        """The rows in scope, for a model that carries the ancestor columns under ``prefix``.

        ``own`` names the column that holds the organisation itself, without prefix
        for rows that are no organisation; ``tenant`` the model's own tenant, where it has
        one, so that the city's scope needs no join.
        """
        found = Q(pk__in=())
        for (tenant_id, column), ids in self._places(prefix=prefix, own=own).items():
            part = Q(**{tenant or f"{prefix}tenant_id": tenant_id})
            if column:
                part &= Q(**{column: ids[0]}) if len(ids) == 1 else Q(**{f"{column}__in": ids})
            found |= part
        return found

    def _places(self, *, prefix: str, own: str) -> dict[tuple[int, str], list[int]]:
        """What is open in each city, by column: one condition, however many posts of a tier.

        The column is empty where a whole city is open.
        """
        found: dict[tuple[int, str], list[int]] = {}
        for grant in self.nodes:
            column = self._node_column(grant, own=own)
            key = grant.tenant_id, column and f"{prefix}{column}"
            found.setdefault(key, []).append(grant.organization_id)
        for region in self.regions:
            column = "" if region.level == "city" else f"{prefix}{region.level}_id"
            found.setdefault((region.tenant_id, column), []).append(region.region_id)
        return found

    def _node_column(self, grant: NodeReach, *, own: str) -> str:
        if self.node_only or grant.tier == Tier.BRANCH:
            return own
        if grant.tier == Tier.CITY:
            return ""
        return f"{ANCESTOR_COLUMN[grant.tier]}_id"


class Placed(Protocol):
    """Whatever rights can be asked at: an organisation, or what lies where one stands."""

    @property
    def tenant_id(self) -> int: ...
    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def committee_id(self) -> int | None: ...
    @property
    def county_id(self) -> int | None: ...
    @property
    def station_id(self) -> int | None: ...
    @property
    def officer_id(self) -> int | None: ...
    @property
    def district_id(self) -> int | None: ...
    @property
    def town_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Stand:
    """A place to ask rights at: ``pk`` is the body it hangs under, ``name`` what it is called."""

    tenant_id: int
    pk: int
    name: str
    committee_id: int | None = None
    county_id: int | None = None
    station_id: int | None = None
    officer_id: int | None = None
    district_id: int | None = None
    town_id: int | None = None


class Viewer(Protocol):
    """Whoever can be asked for a scope: an ``Actor``."""

    def scope(self, capability: Capability) -> Scope: ...
