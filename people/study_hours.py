"""Hours of study of many learners at once (学时, R-25): sums, and how many members have theirs.

Numbers come with their denominator. A member who is spared stands in neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from hierarchy.models import Tenant
from people.learners import COLUMN
from people.models import PeoplePolicy, StudyRecord
from people.policy import policy_of

_HOURS = DecimalField(max_digits=7, decimal_places=1)


def with_hours(rows: QuerySet[Any, Any], learner: str, year: int) -> QuerySet[Any, Any]:
    """Learners of one kind, each with ``hours`` of a year, 0 where there are none."""
    column = COLUMN[learner]
    own = StudyRecord.objects.of_year(year).filter(**{column: OuterRef("pk")})
    summed = own.order_by().values(column).annotate(total=Sum("hours")).values("total")
    return rows.annotate(hours=Coalesce(Subquery(summed), Decimal(0), output_field=_HOURS))


def asked(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Counting members who are asked for hours at all."""
    return rows.counting().filter(is_spared=False)  # type: ignore[attr-defined]


def done_by_body(
    members: QuerySet[Any, Any], studies: QuerySet[Any, Any], policy: PeoplePolicy
) -> Mapping[int, int]:
    """How many of some members have their hours by some records, by their branch. One query."""
    needed = Case(
        When(member__is_leader=True, then=Value(policy.leader_hours)),
        default=Value(policy.member_hours),
        output_field=_HOURS,
    )
    reached = (
        studies.filter(member__in=asked(members))
        .order_by()
        .values("member_id", "member__is_leader", "member__organization_id")
        .annotate(total=Sum("hours"))
        .filter(total__gte=needed)
    )
    found: dict[int, int] = {}
    for body in reached.values_list("member__organization_id", flat=True):
        found[body] = found.get(body, 0) + 1
    return found


def share_of(members: QuerySet[Any, Any], policy: PeoplePolicy, *, year: int) -> tuple[int, int]:
    """How many members have their hours of a year, of how many asked. Two queries."""
    studies = StudyRecord.objects.of_year(year)
    done = sum(done_by_body(members, studies, policy).values())
    return done, asked(members).count()


def policy_of_year(tenant: Tenant, year: int, on: dt.date) -> PeoplePolicy:
    """The numbers that hold for a year: those of its last day, or of today in the year itself."""
    return policy_of(tenant, min(on, dt.date(year, 12, 31)))


def hours_of(learner: Any, kind: str, year: int) -> Decimal:
    """Hours of one learner in a year. One query."""
    rows = StudyRecord.objects.of_year(year).filter(**{COLUMN[kind]: learner})
    total: Decimal | None = rows.aggregate(total=Sum("hours"))["total"]
    return total or Decimal(0)
