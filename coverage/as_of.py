"""The ledger as it was on a day, unit by unit: what rates of days gone by are counted from.

The figures are those of each unit's last state on or before the day. Whether an industry's
work reaches it by an officer follows from the body it hung under then; where that body stands,
and the facts that are not dated (union, league), are today's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from coverage.models import UnitState
from hierarchy.models import Tenant

_REACHED = Q(place__officer_id__isnull=False) | Q(unit__has_union=True) | Q(unit__has_league=True)


def units_as_of(*, tenant: Tenant, on: dt.date, places: Collection[int] | None = None) -> Any:
    """The last state of each unit by a day, ready for measures of units: a queryset, not read yet.

    ``places`` narrows it to what hung under some bodies on that day.
    """
    states = UnitState.objects.filter(unit__tenant=tenant)
    if places is not None:
        ever = UnitState.objects.filter(place_id__in=places).values("unit_id")
        states = states.filter(unit_id__in=ever)
    found = UnitState.objects.filter(pk__in=states.as_of(on).values("pk"))
    if places is not None:
        found = found.filter(place_id__in=places)
    return found.alias(has_work_coverage=ExpressionWrapper(_REACHED, output_field=BooleanField()))
