"""What of this room still needs a body: rounds it holds, sheets, letters, reviews it hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet

from inspections.models import DutyReview, Inspection, Rectification, Round
from inspections.terms import (
    OPEN_RECTIFICATIONS,
    InspectionStatus,
    RectificationStatus,
    ReviewStatus,
    RoundStatus,
)

_RUNNING: Final = (RoundStatus.SELF_CHECK, RoundStatus.SCORING)
UNSCORED: Final = (InspectionStatus.SELF_CHECK, InspectionStatus.ON_SITE, InspectionStatus.SCORED)
"""A sheet that somebody has still to work on; what is checked goes on with its round."""


def open_rounds(organization_ids: Sequence[int]) -> QuerySet[Round]:
    """Rounds that these bodies hold and that are neither published nor cancelled."""
    rows = Round.objects.filter(organizer_id__in=list(organization_ids))
    ended = (RoundStatus.PUBLISHED, RoundStatus.CANCELLED)
    return rows.exclude(status__in=ended).order_by("pk")


def open_sheets(organization_ids: Sequence[int]) -> QuerySet[Inspection]:
    """Sheets of these bodies that are not scored and checked yet."""
    rows = Inspection.objects.filter(organization_id__in=list(organization_ids))
    return rows.filter(status__in=UNSCORED, round__status__in=_RUNNING).order_by("pk")


def open_visits(organization_ids: Sequence[int]) -> QuerySet[Inspection]:
    """Sheets that these bodies have to score, of themselves or of others."""
    rows = Inspection.objects.filter(examiner_id__in=list(organization_ids))
    return rows.filter(status__in=UNSCORED, round__status__in=_RUNNING).order_by("pk")


def open_letters(organization_ids: Sequence[int]) -> QuerySet[Rectification]:
    """Rectifications under way at these bodies, and those, drafts too, that they sent."""
    ids = list(organization_ids)
    sent = Q(issuer_id__in=ids, status__in=(RectificationStatus.DRAFT, *OPEN_RECTIFICATIONS))
    told = Q(organization_id__in=ids, status__in=OPEN_RECTIFICATIONS)
    return Rectification.objects.filter(sent | told).order_by("pk")


def open_hearings(organization_ids: Sequence[int]) -> QuerySet[DutyReview]:
    """Yearly reviews that these bodies hear and have not given back.

    A body's own review is no open work: who is merged or closed is not reviewed any more, and a
    report that it never handed in cannot be heard.
    """
    rows = DutyReview.objects.filter(judge_id__in=list(organization_ids))
    silent = Q(status=ReviewStatus.DRAFT, organization__closed_on__isnull=False)
    return rows.exclude(status=ReviewStatus.CLOSED).exclude(silent).order_by("pk")
