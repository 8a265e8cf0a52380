"""Reading the facts that a plan is made from, and which body studies a set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from coverage.joining.planning import Candidate
from coverage.models import Unit
from coverage.rulebook import RuleSet
from coverage.terms import Cover, OperatingState
from hierarchy.models import Organization
from hierarchy.terms import ANCESTOR_COLUMN, Tier

_COLUMNS = (
    *("id", "name", "members_here", "tenant_id", "industry_id", "industry__name"),
    *("national_code", "district_id", "town_id", "town__name", "building", "association"),
    *("head_is_member", "place_id", "committee_id", "county_id", "station_id", "officer_id"),
)
_CHUNK = 5_000


def joinable(units: QuerySet[Any], *, rules: RuleSet, with_fallback: bool = False) -> Any:
    """Of these the units that must not stand alone: working, uncovered, with a member or two.

    ``with_fallback`` takes those along that only a regional organisation covers (区域兜底).
    """
    covers = [Cover.NONE, Cover.FALLBACK] if with_fallback else [Cover.NONE]
    return units.filter(
        operating=OperatingState.OPERATING,
        cover__in=covers,
        members_here__gt=0,
        members_here__lt=rules.found_from,
    )


def below(organization: Organization) -> Q:
    """Units that hang under a body, as a condition."""
    if organization.tier == Tier.CITY:
        return Q(tenant_id=organization.tenant_id)
    column = ANCESTOR_COLUMN.get(organization.tier, "place")
    return Q(tenant_id=organization.tenant_id, **{f"{column}_id": organization.pk})


def candidates(
    *, organization: Organization, rules: RuleSet, without: Collection[int] = ()
) -> Iterator[Candidate]:
    """The units below a body that might join, but for those ``without`` which are spoken for."""
    taken = frozenset(without)
    rows = joinable(Unit.objects.filter(below(organization)), rules=rules).order_by("id")
    for row in rows.values_list(*_COLUMNS).iterator(chunk_size=_CHUNK):
        if row[0] not in taken:
            yield _candidate(row)


def _candidate(row: tuple[Any, ...]) -> Candidate:
    (
        pk,
        name,
        members,
        tenant_id,
        industry_id,
        industry,
        trade,
        district_id,
        town_id,
        town,
        *rest,
    ) = row
    building, association, head_is_member, place_id, *line = rest
    return Candidate(
        unit_id=pk,
        name=name,
        members=members,
        tenant_id=tenant_id,
        industry_id=industry_id,
        industry=industry,
        trade=trade,
        district_id=district_id,
        town_id=town_id,
        town=town or "",
        building=building,
        association=association,
        head_is_member=bool(head_is_member),
        place_id=place_id,
        line=tuple(body for body in line if body),
    )


def studying_body(units: Iterable[Candidate], *, root_id: int) -> int:
    """The lowest body under which all of them hang: it studies the proposal."""
    lines = [unit.line for unit in units]
    common = root_id
    for bodies in zip(*lines, strict=False):
        if len(set(bodies)) > 1:
            break
        common = bodies[0]
    return common
