"""The ground a demo city stands on: tenant, places, industries, words, working days, library."""

from __future__ import annotations

import datetime as dt

from checklists.models import LibraryItem
from hierarchy.actions.organizations import amend_organization
from hierarchy.actions.tenants import found_city
from hierarchy.actors import system_actor
from hierarchy.models import Industry, Organization, Region, Tenant, Term, Workday
from hierarchy.names import pinyin_key
from hierarchy.terms import Tier
from seeds.key_points import load_key_points
from seeds.reference import load_industries, load_placements, load_regions, load_terms
from seeds.rhythm import morning
from seeds.workdays import DEMO_YEARS, build_workdays

FOUNDED = dt.date(2018, 12, 3)
_TIER_OF_LEVEL = {2: Tier.COMMITTEE, 3: Tier.STATION, 4: Tier.OFFICER}


def found_demo_city(*, code: str, name: str, place: str) -> Organization:
    """Found a demo tenant with its reference data; returns the root, its 市委两新工委.

    ``place`` is the city's own name (苏州市). Everything below it has the same names and
    codes in every demo city, so that twins can be told apart by tenancy only.
    """
    system = system_actor(at=morning(FOUNDED))
    root = found_city(
        code=code,
        name=name,
        region_code=load_regions()[0].code,
        region_name=place,
        committee_name=f"{place}委两新工委（示例）",
        short_name="市委两新工委",
        on=FOUNDED,
        actor=system,
        is_demo=True,
        placements=load_placements(),
    )
    root = amend_organization(
        organization=root, on=FOUNDED, reason="登记单位代码", actor=system, code="SZ"
    )
    _lay_regions(root.tenant, root.region)
    _lay_reference(root.tenant)
    _lay_library(root.tenant)
    return root


def regions_by_code(tenant: Tenant) -> dict[str, Region]:
    """The regions of a tenant by code."""
    return {region.code: region for region in Region.objects.filter(tenant=tenant)}


def _lay_regions(tenant: Tenant, city: Region) -> None:
    """Districts first, then towns: each needs the ids of the ones above."""
    known = {city.code: city}
    rows = load_regions()[1:]
    for level in (Region.Level.DISTRICT, Region.Level.TOWN):
        created = Region.objects.bulk_create(
            Region(
                tenant=tenant,
                code=row.code,
                name=row.name,
                name_key=pinyin_key(row.name)[:120],
                level=row.level,
                kind=row.kind,
                parent=known[row.parent_code],
                civil_parent=known.get(row.civil_parent_code),
                note=row.note,
            )
            for row in rows
            if row.level == level
        )
        known |= {region.code: region for region in created}


def _lay_reference(tenant: Tenant) -> None:
    Industry.objects.bulk_create(
        Industry(
            tenant=tenant,
            code=row.code,
            name=row.name,
            competent_department=row.competent_department,
            department_is_example=row.department_is_example,
            sort_order=order,
            note=row.note,
            effective_from=FOUNDED,
        )
        for order, row in enumerate(load_industries())
    )
    Term.objects.bulk_create(
        Term(
            tenant=tenant,
            key=row.key,
            name=row.name,
            short_name=row.short_name,
            effective_from=FOUNDED,
        )
        for row in load_terms()
    )
    Workday.objects.bulk_create(
        Workday(
            tenant=tenant,
            date=row.date,
            is_working=row.is_working,
            name=row.name,
            is_official=row.is_official,
        )
        for row in build_workdays(years=DEMO_YEARS)
    )


def _lay_library(tenant: Tenant) -> None:
    """The worked decompositions of the 18 key points, as examples to start from."""
    LibraryItem.objects.bulk_create(
        LibraryItem(
            tenant=tenant,
            tier=_TIER_OF_LEVEL[item.level],
            category=point.category,
            article="、".join(point.articles),
            upper_title=upper.title,
            title=item.title,
            content=item.content,
            requirement=point.requirement,
            indicator_name=item.indicator.name,
            indicator_unit=item.indicator.unit,
            indicator_kind=item.indicator.kind,
            frequency=item.frequency,
            evidence_types="、".join(item.evidence.types),
            evidence_minimum=item.evidence.minimum,
            is_example=True,
        )
        for point in load_key_points(year=DEMO_YEARS[1])
        for upper, item in zip(point.items, point.items[1:], strict=False)
    )
