"""When a rectification counts as put right in time (整改按期), said once for every page."""

from __future__ import annotations

import datetime as dt
from typing import Final, cast

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce

from inspections.models import Rectification
from inspections.querysets import RectificationQuerySet
from inspections.terms import RectificationStatus

Rectifications = RectificationQuerySet[Rectification]
_NEVER_DUE: Final = (RectificationStatus.DRAFT, RectificationStatus.REVOKED)
RULE: Final = "按期申请复查或销号、一次复查合格并已销号的为按期"


def due_within(rows: Rectifications, start: dt.date, end: dt.date) -> Rectifications:
    """Rectifications whose day lies in these, both included; drafts and the revoked never."""
    return rows.filter(due_on__range=(start, end)).exclude(status__in=_NEVER_DUE)


def with_hand_in(rows: Rectifications) -> Rectifications:
    """The rows with ``in_time``: closed, handed in by the day, and not failed at a re-check.

    The day of asking for the re-check counts, not of the re-check: that is the issuer's.
    """
    punctual = Q(closed_on__isnull=False, second_since__isnull=True, handed_in__lte=F("due_on"))
    marked = rows.annotate(handed_in=Coalesce("reported_on", "closed_on"))
    marked = marked.annotate(in_time=ExpressionWrapper(punctual, output_field=BooleanField()))
    return cast("Rectifications", marked)
