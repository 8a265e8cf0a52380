"""Which units an officer looks after, and when they were seen last, told to other rooms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Expression,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.urls import reverse

from coverage.attention import with_contacts
from coverage.models import Unit
from hierarchy.models import Tenant
from workflow.caseload import Caseload, CaseUnit


class LedgerCaseload:
    """The operating units of officers' posts and their last contacts, by the ledger."""

    def caseloads(
        self, *, tenant: Tenant, officers: Sequence[int], seen_since: dt.date
    ) -> Mapping[int, Caseload]:
        """One query; a post without units is missing."""
        rows = Unit.objects.operating().filter(tenant=tenant, officer__in=officers)
        unseen = Q(last_contact_on__lt=seen_since) | Q(last_contact_on__isnull=True)
        counts = with_contacts(rows).values("officer_id").order_by()
        told = counts.annotate(units=Count("pk"), unseen=Count("pk", filter=unseen))
        return {row["officer_id"]: Caseload(row["units"], row["unseen"]) for row in told}

    def units(self, officers: Sequence[int], *, most: int) -> Mapping[int, list[CaseUnit]]:
        """One query, of so many units a post."""
        rows = with_contacts(Unit.objects.operating().filter(officer__in=officers))
        found: dict[int, list[CaseUnit]] = defaultdict(list)
        longest = F("last_contact_on").asc(nulls_first=True)
        for unit in rows.select_related("town").order_by(longest, "pk"):
            if len(found[unit.officer_id]) < most:
                found[unit.officer_id].append(_told(unit))
        return dict(found)

    def unseen(self, officers: Sequence[int], *, on: dt.date, days: Expression) -> QuerySet[Any]:
        """Never contacted, or longer ago than the interval; no query yet."""
        rows = with_contacts(Unit.objects.operating().filter(officer__in=officers))
        since = ExpressionWrapper(
            Value(on, output_field=DateField()) - days, output_field=DateField()
        )
        late = Q(last_contact_on__isnull=True) | Q(last_contact_on__lt=since)
        asked_already = Q(next_contact_on__isnull=False, next_contact_on__lte=on)
        found: QuerySet[Any] = rows.filter(late).exclude(asked_already)
        return found

    def held(self, officers: QuerySet[Any]) -> QuerySet[Any]:
        """All of them; no query yet."""
        found: QuerySet[Any] = Unit.objects.operating().filter(officer__in=officers)
        return found


def _told(unit: Unit) -> CaseUnit:
    return CaseUnit(
        pk=unit.pk,
        name=unit.name,
        town_id=unit.town_id,
        town=str(unit.town) if unit.town else "",
        seen_on=unit.last_contact_on,  # type: ignore[attr-defined]
        next_on=unit.next_contact_on,  # type: ignore[attr-defined]
        path=reverse("coverage:unit_detail", args=[unit.pk]),
    )
