"""Where a record of a kind is entered for a body."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from hierarchy.models import Organization
from routines.models import Obligation
from routines.terms import RecordKind

# Kinds that are not entered by the form but come from pages of their own.
_PAGES: dict[str, str] = {
    RecordKind.MONTHLY_MEETING: "routines:meeting_list",
    RecordKind.QUARTERLY_SUMMARY: "routines:summary_list",
    RecordKind.ANNUAL_REPORT: "routines:summary_list",
}


def address_of_kind(
    kind: str,
    *,
    organization: Organization,
    row: Obligation | None = None,
    day: dt.date | None = None,
    on: dt.date | None = None,
) -> str:
    """Papers and meetings have pages of their own, everything else the one form.

    ``row`` is what it is to answer: past its days the form begins with the last that counts.
    """
    if kind in _PAGES:
        return reverse(_PAGES[kind])
    if row is not None and on is not None and on > row.grace_until:
        day = row.grace_until
    query = f"?day={day.isoformat()}" if day else ""
    return reverse("routines:record_new", args=[organization.pk, kind]) + query


def entering_address(row: Obligation, *, organization: Organization, on: dt.date) -> str:
    """Where what an obligation of the body asks for is entered, as its first kind of record."""
    return address_of_kind(row.rule.answered_by[0], organization=organization, row=row, on=on)
