"""The health card of one body over the years (健康档案): findings first, then its results."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.models import DutyReview, Finding, Inspection, Rectification
from inspections.results import (
    OF_PUBLISHED,
    TOLD_RECTIFICATIONS,
    DimensionSum,
    dimension_sums,
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
    rectifications: list[Rectification]
    reviews: list[DutyReview]

    @property
    def latest(self) -> Inspection | None:
        """The latest published inspection."""
        return self.inspections[0] if self.inspections else None


def settled_of(actor: Actor) -> Coalesce:
    """How many told findings of a body are settled, as a column of its row."""
    told = Finding.objects.visible_to(actor).filter(OF_PUBLISHED, organization=OuterRef("pk"))
    counted = told.filter(settled_on__isnull=False).order_by().values("organization")
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


def card_of(body: Organization, actor: Actor) -> Card:
    """The card as the reader may see it: published results only. Five queries."""
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
        dimensions=dimension_sums(inspections[0]) if inspections else [],
        findings=list(rows[:MOST_FINDINGS]),
        rectifications=list(letters.order_by("-issued_on", "-pk")[:MOST_RECTIFICATIONS]),
        reviews=list(reviews.order_by("-year")[:MOST_REVIEWS]),
    )
