"""What this room tells an inspection: full-time workers, liaisons, hours of study.

Article 6: at least one full-time worker each committee (S-01), at least one liaison each
department and member body (S-02). Both are read as of the last day looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Final

from django.urls import reverse

from hierarchy.models import Tenant
from hierarchy.terms import Tier
from people.models import Liaison, Worker
from people.policy import policy_of
from people.study_indicator import STUDY_HOURS, study_hours
from workflow.indicators import (
    IndicatorTable,
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    capped,
    gathered,
    rated_by_body,
)

COMMITTEE: Final = (Tier.COMMITTEE,)
WORKERS: Final = Offered(
    "people.workers",
    "专职党务工作者配备",
    "名",
    COMMITTEE,
    "分母为本市规定的最低名数；分子为期末（不晚于取数日）在岗的专职党务工作者，超出的不重复计",
)
LIAISONS: Final = Offered(
    "people.liaisons",
    "联络员到位率",
    "个",
    COMMITTEE,
    "分母为期末（不晚于取数日）在名单中的行业主管部门和成员单位；分子为其中已明确联络员的",
)


def _workers(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Serving workers of each committee, of the least that the city asks. Two queries."""
    on = min(period.end, period.on)
    least = policy_of(tenant, on).workers_least
    page = reverse("people:team")
    rows = Worker.objects.filter(tenant=tenant, organization__in=bodies).serving(on)
    found = gathered(
        (body, RowBehind(name, hired_on, counts=True, path=page))
        for body, name, hired_on in rows.order_by("hired_on", "pk").values_list(
            "organization_id", "name", "hired_on"
        )
    )
    return {body: _of_least(found.get(body, []), least) for body in bodies}


def _of_least(rows: list[RowBehind], least: int) -> Reading:
    return Reading(
        value=Decimal(min(len(rows), least)),
        of=Decimal(least),
        lacks_all=least > 0 and not rows,
        rows=capped(rows),
    )


def _liaisons(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Departments and member bodies of each committee, and whether each has a liaison."""
    return rated_by_body(_departments(tenant, bodies, period))


def _departments(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Iterator[tuple[int, RowBehind]]:
    rows = Liaison.objects.filter(tenant=tenant, organization__in=bodies)
    live = rows.live(min(period.end, period.on)).order_by("-is_lead", "department", "pk")
    page = reverse("people:liaison_list")
    for body, department, name, day in live.values_list(
        "organization_id", "department", "name", "starts_on"
    ):
        label = f"{department} {name}" if name else f"{department} 空缺"
        yield body, RowBehind(label, day, bool(name), f"{page}?committee={body}")


class PeopleIndicators(IndicatorTable):
    """Whether a committee has its workers and liaisons, and members their hours of study."""

    lines: ClassVar[Sequence[tuple[Offered, Reader]]] = (
        (WORKERS, _workers),
        (LIAISONS, _liaisons),
        (STUDY_HOURS, study_hours),
    )
