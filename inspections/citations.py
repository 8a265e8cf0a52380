"""Which files our visible rows cite, as ``workflow.citations.CitationSource`` asks."""

from __future__ import annotations

from django.db.models import Q

from hierarchy.scope import Viewer
from inspections.models import DutyReview, Inspection, Rectification, RectificationRemark
from inspections.terms import ReviewStatus
from workflow.citations import linked


class InspectionCitations:
    """Evidence of inspections, rectifications and remarks on them, and of yearly reviews."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment``, by the link tables."""
        return (
            linked(Inspection, Inspection.objects.with_files_for(viewer))
            | linked(Rectification, Rectification.objects.visible_to(viewer))
            | linked(RectificationRemark, RectificationRemark.objects.visible_to(viewer))
            | linked(DutyReview, DutyReview.objects.with_report_for(viewer))
        )

    def withheld(self) -> Q:
        """Files of a report that is still written."""
        return linked(DutyReview, DutyReview.objects.filter(status=ReviewStatus.DRAFT))
