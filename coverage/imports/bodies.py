"""The bodies of a city that a unit may hang under, read once and found by name or code."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from hierarchy.actors import Actor
from hierarchy.imports.near import Guesses
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Capability, Kind, Tier


class Body(NamedTuple):
    """What an import needs to know of an organisation."""

    pk: int
    tier: str
    kind: str
    name: str
    code: str
    industry_id: int | None
    region_id: int
    committee_id: int | None
    county_id: int | None
    station_id: int | None
    officer_id: int | None
    founded_on: dt.date
    closed_on: dt.date | None

    @property
    def is_party(self) -> bool:
        """A party organisation of the fifth tier."""
        return self.tier == Tier.BRANCH and self.kind != Kind.UNIT


class Bodies:
    """Every body of the city; found by name are only open ones where the importer keeps the ledger.

    Stations and committees are found by what they serve, whoever imports.
    """

    def __init__(self, tenant: Tenant, actor: Actor) -> None:
        rows = Organization.objects.filter(tenant=tenant).order_by("pk")
        self.by_id = {body.pk: body for body in _read(rows)}
        self._parties: dict[str, list[Body]] = defaultdict(list)
        self._officers: dict[str, list[Body]] = defaultdict(list)
        self._nodes: dict[str, list[Body]] = defaultdict(list)
        self._stations: dict[tuple[int | None, int], list[Body]] = defaultdict(list)
        self._committees: dict[int | None, list[Body]] = defaultdict(list)
        self._guesses: dict[str, Guesses] = defaultdict(Guesses)
        seen = self.by_id.keys() if actor.is_system else _visible(tenant, actor)
        for body in self.by_id.values():
            if body.founded_on <= actor.on and (not body.closed_on or body.closed_on > actor.on):
                self._file(body, seen=body.pk in seen)

    def _file(self, body: Body, *, seen: bool) -> None:
        if body.tier == Tier.STATION:
            self._stations[body.industry_id, body.region_id].append(body)
        elif body.tier == Tier.COMMITTEE:
            self._committees[body.industry_id].append(body)
        elif seen and body.tier == Tier.OFFICER:
            _enter(self._officers, body)
        elif seen and body.is_party:
            _enter(self._parties, body)
        elif seen and body.kind == Kind.UNIT:
            self._nodes[body.name].append(body)

    def party(self, text: str) -> Body | str:
        """The party organisation of that name or code, or why there is none."""
        return self._only(self._parties, text, "党组织")

    def officer(self, text: str) -> Body | str:
        """The officer's post of that name or code, or why there is none."""
        return self._only(self._officers, text, "指导员岗位")

    def has_node(self, name: str) -> bool:
        """Whether some unit of that name has a node of its own in the tree."""
        return name in self._nodes

    def node(self, name: str, *, industry_id: int, officer_id: int | None) -> Body | None:
        """The unit's own node in the tree, if there is exactly one that fits."""
        found = [
            body
            for body in self._nodes.get(name, ())
            if body.industry_id == industry_id and officer_id in (None, body.officer_id)
        ]
        return found[0] if len(found) == 1 else None

    def station(self, industry_id: int, regions: Iterable[int | None]) -> Body | None:
        """The only station that serves an industry in one of ``regions``, nearest first."""
        for region_id in regions:
            found = self._stations.get((industry_id, region_id or 0), ())
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def committee(self, industry_id: int) -> Body | None:
        """The committee of an industry."""
        found = self._committees.get(industry_id, ())
        return found[0] if len(found) == 1 else None

    def _only(self, names: dict[str, list[Body]], text: str, what: str) -> Body | str:
        found = names.get(text) or names.get(text.upper()) or []
        if len(found) == 1:
            return found[0]
        if found:
            codes = "、".join(body.code or "（未编代码）" for body in found[:5])
            return f"不止一个{what}名为“{text}”，请改填代码：{codes}。"
        near = self._guesses[what].meant(text, names)
        if near:
            return f"没有名为“{text}”的{what}{near}？请填写全称或代码。"
        return f"没有名为“{text}”的{what}。请先在系统中设立，或核对名称。"


def _read(rows: Any) -> Iterable[Body]:
    return map(Body._make, rows.values_list(*_COLUMNS).iterator(chunk_size=5000))


_COLUMNS = (
    *("pk", "tier", "kind", "name", "code", "industry_id", "region_id"),
    *("committee_id", "county_id", "station_id", "officer_id", "founded_on", "closed_on"),
)


def _visible(tenant: Tenant, actor: Actor) -> set[int]:
    seen = Organization.objects.within(actor, capability=Capability.KEEP_LEDGER)
    return set(seen.filter(tenant=tenant).values_list("pk", flat=True))


def _enter(names: dict[str, list[Body]], body: Body) -> None:
    names[body.name].append(body)
    if body.code and body.code != body.name:
        names[body.code].append(body)
