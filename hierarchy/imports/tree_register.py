"""The organisations of a city as an import needs them, read once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from hierarchy.actors import Actor
from hierarchy.imports.near import Guesses
from hierarchy.imports.reach import Reach
from hierarchy.models import Organization, Tenant
from hierarchy.scope import Stand
from hierarchy.terms import Capability


class Node(NamedTuple):
    """An organisation with where it stands."""

    pk: int
    tier: str
    kind: str
    name: str
    short_name: str
    code: str
    parent_id: int | None
    region_id: int
    committee_id: int | None
    county_id: int | None
    station_id: int | None
    officer_id: int | None
    district_id: int | None
    town_id: int | None
    site_id: int | None
    founded_on: dt.date
    closed_on: dt.date | None


class TreeRegister:
    """Every open organisation of one city, by id, code and name."""

    def __init__(self, tenant: Tenant, actor: Actor, capability: Capability) -> None:
        self._tenant = tenant
        self._reach = Reach(actor, capability)
        self._guesses = Guesses()
        rows = Organization.objects.filter(tenant=tenant).order_by("pk").values_list(*Node._fields)
        every = [Node._make(row) for row in rows.iterator(chunk_size=5000)]
        self.codes_taken = {node.code for node in every if node.code}
        self.by_id = {
            node.pk: node
            for node in every
            if node.founded_on <= actor.on and (not node.closed_on or node.closed_on > actor.on)
        }
        self._by_code = {node.code: node for node in self.by_id.values() if node.code}
        self._by_name: dict[str, list[Node]] = defaultdict(list)
        for node in self.by_id.values():
            self._by_name[node.name].append(node)

    def reaches(self, node: Node) -> bool:
        """Whether the importer holds the capability at this very node."""
        return self._reach.covers(
            (node.pk,),
            lambda: Stand(
                tenant_id=self._tenant.pk,
                pk=node.pk,
                name=node.name,
                committee_id=node.committee_id,
                county_id=node.county_id,
                station_id=node.station_id,
                officer_id=node.officer_id,
                district_id=node.district_id,
                town_id=node.town_id,
            ),
        )

    def of_code(self, code: str) -> Node | None:
        """The open node of that code."""
        return self._by_code.get(code)

    def of_name(self, name: str) -> list[Node]:
        """All open nodes of that name."""
        return self._by_name.get(name, [])

    def find(self, text: str) -> list[Node]:
        """The reachable nodes that ``text`` names by code or by full name."""
        by_code = self._by_code.get(text) or self._by_code.get(text.upper())
        found = [by_code] if by_code else self.of_name(text)
        return [node for node in found if self.reaches(node)]

    def refusal(self, text: str, what: str, *, beside: Iterable[str] = ()) -> str:
        """Why ``text`` names none, with near names among the reachable and ``beside``."""
        reachable = (node.name for node in self.by_id.values() if self.reaches(node))
        near = self._guesses.meant(text, chain(reachable, beside))
        if near:
            return f"没有名为“{text}”的{what}{near}？请填写全称或代码。"
        return f"没有名为“{text}”的{what}，或不在您的管理范围内。请核对全称或代码。"

    def children_named(self, parent_id: int, name: str) -> Node | None:
        """The open child of that name."""
        return next((node for node in self.of_name(name) if node.parent_id == parent_id), None)
