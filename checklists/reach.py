"""How many bodies of the fifth tier a key point is meant for: the denominator of reach (到达).

Those that stand there today; less those below a body that waived the key point altogether
(不涉及), for it will never come to them; and those closed since that it had come to, whose
work stays counted.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from checklists.models import Assignment, Waiver
from checklists.terms import VOID_STATUSES
from hierarchy.models import Organization
from hierarchy.scope import Viewer
from hierarchy.terms import ANCESTOR_COLUMN, Capability, Tier


def waivers_of(key_point: int) -> QuerySet[Waiver]:
    """Why bodies pass a key point on to nobody: in the newest issued versions of their lists.

    A body that passes on any other part of the key point is not among them.
    """
    passed_on = Assignment.objects.filter(
        parent__receiver_id=OuterRef("answers__receiver_id"), key_point=key_point
    )
    return (
        Waiver.objects.filter(answers__key_point=key_point, checklist__issued_at__isnull=False)
        .exclude(checklist__superseded_by__issued_at__isnull=False)
        .exclude(Exists(passed_on))
    )


def targets(
    *, key_point: int, below: Organization, actor: Viewer, on: dt.date, by: str
) -> dict[Any, int]:
    """The bodies of the fifth tier meant: in all (key ``None``), or by a column's ids.

    One query, whatever the size.
    """
    leaves = Organization.objects.within(actor, capability=Capability.VIEW_WORK).of_tier(
        Tier.BRANCH
    )
    leaves = leaves.filter(_inside(below, own="pk"))
    work = Assignment.objects.filter(key_point=key_point, tier=Tier.BRANCH)
    work = work.exclude(status__in=VOID_STATUSES)
    waived = waivers_of(key_point).values("answers__receiver_id")
    standing = leaves.open(on)
    for column in ANCESTOR_COLUMN.values():
        standing = standing.exclude(**{f"{column}_id__in": waived})
    closed = Q(closed_on__lte=on) & Q(Exists(work.filter(receiver_id=OuterRef("pk"))))
    meant = (standing | leaves.filter(closed)).order_by()
    if not by:
        return {None: meant.count()}
    return dict(meant.values_list(f"{by}_id").annotate(count=Count("id")))


def within_body(body: Organization) -> Q:
    """Assignments of a body's subtree, by the repeated ancestor ids."""
    return _inside(body, own="receiver_id")


def _inside(body: Organization, *, own: str) -> Q:
    if body.tier == Tier.CITY:
        return Q(tenant_id=body.tenant_id)
    column = ANCESTOR_COLUMN.get(body.tier)
    return Q(**{f"{column}_id": body.pk}) if column else Q(**{own: body.pk})
