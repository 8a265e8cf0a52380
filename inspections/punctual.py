"""When a rectification counts as put right in time (整改按期), said once for every page."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q
from django.db.models.functions import Coalesce

from inspections.models import Rectification
from inspections.querysets import RectificationQuerySet
from inspections.results import OF_PUBLISHED
from inspections.terms import RectificationStatus

_NEVER_DUE: Final = (RectificationStatus.DRAFT, RectificationStatus.REVOKED)
RULE: Final = "按期申请复查或销号、一次复查合格并已销号的为按期"


def due_within(
    rows: RectificationQuerySet[Rectification], start: dt.date, end: dt.date
) -> RectificationQuerySet[Rectification]:
    """Rectifications whose day lies in these, both included.

    Drafts and the revoked never, and those of an inspection only once its result is published.
    """
    due = rows.filter(OF_PUBLISHED, due_on__range=(start, end))
    return due.exclude(status__in=_NEVER_DUE)


def in_time(*, by: dt.date) -> Q:
    """Closed by a day, handed in by its own day, and never failed at a re-check.

    The day of asking for the re-check counts, not of the re-check: that is the issuer's.
    """
    handed_in = Coalesce("reported_on", "closed_on")
    return Q(closed_on__lte=by, second_since__isnull=True, due_on__gte=handed_in)
