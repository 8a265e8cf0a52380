"""The health card of one body over the years (健康档案): findings first, then its results."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.models import DutyReview, Finding, Inspection, Rectification
from inspections.results import (
    OF_PUBLISHED,
    TOLD_RECTIFICATIONS,
    DimensionSum,
    by_dimension,
    scores_of,
)
from inspections.terms import ReviewStatus

MOST_INSPECTIONS = 24
MOST_FINDINGS = 60
MOST_RECTIFICATIONS = 30
MOST_REVIEWS = 10


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one body; ``inspections`` the latest first, ``findings`` the open ones."""

    inspections: list[Inspection]
    dimensions: list[DimensionSum]
    findings: list[Finding]
    settled: int
    rectifications: list[Rectification]
    reviews: list[DutyReview]

    @property
    def latest(self) -> Inspection | None:
        """The latest published inspection."""
        return self.inspections[0] if self.inspections else None


def card_of(body: Organization, actor: Actor) -> Card:
    """The card as the reader may see it: published results only. Six queries whatever the years."""
    published = (
        Inspection.objects.visible_to(actor)
        .published()
        .filter(organization=body)
        .select_related("round__scheme", "round__organizer")
    )
    inspections = list(published.order_by("-round__year", "-round_id", "-pk")[:MOST_INSPECTIONS])
    told = Finding.objects.visible_to(actor).filter(OF_PUBLISHED, organization=body)
    rows = told.open().select_related("rectification").order_by("level", "-found_on", "-pk")
    letters = Rectification.objects.visible_to(actor).filter(
        OF_PUBLISHED, TOLD_RECTIFICATIONS, organization=body
    )
    reviews = DutyReview.objects.visible_to(actor).filter(
        organization=body, status=ReviewStatus.CLOSED
    )
    return Card(
        inspections=inspections,
        dimensions=by_dimension(scores_of(inspections[0])) if inspections else [],
        findings=list(rows[:MOST_FINDINGS]),
        settled=told.filter(settled_on__isnull=False).count(),
        rectifications=list(letters.order_by("-issued_on", "-pk")[:MOST_RECTIFICATIONS]),
        reviews=list(reviews.order_by("-year")[:MOST_REVIEWS]),
    )
