"""What a city decided about the life of projects, in force on a day (项目管理规则)."""

from __future__ import annotations

import datetime as dt

from hierarchy.models import Tenant
from projects.models import ProjectPolicy


def policy_of(tenant: Tenant, on: dt.date) -> ProjectPolicy:
    """The numbers in force that day; where the city has set none, the proposals themselves."""
    rows = ProjectPolicy.objects.filter(tenant=tenant).effective(on)
    found: ProjectPolicy | None = rows.order_by("-effective_from").first()
    return found or ProjectPolicy(tenant=tenant, effective_from=on)
