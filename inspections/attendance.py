"""Sheets whose examining body (核验单位) has nobody left to go and look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from hierarchy.models import Appointment, OrganizationGrant
from hierarchy.terms import Capability
from inspections.models import Inspection
from inspections.terms import InspectionStatus, RoundStatus

_AHEAD: Final = Q(
    status__in=(InspectionStatus.SELF_CHECK, InspectionStatus.ON_SITE),
    round__status__in=(RoundStatus.SELF_CHECK, RoundStatus.SCORING),
)
_NOBODY: Final = 0


def unattended(rows: QuerySet[Inspection], *, on: dt.date) -> Any:
    """Sheets still to be looked at whose examiner has no live holder on a day.

    Who handed in the self-check or serves the body itself does not count: he may not score it.
    What the organizer itself looks at is left out: there is nobody further up to give it to.
    """
    given_away = rows.filter(_AHEAD).exclude(examiner=F("round__organizer"))
    # Bodies are named once more as a whole: else the database reads every post of the city.
    at_home = _holders(on).filter(
        content_object_id__in=given_away.values("organization_id"),
        content_object_id=OuterRef(OuterRef("organization_id")),
        appointment__user_id=OuterRef("appointment__user_id"),
    )
    holders = _holders(on).filter(
        ~Exists(at_home),
        content_object_id__in=given_away.values("examiner_id"),
        content_object_id=OuterRef("examiner_id"),
    )
    self_checker = Coalesce(OuterRef("self_checked_by_id"), Value(_NOBODY))
    others = holders.exclude(appointment__user_id=self_checker)
    return given_away.filter(~Exists(others))


def attended(bodies: Iterable[int], *, on: dt.date) -> set[int]:
    """Those of the bodies that somebody serves on a day. One query."""
    found = _holders(on).filter(content_object_id__in=set(bodies))
    return set(found.values_list("content_object_id", flat=True))


def _holders(on: dt.date) -> QuerySet[OrganizationGrant]:
    live = Appointment.objects.live(on).filter(user__is_active=True, position__is_abolished=False)
    return OrganizationGrant.objects.filter(
        permission__codename=Capability.HANDLE, appointment__in=live
    )
