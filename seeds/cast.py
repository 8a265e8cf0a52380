"""Who stands in a demo city: committees, stations, officers, branches, units, and who holds them.

Pure arithmetic over the name book: equal scales give equal names, codes and holders, in
whatever city. ``seeds.city`` plants the result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import cycle
from random import Random

from hierarchy.bulk import NodeSpec
from hierarchy.models import Industry, Organization, Region, StationSite
from hierarchy.rules import DEFAULT_POSITIONS
from hierarchy.terms import Kind, Tier
from seeds.credit_codes import credit_code
from seeds.names import (
    NameBook,
    branch_name,
    joint_branch_name,
    officer_post,
    station_name,
)
from seeds.reference import load_industries
from seeds.scales import Scale

SEED = "五级协同"
HOME_DISTRICT = "320508"
HOME_INDUSTRY = "MALL"
# Committees whose lines run late: the only ones with idle stations and officers.
LAGGING = frozenset({"DEVZONE", "SCHOOL", "CPA"})
# How many industries each site serves, round and round (一站多行业, article 5).
_SITE_SIZES = (3, 1, 2, 1, 1, 2, 1, 1)
_VACANT_LEAF = (37, 19)
_LEAF_KINDS = (
    (0.55, Kind.BRANCH),
    (0.64, Kind.JOINT_BRANCH),
    (0.67, Kind.GENERAL_BRANCH),
    (0.69, Kind.BASE_COMMITTEE),
    (1.00, Kind.UNIT),
)
_SUFFIX = {Kind.GENERAL_BRANCH: "党总支", Kind.BASE_COMMITTEE: "党委"}


@dataclass(frozen=True, slots=True)
class Part:
    """A post to be filled: the node's index, the post's title, the person's number."""

    node: int
    title: str
    person: int


@dataclass(slots=True)
class Cast:
    """Everything to plant below the root, parents before children."""

    specs: list[NodeSpec] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    by_tier: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    # Officers' posts whose station, or themselves, pass nothing on (断点); and vacant posts.
    idle: set[int] = field(default_factory=set)
    people: int = 0

    def first(self, tier: str, *, under: int | None = None) -> int:
        """The first node of a tier, or the first child of a node."""
        return self.children[under][0] if under is not None else self.by_tier[tier][0]


class Casting:
    """Builds the cast of one city from its regions and industries."""

    def __init__(
        self,
        *,
        root: Organization,
        regions: dict[str, Region],
        industries: dict[str, Industry],
        book: NameBook,
        scale: Scale,
    ) -> None:
        self._root = root
        self._industries = industries
        self._book = book
        self._scale = scale
        self._rng = Random(f"{SEED}:{scale.name}")  # noqa: S311 - the same each time, on purpose
        self._districts = _districts(regions)
        self._joint: Counter[tuple[int, str]] = Counter()
        self._units = 0
        self.cast = Cast()

    def fill(self) -> Cast:
        """The whole cast; sites are still to be saved."""
        for row in sorted(load_industries(), key=lambda row: row.code != HOME_INDUSTRY):
            self._committee(row.code)
        for station in self._stations():
            self._officers(station)
        for ordinal, officer in enumerate(self.cast.by_tier[Tier.OFFICER]):
            self._leaves(officer, ordinal)
        self._idle()
        return self.cast

    @property
    def sites(self) -> list[StationSite]:
        """The sites of the cast's stations, each once, not yet saved."""
        sites = [self.cast.specs[index].site for index in self.cast.by_tier[Tier.STATION]]
        return list({id(site): site for site in sites if site is not None}.values())

    @cached_property
    def _rows(self) -> dict[str, str]:
        return {row.code: row.committee_name for row in load_industries()}

    def _add(self, spec: NodeSpec) -> int:
        index = len(self.cast.specs)
        self.cast.specs.append(spec)
        self.cast.by_tier[spec.tier].append(index)
        if isinstance(spec.parent, int):
            self.cast.children[spec.parent].append(index)
        return index

    def _hold(self, node: int, *, person: int | None = None) -> int:
        """Fill every default post of a node, each by a new person unless one is named."""
        first = self.cast.people if person is None else person
        for title, _role in DEFAULT_POSITIONS[self.cast.specs[node].kind]:
            chosen = person
            if chosen is None:
                chosen = self.cast.people
                self.cast.people += 1
            self.cast.parts.append(Part(node, title, chosen))
        return first

    def _committee(self, code: str) -> None:
        row = next(row for row in load_industries() if row.code == code)
        kind = Kind.INDUSTRY_COMMITTEE if row.has_party_committee else Kind.WORKING_BODY
        node = self._add(
            NodeSpec(
                parent=self._root,
                tier=Tier.COMMITTEE,
                kind=kind,
                name=f"{row.committee_name}（示例）",
                short_name=row.committee_name,
                code=code,
                region=self._root.region,
                industry=self._industries[code],
                may_issue_documents=row.has_party_committee,
                may_approve_members=row.has_party_committee,
            )
        )
        self._hold(node)

    def _stations(self) -> list[int]:
        """Stations by site: one name and place, a node under each industry it serves."""
        committees = cycle(self.cast.by_tier[Tier.COMMITTEE])
        sizes = cycle(_SITE_SIZES)
        made: list[int] = []
        number = 0
        while len(made) < self._scale.stations:
            size = min(next(sizes), self._scale.stations - len(made))
            district, towns = self._districts[number % len(self._districts)]
            town = towns[number // len(self._districts) % len(towns)]
            ordinal = number // len(self._districts) // len(towns) + 1
            name = station_name(district=district.name, town=town.name, ordinal=ordinal)
            site = StationSite(
                tenant=self._root.tenant,
                name=name,
                region=town,
                address=f"{district.name}{town.name}党群服务中心（示例）",
            )
            number += 1
            nodes = [self._station(next(committees), site, number) for _ in range(size)]
            self._hold(nodes[0])
            made += nodes
        return made

    def _station(self, committee: int, site: StationSite, number: int) -> int:
        code = f"{self.cast.specs[committee].code}-Z{number:03d}"
        return self._add(
            NodeSpec(
                parent=committee,
                tier=Tier.STATION,
                kind=Kind.STATION,
                name=site.name,
                code=code,
                region=site.region,
                site=site,
            )
        )

    def _officers(self, station: int) -> None:
        """The officers of one station; the second of a shared site serves all its nodes."""
        order = self.cast.by_tier[Tier.STATION].index(station)
        base, extra = divmod(self._scale.officers, self._scale.stations)
        spec = self.cast.specs[station]
        towns = next(towns for place, towns in self._districts if place.pk == spec.region.parent_id)
        start = next(place for place, town in enumerate(towns) if town.pk == spec.region.pk)
        sources = self._book.officer_sources
        for count in range(base + (order < extra)):
            town = towns[(start + count // 3) % len(towns)]
            node = self._add(
                NodeSpec(
                    parent=station,
                    tier=Tier.OFFICER,
                    kind=Kind.OFFICER_POST,
                    name=officer_post(
                        town=town.name, source=sources[count % len(sources)], number=count + 1
                    ),
                    short_name=f"{town.name}{count + 1}岗",
                    code=f"{spec.code}-G{count + 1:02d}",
                    region=town,
                )
            )
            if count == 1 and spec.code.startswith("SCHOOL"):
                continue  # 空岗: a vacant post
            shared = self._holder_at_site(station, count) if count == 1 else None
            self._hold(node, person=shared)

    def _holder_at_site(self, station: int, count: int) -> int | None:
        """Who already holds the officer's post ``count`` at another node of the same site."""
        site = self.cast.specs[station].site
        for other in self.cast.by_tier[Tier.STATION]:
            if other == station or self.cast.specs[other].site is not site:
                continue
            posts = self.cast.children[other][count : count + 1]
            for part in self.cast.parts:
                if part.node in posts:
                    return part.person
        return None

    def _leaves(self, officer: int, ordinal: int) -> None:
        base, extra = divmod(self._scale.leaves, self._scale.officers)
        for count in range(base + (ordinal < extra)):
            draw = self._rng.random()
            kind = next(kind for limit, kind in _LEAF_KINDS if draw < limit)
            if count < 2:
                kind = (Kind.BRANCH, Kind.UNIT)[count]
            node = self._add(self._leaf(officer, kind))
            serial = len(self.cast.by_tier[Tier.BRANCH]) - 1
            if serial % _VACANT_LEAF[0] != _VACANT_LEAF[1]:
                self._hold(node)

    def _leaf(self, officer: int, kind: str) -> NodeSpec:
        post = self.cast.specs[officer]
        industry = post.code.partition("-")[0]
        town = post.region
        district = next(pair[0] for pair in self._districts if pair[0].pk == town.parent_id)
        self._units += 1
        unit = self._book.unit(index=self._units, industry=industry, district=district.name)
        name, code = unit.name, ""
        if kind == Kind.JOINT_BRANCH:
            self._joint[town.pk, industry] += 1
            name = joint_branch_name(
                town=town.name,
                industry_name=self._industries[industry].name,
                ordinal=self._joint[town.pk, industry],
            )
        elif kind == Kind.UNIT:
            code = credit_code(
                kind=unit.code_prefix, district_code=district.code, serial=self._units
            )
        elif kind in _SUFFIX:
            name = f"{unit.name}{_SUFFIX[Kind(kind)]}"
        else:
            name = branch_name(unit_name=unit.name)
        return NodeSpec(
            parent=officer, tier=Tier.BRANCH, kind=kind, name=name, code=code, region=town
        )

    def _idle(self) -> None:
        """In the lagging lines: each last officer passes nothing on, nor does the last station."""
        for committee in self.cast.by_tier[Tier.COMMITTEE]:
            if self.cast.specs[committee].code not in LAGGING:
                continue
            stations = self.cast.children[committee]
            self.cast.idle |= {
                officers[-1]
                for station in stations
                if len(officers := self.cast.children[station]) > 1
            }
            if len(stations) > 1:
                self.cast.idle.add(stations[-1])


def _districts(regions: dict[str, Region]) -> list[tuple[Region, list[Region]]]:
    """Districts with their towns, by code, the home district first."""
    towns: dict[int, list[Region]] = defaultdict(list)
    for code in sorted(regions):
        if regions[code].level == Region.Level.TOWN and regions[code].parent_id:
            towns[regions[code].parent_id or 0].append(regions[code])
    found = [
        (regions[code], towns[regions[code].pk])
        for code in sorted(regions)
        if regions[code].level == Region.Level.DISTRICT
    ]
    return sorted(found, key=lambda pair: pair[0].code != HOME_DISTRICT)
