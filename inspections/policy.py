"""What a city decided about inspections and rectification, in force on a day (体检规则)."""

from __future__ import annotations

import datetime as dt

from hierarchy.models import Tenant
from inspections.models import InspectionPolicy


def policy_of(tenant: Tenant, on: dt.date) -> InspectionPolicy:
    """The numbers in force that day; where the city has set none, the proposals themselves."""
    rows = InspectionPolicy.objects.filter(tenant=tenant).effective(on)
    found: InspectionPolicy | None = rows.order_by("-effective_from").first()
    return found or InspectionPolicy(tenant=tenant, effective_from=on)
