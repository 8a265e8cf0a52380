"""Running numbers: given out once, in order, also when two ask at the same time."""

from __future__ import annotations

from hierarchy.models import Tenant
from workflow.models import NumberSeries


def take_number(*, tenant: Tenant, series: str) -> int:
    """The next number of a series, from 1. The row stays locked until the transaction ends."""
    NumberSeries.objects.bulk_create(
        [NumberSeries(tenant=tenant, series=series)], ignore_conflicts=True
    )
    row = NumberSeries.objects.select_for_update(of=("self",)).get(tenant=tenant, series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
