"""By which day something must be put right (整改期限; domain.md §5.3)."""

from __future__ import annotations

import datetime as dt

from hierarchy.calendar import add_working_days
from hierarchy.models import Tenant
from inspections.models import InspectionPolicy
from inspections.terms import RectificationKind, Urgency


def due_day(
    kind: str, urgency: str, *, on: dt.date, policy: InspectionPolicy, tenant: Tenant
) -> dt.date:
    """The last day for what is issued ``on`` that day, which does not count itself.

    A reminder (批评指正) has its own days to explain; everything else goes by urgency. Days are
    working days or calendar days, as the city decided; a run of calendar days that ends on a day
    of rest runs on to the next working day (顺延). Raises ``KeyError`` for an unknown urgency.
    """
    if kind == RectificationKind.REMINDER:
        return _after(policy.reminder_days, on=on, policy=policy, tenant=tenant)
    return _after(_days_of(policy)[urgency], on=on, policy=policy, tenant=tenant)


def second_due_day(*, on: dt.date, policy: InspectionPolicy, tenant: Tenant) -> dt.date:
    """The last day of a second round (二次整改) that begins ``on`` that day."""
    return _after(policy.second_days, on=on, policy=policy, tenant=tenant)


def _days_of(policy: InspectionPolicy) -> dict[str, int]:
    return {
        Urgency.AT_ONCE: policy.at_once_days,
        Urgency.USUAL: policy.usual_days,
        Urgency.COMPLEX: policy.complex_days,
    }


def _after(days: int, *, on: dt.date, policy: InspectionPolicy, tenant: Tenant) -> dt.date:
    if policy.days_are_working:
        return add_working_days(tenant=tenant, start=on, days=days)
    eve = on + dt.timedelta(days=days - 1)
    return add_working_days(tenant=tenant, start=eve, days=1)
