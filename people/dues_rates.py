"""The dues table of a city in force on a day (党费标准); where it set none, the regulation's."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from hierarchy.models import Tenant
from people.dues_rules import DEFAULT_BANDS, Band
from people.models import DuesRate


def bands_of(tenant: Tenant, on: dt.date) -> tuple[Band, ...]:
    """The bands of that day, by rising limits, the open one last. One query."""
    rows = list(
        DuesRate.objects.filter(tenant=tenant)
        .effective(on)
        .order_by("-effective_from", F("up_to").asc(nulls_last=True))
    )
    newest = [row for row in rows if row.effective_from == rows[0].effective_from]
    return tuple(Band(row.up_to, row.percent) for row in newest) or DEFAULT_BANDS
