"""What the actions of the yearly review share: the locked row, and telling a body of it."""

from __future__ import annotations

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.models import DutyReview
from workflow.actions import send_notices


def lock_review(review: DutyReview) -> DutyReview:
    """The row as it is now, locked, with its bodies. Part of an action."""
    return (
        DutyReview.objects.select_for_update(of=("self",))
        .select_related("organization__tenant", "judge__tenant", "tenant")
        .get(pk=review.pk)
    )


def tell(
    review: DutyReview,
    to: Organization,
    kind: str,
    title: str,
    body: str,
    actor: Actor,
    *,
    of: int = 0,
) -> None:
    """Put a notice about a review before those who serve a body. Part of an action."""
    send_notices(
        tenant=review.tenant,
        kind=kind,
        title=title,
        body=body.strip(),
        key=f"dutyreview:{review.pk}:{review.status}:{of}:{actor.at:%y%m%d%H%M%S%f}",
        path=reverse("inspections:review_detail", args=[review.pk]),
        organizations=[to],
        actor=actor,
    )
