"""The end of a year: what is still open is closed with a word, the lists are filed (归档)."""

from __future__ import annotations

import datetime as dt

import pgtrigger

from checklists.models import Assignment, Checklist
from checklists.terms import OPEN_STATUSES, AssignmentStatus, ListStatus
from hierarchy.terms import Tier
from seeds.cascade import Cascade
from seeds.rhythm import at_minute


def file_year(cascade: Cascade) -> int:
    """Close and file every list of a past year; how many assignments were closed unfinished.

    The fifth tier's leftovers are carried over (结转), everyone else explains (说明销号).
    """
    closed_at = at_minute(dt.date(cascade.year + 1, 1, 8), 15 * 60)
    ours = Assignment.objects.filter(key_point_id__in=cascade.numbers)
    with pgtrigger.ignore():
        left = ours.filter(status__in=OPEN_STATUSES)
        carried = left.filter(tier=Tier.BRANCH, signed_at__isnull=False).update(
            status=AssignmentStatus.CARRIED_OVER, settled_at=closed_at
        )
        explained = ours.filter(status__in=OPEN_STATUSES).update(
            status=AssignmentStatus.UNFULFILLED, settled_at=closed_at
        )
        Checklist.objects.filter(tenant=cascade.city.tenant, year=cascade.year).update(
            status=ListStatus.ARCHIVED
        )
    return carried + explained
