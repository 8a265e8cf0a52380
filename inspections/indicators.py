"""What this room tells an inspection of a committee: whom it inspected, and what was put right.

Both stand in the committees' own scheme (规范指导, domain.md §5.2). Only published results count:
a round that is still under way says nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Subquery
from django.db.models.functions import TruncDate

from hierarchy.models import Organization, Tenant
from hierarchy.terms import Kind, Tier
from inspections.models import Inspection, Rectification
from inspections.punctual import due_within, in_time
from inspections.terms import InspectionStatus
from workflow.indicators import (
    IndicatorTable,
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    pages,
    rated_by_body,
)

COMMITTEE: Final = (Tier.COMMITTEE,)
INSPECTED: Final = Offered(
    "inspections.inspected",
    "体检覆盖率",
    "个",
    COMMITTEE,
    "分母为期末（不晚于取数日）存续的所属两新党组织，未建单位不计；分子为其中体检结果在期内公布的",
)
RECTIFIED: Final = Offered(
    "inspections.rectified_in_time",
    "整改按期完成率",
    "项",
    (Tier.COMMITTEE, Tier.BRANCH),
    "分母为整改期限在期内且不晚于取数日的整改（含所属组织），撤销的和体检结果未公布的不计；"
    "分子为其中按期申请复查或销号、一次复查合格并已销号的",
)


def _inspected(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Branches of each committee, and whether a result of theirs was published. One query."""
    return rated_by_body(_branches(tenant, bodies, period))


def _branches(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Iterator[tuple[int, RowBehind]]:
    until = min(period.end, period.on)
    last = (
        Inspection.objects.filter(
            organization=OuterRef("pk"),
            status=InspectionStatus.PUBLISHED,
            round__published_at__date__range=(period.start, until),
        )
        .annotate(published_on=TruncDate("round__published_at"))
        .order_by("-pk")
    )
    rows: Any = (
        Organization.objects.filter(tenant=tenant, committee__in=bodies)
        .of_tier(Tier.BRANCH)
        .exclude(kind=Kind.UNIT)
        .open(until)
        .annotate(
            sheet=Subquery(last.values("pk")[:1]),
            published_on=Subquery(last.values("published_on")[:1]),
        )
        .by_name()
    )
    page = pages("inspections:inspection_detail")
    for committee, name, sheet, day in rows.values_list(
        "committee_id", "name", "sheet", "published_on"
    ):
        yield committee, RowBehind(name, day, sheet is not None, page(sheet) if sheet else "")


def _rectified(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Rectifications that were due, of each body and what stands below it. One query."""
    return rated_by_body(_due(tenant, bodies, period))


def _due(tenant: Tenant, bodies: Sequence[int], period: Period) -> Iterator[tuple[int, RowBehind]]:
    wanted = set(bodies)
    until = min(period.end, period.on)
    found = due_within(Rectification.objects.filter(tenant=tenant), period.start, until)
    counts = ExpressionWrapper(in_time(by=period.on), output_field=BooleanField())
    rows: Any = found.annotate(counts=counts).order_by("due_on", "pk")
    page = pages("inspections:rectification_detail")
    owners = ("organization_id", "organization__committee_id")
    for *owner, pk, number, title, due_on, is_in_time in rows.values_list(
        *owners, *("pk", "number", "title", "due_on", "counts")
    ):
        row = RowBehind(f"{number} {title}", due_on, bool(is_in_time), page(pk))
        yield from ((body, row) for body in dict.fromkeys(owner) if body in wanted)


class InspectionIndicators(IndicatorTable):
    """Whom a committee inspected, and whether what was found was put right in time."""

    lines: ClassVar[Sequence[tuple[Offered, Reader]]] = (
        (INSPECTED, _inspected),
        (RECTIFIED, _rectified),
    )
