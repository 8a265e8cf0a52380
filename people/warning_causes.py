"""What of a city's members lasts long enough to be told their secretary (R-27, R-28).

Members who have left are told of no more; mobile ones take part where they are, and the old and
frail are not asked (教管条例第二十三条). A few queries, however many members there are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from hierarchy.models import Tenant
from people.models import Dues, Member, MobileStay, PeoplePolicy
from people.months import first_of, months_later
from people.terms import Presence, WarningKind
from people.warning_rules import Cause, Limits, cause_of, unpaid_since

_BACK: Final = 24
"""So many months are looked back for dues; nothing changes after the red light."""


class Found(NamedTuple):
    """One cause of one member, and the branch whose secretary is told."""

    member_id: int
    organization_id: int
    cause: Cause


def causes_in(tenant: Tenant, policy: PeoplePolicy, on: dt.date) -> Iterator[Found]:
    """Every cause of a day in one city, in the order of members within a kind."""
    limits = Limits(policy.yellow_months, policy.red_months)
    present = Member.objects.filter(tenant=tenant, presence=Presence.PRESENT)
    for kind, days in (
        (WarningKind.DUES, _unpaid(tenant, on)),
        (WarningKind.MEETINGS, _days(_asked_to_come(present), "absent_on")),
        (WarningKind.LOST, _days(present, "lost_on")),
        (WarningKind.SUSPENSION, _days(_suspended(tenant), "presence_on")),
    ):
        for member_id, organization_id, since in days:
            if cause := cause_of(kind, since, on, limits):
                yield Found(member_id, organization_id, cause)


def _days(rows: QuerySet[Member], column: str) -> Iterator[tuple[int, int, dt.date]]:
    found = rows.filter(**{f"{column}__isnull": False}).order_by("pk")
    yield from found.values_list("pk", "organization_id", column)


def _asked_to_come(present: QuerySet[Member]) -> QuerySet[Member]:
    """Those who owe their presence here: in reach, not spared, not away as mobile members."""
    away = MobileStay.objects.filter(member=OuterRef("pk"), ends_on__isnull=True)
    return present.filter(~Exists(away), lost_on__isnull=True, is_spared=False)


def _suspended(tenant: Tenant) -> QuerySet[Member]:
    return Member.objects.filter(tenant=tenant, presence=Presence.SUSPENDED)


def _unpaid(tenant: Tenant, on: dt.date) -> Iterator[tuple[int, int, dt.date | None]]:
    """Members whose last month over is unpaid, with the first month of the run.

    A month with a reason, or without an income to reckon by, is no unpaid month.
    """
    this = first_of(on)
    unpaid = (
        Dues.objects.filter(tenant=tenant, paid_on__isnull=True, is_excused=False)
        .exclude(owed="")
        .filter(month__lt=this, month__gte=months_later(this, -_BACK))
    )
    last = unpaid.filter(month=months_later(this, -1)).values("member_id")
    rows = unpaid.filter(
        member__in=last, member__presence=Presence.PRESENT, member__lost_on__isnull=True
    )
    months: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
    columns = ("member_id", "member__organization_id", "month")
    for member_id, organization_id, month in rows.order_by("member_id").values_list(*columns):
        months[member_id, organization_id].append(month)
    for (member_id, organization_id), of_member in months.items():
        yield member_id, organization_id, unpaid_since(of_member, on)
