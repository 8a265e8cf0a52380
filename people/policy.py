"""What a city decided about its people, in force on a day (队伍规则)."""

from __future__ import annotations

import datetime as dt

from hierarchy.models import Tenant
from people.models import PeoplePolicy


def policy_of(tenant: Tenant, on: dt.date) -> PeoplePolicy:
    """The numbers and switches in force that day; where a city set none, the proposals."""
    rows = PeoplePolicy.objects.filter(tenant=tenant).effective(on)
    found: PeoplePolicy | None = rows.order_by("-effective_from").first()
    return found or PeoplePolicy(tenant=tenant, effective_from=on)
