"""What the ledger tells an inspection: committees, contacts, rates, stations and officers.

Figures are those of the day of reading (``as_of``), also when that day is gone by. Rates are
those of ``measures``, so that an inspection and the pages of this room never say two things.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from coverage.as_of import units_as_of
from coverage.branch_indicators import BRANCH_LINES
from coverage.measures import MEASURES, OPERATING
from coverage.rulebook import RuleSet, rules_on
from coverage.terms import Cover
from hierarchy.models import Appointment, Organization, Tenant
from hierarchy.terms import Tier
from workflow.indicators import (
    MOST_ROWS,
    IndicatorTable,
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    counted_by_body,
    pages,
    rated_by_body,
)

COMMITTEE = (Tier.COMMITTEE,)
Condition = Callable[[RuleSet], Q]
_NO_MEMBERS: Final = Q(members_here=0, members_elsewhere=0, probationary=0)


@dataclass(frozen=True, slots=True)
class _Share:
    """Units that count, of units: two conditions on the states of a day."""

    numerator: Condition
    denominator: Condition


def _measure(key: str) -> _Share:
    """A row of the table of rates."""
    measure = MEASURES[key]
    return _Share(
        lambda rules: measure.side("numerator", rules),
        lambda rules: measure.side("denominator", rules),
    )


_SPRING: Final = _Share(
    lambda rules: Q(applicants__gt=0) | Q(activists__gt=0) | Q(prospects__gt=0),
    lambda rules: OPERATING & _NO_MEMBERS & Q(employees__gte=rules.spring_staff),
)
"""Units of 源泉工程 that come first: whether somebody there applies or is being trained."""


def _share(share: _Share) -> Reader:
    """A share of each committee's units, with those that lack it first. Two queries.

    The database counts all units, and hands out ``MOST_ROWS`` of each committee.
    """

    def read(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        rules = rules_on(tenant=tenant, on=period.on)
        found: dict[int, tuple[int, int, list[RowBehind]]] = {}
        page = pages("coverage:unit_detail")
        for body, part, whole, pk, name, day, counts in _rows(share, tenant, bodies, period, rules):
            row = RowBehind(name, day, counts, page(pk))
            found.setdefault(body, (part, whole, []))[2].append(row)
        return {
            body: Reading(value=Decimal(part), of=Decimal(whole), rows=tuple(rows))
            for body, (part, whole, rows) in found.items()
        }

    return read


def _rows(
    share: _Share, tenant: Tenant, bodies: Sequence[int], period: Period, rules: RuleSet
) -> Any:
    counts = share.numerator(rules)
    own = [F("place__committee_id")]
    return (
        units_as_of(tenant=tenant, on=period.on)
        .filter(share.denominator(rules), place__committee_id__in=bodies)
        .annotate(
            counts=ExpressionWrapper(counts, output_field=BooleanField()),
            part=Window(Count("pk", filter=counts), partition_by=own),
            whole=Window(Count("pk"), partition_by=own),
            nth=Window(
                RowNumber(), partition_by=own, order_by=["counts", "unit__name_key", "unit_id"]
            ),
        )
        .filter(nth__lte=MOST_ROWS)
        .order_by("place__committee_id", "nth")
        .values_list(
            *("place__committee_id", "part", "whole", "unit_id", "unit__name"),
            *("effective_on", "counts"),
        )
    )


def _own(tenant: Tenant, bodies: Sequence[int]) -> list[int]:
    """Those of the bodies that are the city's."""
    rows = Organization.objects.filter(tenant=tenant, pk__in=bodies)
    return list(rows.values_list("pk", flat=True))


def _joint_too_large(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Joint branches that cover more units than is usual (R-05). Three queries."""
    own = _own(tenant, bodies)
    rules = rules_on(tenant=tenant, on=period.on)
    page = pages("coverage:party_detail")
    wide = (
        units_as_of(tenant=tenant, on=period.on)
        .filter(OPERATING, cover=Cover.JOINT, place__committee_id__in=own)
        .order_by()
        .values_list("place__committee_id", "place_id", "place__name")
        .annotate(covered=Count("pk"))
        .filter(covered__gt=rules.joint_units)
        .order_by("-covered", "place_id")
    )
    return counted_by_body(
        (
            (body, RowBehind(f"{name}（覆盖 {covered} 家单位）", None, counts=True, path=page(pk)))
            for body, pk, name, covered in wide
        ),
        bodies=own,
    )


def _stations_everywhere(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Districts with units of the committee in which it has a station. Two queries.

    A station of the whole city serves every district.
    """
    stations = set(
        Organization.objects.of_tier(Tier.STATION)
        .open(period.on)
        .filter(tenant=tenant, committee_id__in=bodies)
        .values_list("committee_id", "district_id")
    )
    peopled = (
        units_as_of(tenant=tenant, on=period.on)
        .filter(OPERATING, place__committee_id__in=bodies, unit__district_id__isnull=False)
        .order_by()
        .values_list("place__committee_id", "unit__district_id", "unit__district__name")
        .annotate(units=Count("pk"))
        .order_by("unit__district__code", "unit__district_id")
    )
    return rated_by_body(
        (
            body,
            RowBehind(
                f"{name}（{units} 家单位）",
                None,
                not stations.isdisjoint({(body, district), (body, None)}),
                _units_in(body, district),
            ),
        )
        for body, district, name, units in peopled
    )


def _units_in(committee: int, district: int) -> str:
    """Where the ledger lists a committee's units of a district."""
    query = urlencode({"committee": committee, "region": district})
    return f"{reverse('coverage:unit_list')}?{query}"


def _officers_filled(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Officers' posts that somebody holds on the day of reading. One query."""
    page = pages("hierarchy:organization_detail")
    holders = Appointment.objects.live(period.on).filter(
        position__organization_id=OuterRef("pk"), position__is_abolished=False
    )
    posts = (
        Organization.objects.of_tier(Tier.OFFICER)
        .open(period.on)
        .filter(tenant=tenant, committee_id__in=bodies)
        .annotate(is_filled=Exists(holders))
        .order_by("name_key", "pk")
        .values_list("committee_id", "pk", "name", "is_filled")
    )
    return rated_by_body(
        (body, RowBehind(name, period.on, is_filled, page(pk)))
        for body, pk, name, is_filled in posts
    )


def _of_measure(key: str, measure: str, *, unit: str = "家") -> tuple[Offered, Reader]:
    found = MEASURES[measure]
    offered = Offered(f"coverage.{key}", found.label, unit, COMMITTEE, found.denominator_words)
    return offered, _share(_measure(measure))


class CoverageIndicators(IndicatorTable):
    """Committees and contacts of branches; rates, stations and officers of committees."""

    lines = (
        *BRANCH_LINES,
        _of_measure("should_found", "founded"),
        _of_measure("organization_cover", "organization_cover"),
        _of_measure("work_cover", "work_cover"),
        (
            Offered(
                "coverage.joint_too_large",
                "超上限联合支部数",
                "个",
                COMMITTEE,
                "取数日覆盖实体运营单位数超过上限（一般 5 家）的联合党支部数",
                has_denominator=False,
            ),
            _joint_too_large,
        ),
        (
            Offered(
                "coverage.spring",
                "源泉工程重点单位培养率",
                "家",
                COMMITTEE,
                "分母为没有党员、从业人员达到源泉工程重点单位人数的实体运营单位数，"
                "分子为其中有入党申请人、积极分子或者发展对象的",
            ),
            _share(_SPRING),
        ),
        (
            Offered(
                "coverage.stations_everywhere",
                "工作站覆盖区域",
                "个",
                COMMITTEE,
                "分母为本行业有实体运营单位的县（市、区）数，分子为其中设有工作站的，"
                "面向全市的工作站视同各区都有",
            ),
            _stations_everywhere,
        ),
        (
            Offered(
                "coverage.officers_filled",
                "党建指导员到位率",
                "个",
                COMMITTEE,
                "分母为取数日在设的党建指导员岗位数，分子为其中当日有人任职的",
            ),
            _officers_filled,
        ),
    )
