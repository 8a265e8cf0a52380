"""Cities of any size to measure on: inner nodes with posts and people, branches by COPY."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from hierarchy.actions.accounts import open_account
from hierarchy.actions.appointments import appoint, create_position
from hierarchy.actions.planting import plant_bulk
from hierarchy.actions.tenants import found_city
from hierarchy.actors import Actor, load_actor, system_actor
from hierarchy.bulk import (
    ORGANIZATION_COLUMNS,
    NodeSpec,
    Sprout,
    number,
    organization_rows,
    roots_of,
)
from hierarchy.copying import copy_rows, take_ids
from hierarchy.models import Organization, Position, Region, Tenant
from hierarchy.terms import Kind, Role, Tier

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FOUNDED = dt.date(2020, 1, 1)
COMMITTEES = 10
_CHUNK = 100_000
# Two primes: names come in no order, as real ones do, and none comes twice.
_STRIDE, _MODULUS = 7_919, 10_000_019


@dataclass(frozen=True, slots=True)
class Ground:
    """One city of about ``size`` organisations."""

    size: int
    tenant: Tenant
    root: Organization
    towns: tuple[Region, ...]

    def actor(self, *bodies: Organization, region: Region | None = None) -> Actor:
        """A person who leads these bodies, or reads this region."""
        system = system_actor(at=AT)
        user, _ = open_account(username=f"person-{User.objects.count()}", name="测试", actor=system)
        posts = [Position.objects.filter(organization=body).order_by("pk")[0] for body in bodies]
        if region:
            posts.append(
                create_position(region=region, title="联络员", role=Role.READER, actor=system)
            )
        for post in posts:
            appoint(user=user, position=post, starts_on=FOUNDED, actor=system, reason="测试")
        return load_actor(user, at=AT)

    def some(self, tier: str, count: int = 1) -> list[Organization]:
        """The first bodies of a tier."""
        bodies = Organization.objects.filter(tenant=self.tenant, tier=tier).order_by("pk")
        return list(bodies[:count])


def build_city(size: int) -> Ground:
    """A city of ``size`` organisations: 10 committees, stations, officers and branches below."""
    ground = found(size)
    stations = max(20, min(size // 800, 1_000))
    officers = stations * 12
    inner = list(inner_specs(ground, stations=stations, officers=officers))
    ids = plant_bulk(
        tenant=ground.tenant, specs=inner, on=FOUNDED, reason="测试", actor=system_actor(at=AT)
    )
    posts = list(Organization.objects.filter(pk__in=ids, tier=Tier.OFFICER).order_by("pk"))
    leaves = branch_specs(posts, count=size - len(ids) - 1)
    while chunk := list(islice(leaves, _CHUNK)):
        with transaction.atomic():
            copy_nodes(ground.tenant, chunk)
    return ground


def build_wide(size: int) -> Ground:
    """A city where one officer holds ``size`` branches, the widest body that slots allow."""
    ground = found(size)
    inner = list(inner_specs(ground, stations=1, officers=1, committees=1))
    plant_bulk(
        tenant=ground.tenant, specs=inner, on=FOUNDED, reason="测试", actor=system_actor(at=AT)
    )
    with transaction.atomic():
        copy_nodes(ground.tenant, list(branch_specs(ground.some(Tier.OFFICER), count=size)))
    return ground


def found(size: int) -> Ground:
    """A city with its root and four districts of three towns each."""
    root = found_city(
        code="bench",
        name="测试市",
        region_code="320500",
        region_name="测试市",
        committee_name="市委两新工委",
        on=FOUNDED,
        actor=system_actor(at=AT),
        is_demo=True,
    )
    districts = [_region(parent=root.region, code=f"3205{place:02}") for place in range(1, 5)]
    towns = [
        _region(parent=district, code=f"{district.code}{town:03}")
        for district in districts
        for town in range(1, 4)
    ]
    return Ground(size=size, tenant=root.tenant, root=root, towns=tuple(towns))


def inner_specs(
    ground: Ground, *, stations: int, officers: int, committees: int = COMMITTEES
) -> Iterator[NodeSpec]:
    """Committees, stations and officers' posts, evenly spread."""
    for index in range(committees):
        yield _spec(ground.root, Tier.COMMITTEE, Kind.WORKING_BODY, index, ground.root.region)
    for index in range(stations):
        town = ground.towns[index % len(ground.towns)]
        yield _spec(index % committees, Tier.STATION, Kind.STATION, index, town)
    for index in range(officers):
        station = index % stations
        town = ground.towns[station % len(ground.towns)]
        yield _spec(committees + station, Tier.OFFICER, Kind.OFFICER_POST, index, town)


def branch_specs(posts: Sequence[Organization], *, count: int) -> Iterator[NodeSpec]:
    """``count`` branches under ``posts``, evenly spread."""
    towns = Region.objects.in_bulk({post.region_id for post in posts})
    for index in range(count):
        post = posts[index % len(posts)]
        yield _spec(post, Tier.BRANCH, Kind.BRANCH, index, towns[post.region_id])


def copy_nodes(tenant: Tenant, specs: Sequence[NodeSpec]) -> list[Sprout]:
    """What ``hierarchy.bulk`` does for the tree alone: numbers here, rows by COPY."""
    roots = roots_of(specs)
    grown = number(specs=specs, ids=take_ids(Organization, len(specs)), roots=roots)
    rows = organization_rows(specs=specs, grown=grown, tenant_id=tenant.pk, on=FOUNDED)
    copy_rows(Organization, ORGANIZATION_COLUMNS, rows)
    for root in roots.values():
        Organization.objects.filter(pk=root.id).update(next_free=root.next_free)
    return grown


_WORDS = {
    Tier.COMMITTEE: "行业党建专委会",
    Tier.STATION: "区域党建工作站",
    Tier.OFFICER: "号岗",
    Tier.BRANCH: "号楼宇联合党支部",
}


def _spec(
    parent: Organization | int, tier: Tier, kind: str, index: int, region: Region
) -> NodeSpec:
    serial = index * _STRIDE % _MODULUS
    name = f"{region.name}{serial}{_WORDS[tier]}"
    return NodeSpec(parent=parent, tier=tier, kind=kind, name=name, region=region)


def _region(*, parent: Region, code: str) -> Region:
    is_town = parent.level == Region.Level.DISTRICT
    return Region.objects.create(
        tenant=parent.tenant,
        code=code,
        name=f"测试{code[-1]}街道" if is_town else f"测试{code[-1]}区",
        name_key=f"ceshi{code}",
        level=Region.Level.TOWN if is_town else Region.Level.DISTRICT,
        parent=parent,
    )
